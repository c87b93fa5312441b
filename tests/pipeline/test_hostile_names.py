"""Names that are no UTF-8, or would forge a line, go through a dossier and back."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from synthetic_records import network, quake
from testban.cli.main import run
from testban.pipeline import verify


def test_a_dossier_of_files_with_hostile_names_is_computed_again(tmp_path: Path) -> None:
    made = quake(network(count=7), latitude=40.3, longitude=100.2, p=300.0, s=60.0)
    folder = os.path.join(os.fsencode(tmp_path), b"caf\xe9 [x]\n")
    shutil.move(made.write(tmp_path / "wf"), folder)
    os.rename(os.path.join(folder, b"XX.S00..BHZ.mseed"), os.path.join(folder, b"\xff\x1b[31m.mseed"))
    out = tmp_path / "d"
    run(["assess", os.fsdecode(folder), "--out", str(out)])
    names = {path.name for path in out.rglob("*") if path.is_file()}
    assert all(name.isprintable() for name in names)
    assert verify(out, compute_again=True).rerun.result == "identical"
