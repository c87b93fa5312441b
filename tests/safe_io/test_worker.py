"""The child that parses: confined, bounded, replaced when it is lost, and never believed unchecked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import pytest
from hostile_waveforms import written

from testban.safe_io import (
    ForeignFileError,
    NoTracesError,
    confinement,
    foreign_inventory,
    foreign_waveform,
    new_budget,
    parse_inventory,
    parse_waveform,
    worker,
)

CONFINED = Path(worker.__file__).parent / "confined"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the system does not confine so")


def child(code: str) -> dict[str, object]:
    """What code prints as JSON in a process that has confined itself."""
    start = (
        f"import sys, json; sys.path.insert(0, {str(CONFINED.parent)!r})\n"
        "from confined import restrict\n"
        "held = restrict.restrict()\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", start + code], capture_output=True, text=True, check=False
    )
    return json.loads(done.stdout) if done.returncode == 0 else {"code": done.returncode}


@pytest.fixture(autouse=True)
def fresh_budget():
    new_budget()
    yield
    new_budget()


def good() -> None:
    assert parse_waveform(written("MSEED"), "a", max_samples=10_000).traces[0].npts == 400


class TestConfinement:
    def test_it_says_what_holds(self):
        assert set(confinement()) == {"network", "files", "limits"}

    @LINUX
    def test_files_of_the_user_cannot_be_opened_and_none_written(self, tmp_path):
        (tmp_path / "secret").write_text("x")
        code = (
            f"FOLDER = {str(tmp_path)!r}"
            + """
tried = {}
for name, mode in ((FOLDER + "/secret", "r"), (FOLDER + "/new", "w"), ("/etc/passwd", "r")):
    try:
        open(name, mode); tried[name] = "opened"
    except OSError as fault:
        tried[name] = type(fault).__name__
print(json.dumps({"held": held["files"], "tried": list(tried.values())}))
"""
        )
        made = child(code)
        if not made["held"]:
            pytest.skip("the system does not confine so")
        assert made["tried"] == ["PermissionError"] * 3

    @LINUX
    def test_nothing_can_be_reached(self):
        code = """
import socket
try:
    socket.create_connection(("127.0.0.1", 9), 1.0); said = "connected"
except OSError as fault:
    said = fault.strerror
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
    try:
        out.sendto(b"x", ("192.0.2.1", 9)); sent = "sent"
    except OSError as fault:
        sent = "refused"
