"""Foreign files are opened only where they end, and their names can be printed."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testban.safe_io import ForeignFileError, decode, file_name, guard_xml, open_file, printable, read_bytes


class TestOpening:
    def test_a_pipe_is_refused_and_not_waited_for(self, tmp_path):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(ForeignFileError, match=r"^pipe: is a pipe"):
            open_file(tmp_path / "pipe")

    def test_a_device_a_folder_and_a_socket_are_refused(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)  # the path of a socket has at most 108 bytes
        server = socket.socket(socket.AF_UNIX)
        server.bind("door")
        for path, kind in (("/dev/zero", "a device"), (".", "a folder"), ("door", "a socket")):
            with pytest.raises(ForeignFileError, match=kind):
                read_bytes(Path(path))
        server.close()

    def test_no_more_than_the_limit_is_read(self, tmp_path):
        (tmp_path / "a").write_bytes(b"x" * 11)
        with pytest.raises(ForeignFileError, match="more than the 10 bytes"):
            read_bytes(tmp_path / "a", limit=10)
        assert len(read_bytes(tmp_path / "a", limit=11)) == 11

    def test_what_is_not_there_or_has_no_name_is_said(self, tmp_path):
        with pytest.raises(ForeignFileError, match="No such file"):
            read_bytes(tmp_path / "none")
        with pytest.raises(ForeignFileError, match="is not a file name"):
            read_bytes(Path("a\0b"))


class TestNames:
    @given(st.binary(min_size=1, max_size=40).filter(lambda raw: not {0, 47} & set(raw)))
    def test_any_name_can_be_written_and_is_kept_when_given_again(self, raw):
        shown = file_name(os.fsdecode(raw))
        assert shown.encode("utf-8")
        assert shown.isprintable()
        assert file_name(shown) == shown

    def test_plain_names_stay(self):
        assert file_name(Path("/a/Näsholm 2017-09-03T03:30.mseed")) == "Näsholm 2017-09-03T03:30.mseed"

    def test_a_direction_mark_is_seen(self):
        assert file_name("a\u202egpj.mseed") == "a%E2%80%AEgpj.mseed"


class TestPrintable:
    @given(st.text(max_size=200))
    def test_any_text_is_one_printable_line(self, text):
        line = printable(text)
        assert line == "" or line.isprintable()

    def test_long_text_keeps_both_ends(self):
        line = printable("a" + "x" * 5000 + "b")
        assert (line[0], line[-1]) == ("a", "b")
        assert len(line) < 640


class TestText:
    @pytest.mark.parametrize("data", [b"\x1f\x8b\x08", b"PK\x03\x04", b"a\nb\0c", b"\x01" * 20])
    def test_binary_is_no_text(self, data: bytes) -> None:
        with pytest.raises(ForeignFileError):
            decode(data, "a")

    def test_the_line_of_the_first_odd_byte_is_named(self) -> None:
        with pytest.raises(ForeignFileError) as caught:
            decode(b"a\nb\0c", "a")
        assert caught.value.line == 2

    def test_a_table_that_a_spreadsheet_saved_as_utf_16_is_read(self) -> None:
        assert decode("station,time\n".encode("utf-16"), "a") == "station,time\n"

    def test_what_only_claims_to_be_utf_16_is_refused(self) -> None:
        with pytest.raises(ForeignFileError, match="marked as UTF-16"):
            decode(b"\xff\xfea", "a")

    def test_packed_and_binary_files_are_refused(self):
        with pytest.raises(ForeignFileError, match="a line 1: is compressed"):
            decode(b"\x1f\x8b\x08", "a")
        with pytest.raises(ForeignFileError, match="a line 2: is binary"):
            decode(b"x\n\0", "a")


class TestXml:
    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "declares a document type"),
            (b"<a>" * 65 + b"</a>" * 65, "nested deeper than 64"),
            (b"<a><b>", "is truncated"),
            (b"<a></b>", "is no well-formed XML"),
        ],
    )
    def test_what_harms_is_refused(self, data, reason):
        with pytest.raises(ForeignFileError, match=reason):
            guard_xml(data, "a.xml")
