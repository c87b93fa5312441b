"""Rates of travel-time look-ups, side by side with TauP and cake.

    python -m benchmarks.travel_times [--cake-python PATH]

Cake (pyrocko) needs an older NumPy: give the interpreter of an environment of its own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import time

import numba
import numpy as np
from numpy.typing import NDArray
from obspy.taup import TauPyModel

from testban.travel_times import TravelTimes

COUNT, REPEATS, SEED = 2_000_000, 7, 1
TAUP_CALLS = 60
CAKE = """
import time, numpy as np
from pyrocko import cake
model = cake.load_model('ak135-f-average.m')
phases = [cake.PhaseDef(name) for name in ('p', 'P')]
rng = np.random.default_rng(1)
x, z = rng.uniform(0, 98, 60), rng.uniform(0, 700, 60)
begin = time.perf_counter()
for a, b in zip(x, z):
    model.arrivals([a], phases=phases, zstart=b * 1e3)
print(60 / (time.perf_counter() - begin))
"""


def queries(low_deg: float, high_deg: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Random distances and depths, in no order."""
    rng = np.random.default_rng(SEED)
    return rng.uniform(low_deg, high_deg, COUNT), rng.uniform(0, 700, COUNT)


def fill_rate(table: TravelTimes, name: str, low_deg: float, high_deg: float) -> tuple[float, float]:
    """Queries per second of wall-clock time, best of some, and per second of processor time."""
    x, z = queries(low_deg, high_deg)
    out = np.empty((3, COUNT))
    table.fill(name, x, z, out)  # compiles, makes the fast layer
    wall, busy = [], []
    for _ in range(REPEATS):
        begin, used = time.perf_counter(), time.process_time()
        table.fill(name, x, z, out)
        wall.append(time.perf_counter() - begin)
        busy.append(time.process_time() - used)
    return COUNT / min(wall), COUNT / min(busy)


def exact_rate(table: TravelTimes, name: str, low_deg: float, high_deg: float) -> float:
    """Queries per second in batches too small for the fast layer, on one thread."""
    x, z = (values[:10_000].copy() for values in queries(low_deg, high_deg))
    out = np.empty((3, x.size))
    table.fill(name, x, z, out)
    best = np.inf
    for _ in range(REPEATS):
        begin = time.perf_counter()
        table.fill(name, x, z, out)
        best = min(best, time.perf_counter() - begin)
    return x.size / best


def taup_rate() -> float:
    """Calls per second of TauP for P."""
    model = TauPyModel("ak135")
    x, z = queries(0.0, 98.0)
    begin = time.perf_counter()
    for a, b in zip(x[:TAUP_CALLS], z[:TAUP_CALLS], strict=True):
        model.get_travel_times(b, a, ["p", "P"])
    return TAUP_CALLS / (time.perf_counter() - begin)


def measure() -> tuple[list[tuple[str, float, float]], float]:
    """Queries per second of each phase in bulk and in small batches, and TauP's calls per second."""
    table = TravelTimes.load("ak135")
    rows = []
    for name, low, high in (
        ("first P", 0.0, 180.0),
        ("P", 0.0, 98.0),
        ("S", 0.0, 98.0),
        ("PcP", 0.0, 97.0),
        ("PKPdf", 118.0, 180.0),
    ):
        wall, _ = fill_rate(table, name, low, high)
        rows.append((name, wall, exact_rate(table, name, low, high)))
    return rows, taup_rate()


def main() -> None:
    """Print one line per measure; with --cake-python also the rate of cake in its own environment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cake-python", help="interpreter with pyrocko")
    options = parser.parse_args()
    rows, taup = measure()
    print(f"threads: {numba.get_num_threads()}; load of the machine: {os.getloadavg()[0]:.1f}")
    for name, bulk, small in rows:
        print(f"  {name:8s} {bulk / 1e6:6.1f} million/s, {small / 1e6:6.1f} in small batches")
    print(f"TauP (ObsPy), P: {taup:.0f} calls per second")
    if options.cake_python:
        done = subprocess.run([options.cake_python, "-c", CAKE], capture_output=True, text=True, check=False)
        answer = done.stdout.strip() or done.stderr.strip().splitlines()[-1]
        print(f"cake (pyrocko), P: {answer} calls per second")


if __name__ == "__main__":
    main()