print(json.dumps({"held": held["network"], "said": said, "sent": sent}))
"""
        made = child(code)
        if not made["held"]:
            pytest.skip("the system does not confine so")
        assert made["said"] != "connected"
        assert made["sent"] == "refused"

    @LINUX
    def test_memory_and_processor_time_end(self):
        assert child("restrict.limit_for(0, 0.5)\nbytearray(2**33)\nprint('{}')") == {"code": 1}
        assert child("restrict.limit_for(0, 0.5)\nwhile True: pass")["code"] in (-24, -9)

    def test_secrets_of_the_environment_do_not_reach_it(self, monkeypatch):
        monkeypatch.setenv("PASSWORD", "secret")
        process = worker.Worker()
        try:
            environment = Path(f"/proc/{process._process.pid}/environ")
            if not environment.exists():
                pytest.skip("the system does not confine so")
            assert b"secret" not in environment.read_bytes()
        finally:
            process.close()


class TestLoss:
    def test_a_child_that_is_killed_is_replaced(self):
        good()
        os.kill(worker._shared.worker._process.pid, 11)
        with pytest.raises(NoTracesError, match=r"crashed \(SIGSEGV\)") as caught:
            parse_waveform(written("MSEED"), "b", max_samples=10)
        assert caught.value.kind == "lost"
        good()

    def test_a_child_that_hangs_is_stopped_and_replaced(self, monkeypatch):
        good()
        os.kill(worker._shared.worker._process.pid, 19)
        monkeypatch.setattr(worker, "WALL_SPARE_S", -4.0)
        with pytest.raises(NoTracesError, match="took too long"):
            parse_waveform(written("MSEED"), "b", max_samples=10)
        monkeypatch.undo()
        good()

    def test_files_that_hang_leave_less_time_to_the_next(self, monkeypatch):
        given = []

        class Hanging:
            held: ClassVar = {"limits": True}

            def ask(self, request, data, *, seconds, max_bytes):
                given.append(seconds)
                raise worker.LostError(worker.TOO_LONG)

            def close(self):
                pass

        monkeypatch.setattr(worker, "Worker", Hanging)
        monkeypatch.setattr(worker._shared, "worker", Hanging())
        for _ in range(4):
            with pytest.raises(NoTracesError):
                parse_waveform(b"x", "a", max_samples=1)
        assert given == [4.0 + 5e-7, 4.0 + 5e-7, 1.0 + 5e-7, 1.0 + 5e-7]

    def test_after_an_interrupt_the_next_answer_is_that_to_the_next_question(self, monkeypatch):
        good()

        def interrupted(self, request, data, *, seconds, max_bytes):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(worker.Worker, "ask", interrupted)
            with pytest.raises(KeyboardInterrupt):
                parse_waveform(written("SAC"), "a", max_samples=10_000)
        assert parse_waveform(written("MSEED"), "a", max_samples=10_000).format == "MSEED"

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="the system does not confine so")
    def test_a_fork_of_the_process_has_a_child_of_its_own(self):
        good()
        mine = worker._shared.worker
        pid = os.fork()
        if pid == 0:
            same = worker._shared.worker is not None
            os._exit(int(same))
        assert os.waitpid(pid, 0)[1] == 0
        assert worker._shared.worker is mine
        good()

    def test_a_child_that_never_starts_is_said_and_nothing_is_parsed(self, monkeypatch):
        monkeypatch.setattr(worker._shared, "worker", None)
        monkeypatch.setattr(worker, "_START", "raise SystemExit(3)")
        with pytest.raises(worker.ConfinementError, match="does not start"):
            parse_waveform(written("MSEED"), "a", max_samples=1)
        monkeypatch.undo()
        worker._replaced()
        good()


class TestLies:
    """What a hijacked child could send."""

    ROW: ClassVar = {
        "codes": ["A", "B", "", "C"],
        "start_ns": 0,
        "rate": 1.0,
        "npts": 2,
        "dtype": "<f8",
        "problem": "",
        "position": {},
    }

    @pytest.mark.parametrize(
        "change",
        [
            {"npts": 3},
            {"npts": 1},
            {"npts": -1},
            {"npts": 2.5},
            {"dtype": "|O"},
            {"dtype": "<U9"},
            {"codes": ["A"]},
            {"codes": [1, 2, 3, 4]},
            {"start_ns": "x"},
            {"start_ns": 10**30},
            {"rate": None},
            {"position": []},
            {"problem": 3},
        ],
    )
    def test_traces_that_cannot_be_are_refused(self, monkeypatch, change):
        header = {"format": "MSEED", "warnings": [], "traces": [{**self.ROW, **change}]}
        monkeypatch.setattr(foreign_waveform, "ask", lambda *args, **more: (header, bytearray(16)))
        with pytest.raises(NoTracesError, match="cannot be traces"):
            parse_waveform(b"x", "a", max_samples=1)

    @pytest.mark.parametrize(
        "header", [{}, {"traces": {}}, {"error": 3, "kind": []}, {"format": 1, "traces": []}]
    )
    def test_headers_that_cannot_be_are_refused(self, monkeypatch, header):
        monkeypatch.setattr(foreign_waveform, "ask", lambda *args, **more: (header, bytearray()))
        with pytest.raises(NoTracesError, match="cannot be traces"):
            parse_waveform(b"x", "a", max_samples=1)

    @pytest.mark.parametrize("networks", [None, [{}], [{"code": "A", "stations": [{"code": 1}]}], 3])
    def test_inventories_that_cannot_be_are_refused(self, monkeypatch, networks):
        header = {"networks": networks}
        monkeypatch.setattr(foreign_inventory, "ask", lambda *args, **more: (header, bytearray()))
        with pytest.raises(ForeignFileError, match="a: holds values that cannot be"):
            parse_inventory(b"x", "a", kind="STATIONXML")
