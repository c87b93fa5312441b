"""How long the main job takes: a packaged case to the dossier, in a warm process and as a new one."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CASE = "dprk-2017"
RUNS = 5


def measure() -> list[dict[str, object]]:
    """Time the packaged case; targets: 2 s warm, 10 s as a new process."""
    from testban.pipeline import assess, observe, write_finding

    with tempfile.TemporaryDirectory() as folder:
        warm = []
        for number in range(RUNS + 1):
            start = time.perf_counter()
            write_finding(assess(observe(CASE)), Path(folder) / str(number))
            warm.append(time.perf_counter() - start)
        cold = []
        for number in range(3):
            start = time.perf_counter()
            arguments = ["assess", CASE, "--out", str(Path(folder) / f"cold{number}")]
            code = "import sys; from testban.cli.main import main; main(sys.argv[1:])"
            subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True)
            cold.append(time.perf_counter() - start)
    return [
        {"what": f"{CASE} to dossier, warm process", "seconds": statistics.median(warm[1:]), "target": 2.0},
        {"what": f"{CASE} to dossier, first in a process", "seconds": warm[0], "target": None},
        {"what": f"{CASE} to dossier, new process", "seconds": statistics.median(cold), "target": 10.0},
    ]
