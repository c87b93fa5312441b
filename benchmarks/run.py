"""Run the benchmarks and write docs/benchmarks.md with versions and load."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from benchmarks import location, main_job, travel_times, waveforms

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def main() -> None:
    """Measure and write the page."""
    load = os.getloadavg()[0]
    lines = [
        "# Benchmarks",
        "",
        f"Made by `make bench`: {os.cpu_count()} cores, {platform.machine()}, "
        f"Python {platform.python_version()}, NumPy {version('numpy')}, ObsPy {version('obspy')}, "
        f"load {load:.1f} at the start.",
        "",
        *_durations("The main job", [*main_job.measure(), *waveforms.measure()]),
        *_durations("Location", location.measure()),
        *_rates(),
        *_beside_obspy(),
    ]
    text = "\n".join(lines)
    PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def _durations(title: str, rows: list[dict[str, object]]) -> list[str]:
    lines = [f"## {title}", "", "| what | median | target |", "| --- | --- | --- |"]
    for row in rows:
        target = f"<= {row['target']:g} s" if row["target"] else ""
        lines.append(f"| {row['what']} | {row['seconds']:.2f} s | {target} |")
    return [*lines, ""]


def _rates() -> list[str]:
    """Travel times next to TauP in the same run."""
    rows, taup = travel_times.measure()
    return [
        "## Travel times",
        "",
        "Time, ray parameter and depth derivative of random queries, two threads; ratio to TauP (ObsPy), "
        f"which made {taup:.0f} calls/s for P in the same run.",
        "",
        "| phase | million/s | million/s in batches of 10,000, one thread | ratio to TauP |",
        "| --- | --- | --- | --- |",
        *(_rate(*row, taup) for row in rows),
        "",
    ]


def _beside_obspy() -> list[str]:
    """Detection and lags next to ObsPy in the same run."""
    return [
        "## Detection and lags",
        "",
        "One thread, processor time; ObsPy on the same input in the same run.",
        "",
        "| what | here | ObsPy | ratio | unit |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {what} | {here:,.0f} | {theirs:,.0f} | {here / theirs:.1f} | {unit} |"
            for what, here, theirs, unit in waveforms.beside_obspy()
        ),
        "",
    ]


def _rate(name: str, bulk: float, small: float, taup: float) -> str:
    return f"| {name} | {bulk / 1e6:.1f} | {small / 1e6:.1f} | {bulk / taup:,.0f} |"


if __name__ == "__main__":
    main()
