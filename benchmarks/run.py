"""Run the benchmarks and write docs/benchmarks.md with versions and load."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from benchmarks import main_job

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def main() -> None:
    """Measure and write the page."""
    load = os.getloadavg()[0]
    rows = main_job.measure()
    lines = [
        "# Benchmarks",
        "",
        f"Made by `make bench`: {os.cpu_count()} cores, {platform.machine()}, "
        f"Python {platform.python_version()}, NumPy {version('numpy')}, ObsPy {version('obspy')}, "
        f"load {load:.1f} at the start.",
        "",
        "## The main job",
        "",
        "| what | median | target |",
        "| --- | --- | --- |",
    ]
    for row in rows:
        target = f"<= {row['target']:g} s" if row["target"] else ""
        lines.append(f"| {row['what']} | {row['seconds']:.2f} s | {target} |")
    text = "\n".join(lines) + "\n"
    PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
