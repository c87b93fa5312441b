"""The command that measures waveforms: what stands on stderr where there is nothing to measure."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthetic_records import network, quake
from testban.cli.main import run


@pytest.mark.parametrize("command", ["assess", "measure"])
@pytest.mark.parametrize(("placed", "code"), [(True, 1), (False, 2)])
def test_folder_and_reason_are_named(
    command: str, placed: bool, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = quake(network(count=1), latitude=40.3, longitude=100.2, p=300.0, s=60.0).write(tmp_path / "one")
    if not placed:
        (folder / "stations.csv").unlink()
    assert run([command, str(folder), "--out", str(tmp_path / "out" / "one.yaml")]) == code
    reason = "1 station can be searched" if placed else "no coordinates"
    said = capsys.readouterr().err
    assert f"{folder}: no event, because" in said
    assert reason in said
