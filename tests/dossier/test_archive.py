"""One .zip: the same bytes for the same dossier, and nothing harmful is unpacked."""

from __future__ import annotations

import stat
import struct
import zipfile

import pytest

from testban.dossier import FolderError, RefusedError, open_dossier, write_zip
from testban.dossier import archive as archive_module


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

    def test_a_link(self, tmp_path):
        entry = zipfile.ZipInfo("link")
        entry.create_system = 3
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        refuse(zip_of(tmp_path / "x.zip", (entry, b"/etc/passwd")), "a link")

    def test_a_device(self, tmp_path):
        entry = zipfile.ZipInfo("pipe")
        entry.create_system = 3
        entry.external_attr = (stat.S_IFIFO | 0o600) << 16
        refuse(zip_of(tmp_path / "x.zip", (entry, b"")), "neither a file nor a folder")

    def test_a_bomb_by_ratio(self, tmp_path):
        refuse(zip_of(tmp_path / "x.zip", ("bomb.txt", bytes(8_000_000))), "zip bomb")

    def test_a_bomb_by_total(self, tmp_path, monkeypatch):
        monkeypatch.setattr(archive_module, "MAX_TOTAL_BYTES", 5_000)
        refuse(zip_of(tmp_path / "x.zip", *((f"{i}", b"ab" * 500) for i in range(6))), "zip bomb")

    def test_too_many_files(self, tmp_path, monkeypatch):
        monkeypatch.setattr(archive_module, "MAX_FILES", 10)
        refuse(zip_of(tmp_path / "x.zip", *((f"{i}", b"") for i in range(11))), "more than 10 files")

    def test_a_folder_of_too_many_files(self, tmp_path, monkeypatch):
        monkeypatch.setattr(archive_module, "MAX_FILES", 10)
        for number in range(11):
            (tmp_path / f"{number}").touch()
        (tmp_path / "0").unlink()
        (tmp_path / "0").symlink_to("/etc")  # not reached: what holds so many is no dossier
        refuse(tmp_path, "more than 10 files")

    def test_a_size_that_lies(self, tmp_path):
        path = zip_of(tmp_path / "x.zip", ("a.txt", b"abc" * 1000))
        data = bytearray(path.read_bytes())
        at = data.index(b"PK\x01\x02") + 24  # uncompressed size in the central directory
        data[at : at + 4] = struct.pack("<I", 10)
        path.write_bytes(data)
        refuse(path, "damaged")

    def test_a_name_twice(self, tmp_path):
        with pytest.warns(UserWarning, match="Duplicate"):
            path = zip_of(tmp_path / "x.zip", ("a", b"1"), ("b", b"2"), ("a", b"3"))
        refuse(path, "stands twice")

    def test_names_that_differ_in_case_only(self, tmp_path):
        refuse(zip_of(tmp_path / "x.zip", ("a.csv", b"1"), ("A.csv", b"2")), "one file on some systems")

    def test_bytes_before_the_first_entry(self, tmp_path):
        path = zip_of(tmp_path / "x.zip", ("a", b"1"))
        path.write_bytes(b"#!/bin/sh\nevil\n" + path.read_bytes())
        refuse(path, "hides something")

    def test_a_comment(self, tmp_path):
        refuse(zip_of(tmp_path / "x.zip", ("a", b"1"), comment=b"hidden"), "comment")

    def test_an_entry_that_claims_to_be_encrypted(self, tmp_path):
        path = zip_of(tmp_path / "x.zip", ("a", b"1"))
        data = bytearray(path.read_bytes())
        data[data.index(b"PK\x01\x02") + 8] |= 1
        path.write_bytes(data)
        refuse(path, "encrypted")

    def test_another_packing_method(self, tmp_path):
        with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_LZMA) as archive:
            archive.writestr("a", b"1" * 100)
        refuse(tmp_path / "x.zip", "packed by method")

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

    def test_a_file_where_a_folder_must_be(self, tmp_path):
        refuse(zip_of(tmp_path / "x.zip", ("a", b"1"), ("a/b", b"2")), "cannot be unpacked")

    def test_a_link_in_a_folder(self, folder, tmp_path):
        (folder / "link").symlink_to(tmp_path)
        refuse(folder, "link: a link")


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
