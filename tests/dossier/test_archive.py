"""One .zip: the same bytes for the same dossier, and nothing harmful is unpacked."""

from __future__ import annotations

import os
import zipfile

import pytest

from testban.dossier import FolderError, RefusedError, container, open_dossier, write_zip


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "made"
    (made / "inputs").mkdir(parents=True)
    (made / "finding.json").write_bytes(b"{}\n")
    (made / "inputs" / "arrivals.csv").write_bytes(b"station,phase,time\n" * 20)
    return made


def zip_of(path, *entries, comment=b""):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
        archive.comment = comment
    return path


def refuse(path, reason):
    with pytest.raises(RefusedError, match=reason), open_dossier(path):
        pass


def test_it_holds_what_the_folder_holds(folder, tmp_path):
    path = write_zip(folder, tmp_path / "x.zip")
    with open_dossier(path) as opened:
        assert (opened / "inputs" / "arrivals.csv").read_bytes() == b"station,phase,time\n" * 20
        assert sorted(p.name for p in opened.rglob("*") if p.is_file()) == ["arrivals.csv", "finding.json"]
    assert not opened.exists()


def test_the_same_folder_gives_the_same_bytes_and_no_time(folder, tmp_path):
    first = write_zip(folder, tmp_path / "a.zip").read_bytes()
    (folder / "finding.json").touch()
    assert write_zip(folder, tmp_path / "b.zip").read_bytes() == first
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist() == sorted(archive.namelist())


def test_a_bulletin_of_one_line_over_and_over_is_no_bomb_when_we_wrote_it(folder, tmp_path):
    (folder / "inputs" / "long.txt").write_bytes(b"x" * 3_000_000)
    with open_dossier(write_zip(folder, tmp_path / "x.zip")) as opened:
        assert (opened / "inputs" / "long.txt").stat().st_size == 3_000_000


class TestRefused:
    @pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil", "a/../../evil", "..\\evil", "C:/evil"])
    def test_a_path_that_escapes(self, tmp_path, name):
        entry = zipfile.ZipInfo("x")
        entry.filename = entry.orig_filename = name
        refuse(zip_of(tmp_path / "x.zip", (entry, b"x")), "escapes")
        assert not (tmp_path.parent / "evil.txt").exists()

    def test_a_bomb_by_total(self, folder, tmp_path, monkeypatch):
        path = write_zip(folder, tmp_path / "x.zip")
        monkeypatch.setattr(container, "MAX_TOTAL_BYTES", 300)
        refuse(path, "zip bomb")

    def test_too_many_files(self, folder, tmp_path, monkeypatch):
        path = write_zip(folder, tmp_path / "x.zip")
        monkeypatch.setattr(container, "MAX_FILES", 1)
        refuse(path, "more than 1 files")

    def test_a_folder_of_too_many_files(self, tmp_path, monkeypatch):
        monkeypatch.setattr(container, "MAX_FILES", 10)
        for number in range(11):
            (tmp_path / f"{number}").touch()
        (tmp_path / "0").unlink()
        (tmp_path / "0").symlink_to("/etc")  # not reached: what holds so many is not a dossier
        refuse(tmp_path, "more than 10 files")

    def test_one_flipped_byte_of_content(self, folder, tmp_path):
        path = write_zip(folder, tmp_path / "x.zip")
        data = bytearray(path.read_bytes())
        data[45] ^= 1
        path.write_bytes(data)
        refuse(path, "damaged|zip")

    @pytest.mark.parametrize("cut", [0, 40, 100])
    def test_bytes_taken_out_or_put_in_between(self, folder, tmp_path, cut):
        data = write_zip(folder, tmp_path / "x.zip").read_bytes()
        for changed in (data[:cut] + data[cut + 7 :], data[: cut + 4] + b"1234567" + data[cut + 4 :]):
            (tmp_path / "y.zip").write_bytes(changed)
            with pytest.raises((RefusedError, FolderError)), open_dossier(tmp_path / "y.zip"):
                pass

    def test_a_link_in_a_folder(self, folder, tmp_path):
        (folder / "link").symlink_to(tmp_path)
        refuse(folder, "link: a link")

    def test_a_pipe_in_a_folder_is_not_waited_for(self, folder):
        os.mkfifo(folder / "pipe")
        refuse(folder, "pipe: neither a file nor a folder")


class TestOverwriting:
    def test_a_foreign_file_is_never_overwritten(self, folder, tmp_path):
        (tmp_path / "mine.zip").write_bytes(b"mine")
        with pytest.raises(FolderError, match="not overwritten"):
            write_zip(folder, tmp_path / "mine.zip")
        assert (tmp_path / "mine.zip").read_bytes() == b"mine"

    def test_an_archive_of_somebody_else_is_never_overwritten(self, folder, tmp_path):
        before = zip_of(tmp_path / "mine.zip", ("letters.txt", b"dear")).read_bytes()
        with pytest.raises(FolderError, match="not overwritten"):
            write_zip(folder, tmp_path / "mine.zip")
        assert (tmp_path / "mine.zip").read_bytes() == before

    def test_a_link_is_never_followed(self, folder, tmp_path):
        (tmp_path / "target").write_bytes(b"mine")
        (tmp_path / "x.zip").symlink_to(tmp_path / "target")
        with pytest.raises(FolderError, match="not overwritten"):
            write_zip(folder, tmp_path / "x.zip")
        assert (tmp_path / "target").read_bytes() == b"mine"

    def test_an_earlier_dossier_is_replaced_and_nothing_is_left_next_to_it(self, folder, tmp_path):
        (folder / "manifest.json").write_bytes(b"{}\n")
        path = write_zip(folder, tmp_path / "out" / "x.zip")
        (folder / "finding.json").write_bytes(b"{ }\n")
        write_zip(folder, path)
        with open_dossier(path) as opened:
            assert (opened / "finding.json").read_bytes() == b"{ }\n"
        assert os.listdir(tmp_path / "out") == ["x.zip"]


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 but no more"])
def test_what_is_no_zip_is_bad_input_by_name(tmp_path, content):
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(FolderError, match=r"x\.zip"), open_dossier(tmp_path / "x.zip"):
        pass


def test_nothing_there_is_bad_input_by_name(tmp_path):
    with pytest.raises(FolderError, match="absent"), open_dossier(tmp_path / "absent"):
        pass


def test_a_truncated_zip_never_gets_through(folder, tmp_path):
    data = write_zip(folder, tmp_path / "x.zip").read_bytes()
    for length in range(0, len(data), 7):
        (tmp_path / "y.zip").write_bytes(data[:length])
        with pytest.raises((FolderError, RefusedError)), open_dossier(tmp_path / "y.zip"):
            pass
