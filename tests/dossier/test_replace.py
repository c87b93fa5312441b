"""Replacing at once: an earlier file or folder stays whole until the new one stands in its place."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from testban.dossier import FolderError
from testban.dossier.folder import move_into
from testban.dossier.replace import remove_leftovers, replace_file, replace_folder, staging_folder


def fill(folder: Path, text: str, count: int = 20) -> None:
    for number in range(count):
        (folder / f"{number:02}.txt").write_text(text)


def texts(folder: Path) -> set[str]:
    return {path.read_text() for path in folder.iterdir()}


def write_for_ever(folder: Path, text: str) -> None:
    while True:
        with staging_folder(folder) as made:
            fill(made, text)
            replace_folder(made, folder)


def write_file_for_ever(path: Path, letter: bytes) -> None:
    while True:
        replace_file(path, (letter * 50_000 for _ in range(20)))


class TestFile:
    def test_what_fails_half_way_leaves_the_former_and_nothing_else(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(b"former")

        def chunks():
            yield b"new"
            raise OSError(28, "No space left on device")

        with pytest.raises(OSError, match="No space"):
            replace_file(tmp_path / "a", chunks())
        assert (tmp_path / "a").read_bytes() == b"former"
        assert os.listdir(tmp_path) == ["a"]

    def test_its_rights_follow_the_mask_of_the_user(self, tmp_path: Path) -> None:
        mask = os.umask(0o027)
        try:
            replace_file(tmp_path / "a", [b"x"])
        finally:
            os.umask(mask)
        assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


class TestFolder:
    def test_the_new_stands_there_and_the_former_is_gone(self, tmp_path: Path) -> None:
        (tmp_path / "out").mkdir()
        fill(tmp_path / "out", "former", 30)
        with staging_folder(tmp_path / "out") as made:
            fill(made, "new")
            replace_folder(made, tmp_path / "out")
        assert texts(tmp_path / "out") == {"new"}
        assert os.listdir(tmp_path) == ["out"]

    def test_without_an_exchange_of_names_it_is_the_same(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("testban.dossier.replace._exchanged", lambda one, other: False)
        self.test_the_new_stands_there_and_the_former_is_gone(tmp_path)

    def test_killed_between_two_renames_the_former_comes_back(self, tmp_path: Path) -> None:
        (tmp_path / ".out.earlier").mkdir()
        fill(tmp_path / ".out.earlier", "former")
        remove_leftovers(tmp_path / "out")
        assert texts(tmp_path / "out") == {"former"}

    def test_what_is_foreign_stays_where_it_was(self, tmp_path: Path) -> None:
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "letter.txt").write_text("mine")
        with pytest.raises(FolderError, match="letter"), staging_folder(tmp_path / "out") as made:
            move_into(made, tmp_path / "out")
        assert (tmp_path / "out" / "letter.txt").read_text() == "mine"


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_killed_at_any_moment_the_one_or_the_other_is_there_whole(tmp_path: Path, kind: str) -> None:
    out = tmp_path / "out"
    context = multiprocessing.get_context("fork")
    if kind == "folder":
        out.mkdir()
        fill(out, "a")
    else:
        out.write_bytes(b"a" * 1_000_000)
    for number in range(20):
        letter = "ab"[number % 2]
        process = (
            context.Process(target=write_for_ever, args=(out, letter))
            if kind == "folder"
            else context.Process(target=write_file_for_ever, args=(out, letter.encode()))
        )
        process.start()
        time.sleep(0.002 * (number + 1))
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        if kind == "folder":
            assert len(list(out.iterdir())) == 20
            assert texts(out) in ({"a"}, {"b"})
        else:
            content = out.read_bytes()
            assert content in (b"a" * 1_000_000, b"b" * 1_000_000)
    remove_leftovers(out)
    assert os.listdir(tmp_path) == ["out"]


def test_two_writers_do_not_harm_each_other(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    fill(out, "a")
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=write_for_ever, args=(out, letter)) for letter in "ab"]
    for process in processes:
        process.start()
    time.sleep(0.3)
    codes = [process.exitcode for process in processes]
    for process in processes:
        process.kill()
        process.join()
    assert codes == [None, None]  # still at work: neither failed
    assert texts(out) in ({"a"}, {"b"})
