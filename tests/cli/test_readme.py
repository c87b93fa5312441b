"""The README shows what the program prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from testban.cli.main import run

README = Path(__file__).resolve().parents[2] / "README.md"


def test_example_in_the_readme_is_the_real_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["assess", "dprk-2017", "--out", "build/dprk-2017"]) == 0
    printed = "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines())
    assert printed.strip() in README.read_text(encoding="utf-8")
