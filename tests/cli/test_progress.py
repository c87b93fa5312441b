"""What is shown while a command works: which step, on a terminal and nowhere else."""

from __future__ import annotations

import io
from contextlib import redirect_stderr
from pathlib import Path

import pytest
from numba import njit

from testban.cli.main import run
from testban.cli.progress import COMPILING, showing_steps


class Terminal(io.StringIO):
    """A terminal that remembers all that was written to it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")


def test_each_step_of_assess_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("testban.pipeline.write_finding", lambda *arguments, **options: ())
    with redirect_stderr(Terminal()) as terminal:
        assert run(["assess", "dprk-2006", "--out", str(tmp_path / "dossier")]) == 0
    shown = terminal.getvalue()
    steps = ["reading dprk-2006", "locating and", "drawing and writing the dossier"]
    at = [shown.find(step) for step in steps]
    assert at == sorted(at)
    assert at[0] > 0


def test_locate_shows_what_it_locates(example: tuple[str, Path]) -> None:
    with redirect_stderr(Terminal()) as terminal:
        assert run(["locate", str(example[1] / "event.quakeml.xml")]) == 0
    assert "locating event" in terminal.getvalue()


def test_nothing_is_shown_off_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["assess", "dprk-2006"]) == 0
    assert capsys.readouterr().err == ""


def test_compiling_is_said_while_it_lasts() -> None:
    @njit
    def inner(value):  # type: ignore[no-untyped-def]
        return value + 1

    @njit
    def outer(value):  # type: ignore[no-untyped-def]
        return inner(value) * 2

    with redirect_stderr(Terminal()) as terminal, showing_steps() as show:
        show("counting")
        assert COMPILING not in terminal.getvalue()
        assert outer(1) == 4
        assert COMPILING in terminal.getvalue()
        before = len(terminal.getvalue())
        assert outer(2) == 6  # compiled by now
        show("counting on")
        assert COMPILING not in terminal.getvalue()[before:]


def test_a_name_in_a_step_is_no_markup() -> None:
    with redirect_stderr(Terminal()) as terminal, showing_steps() as show:
        show("reading [red]a[/nothing]\x1b[2J")
    assert "[red]a[/nothing]" in terminal.getvalue()
    assert "\x1b[2J" not in terminal.getvalue()
