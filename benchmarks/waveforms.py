"""How long waveforms take: records to dossier as a new process; detection and lags next to ObsPy."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from obspy.signal.cross_correlation import correlate_template, xcorr_max
from obspy.signal.filter import bandpass
from obspy.signal.trigger import classic_sta_lta
from validation.shared import shared_folder

from testban.correlation import correlate
from testban.detection import band_pass, sta_lta

RUNS, SEED = 20, 1
RATE_HZ, SAMPLES = 20.0, 2_000_000
SHORT, LONG = 20, 600
BAND = (2.0, 4.0)
TEMPLATE, SEARCHED = 200, 400


def measure() -> list[dict[str, object]]:
    """Time the records of the 2017 test (78 traces of 800 s) to the dossier; target: 20 s from nothing."""
    folder = shared_folder() / "dprk" / "waveforms"
    if not folder.is_dir():
        return []
    seconds = []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as out:
            arguments = ["assess", str(folder / "DPRK6.mseed"), "--stations", str(folder / "traces.csv")]
            code = "import sys; from testban.cli.main import main; main(sys.argv[1:])"
            begin = time.perf_counter()
            subprocess.run(
                [sys.executable, "-c", code, *arguments, "--out", str(Path(out) / "finding")],
                check=True,
                capture_output=True,
            )
            seconds.append(time.perf_counter() - begin)
    return [
        {
            "what": "78 records of DPRK6 to dossier, new process",
            "seconds": statistics.median(seconds),
            "target": 20.0,
        }
    ]


def beside_obspy() -> list[tuple[str, float, float, str]]:
    """Rate here and in ObsPy, same run and same input, with the unit."""
    rng = np.random.default_rng(SEED)
    noise = rng.standard_normal(SAMPLES)
    power, usable = noise**2, np.ones(SAMPLES, dtype=bool)
    full = np.append(np.zeros(LONG), 1.0)
    first, second = rng.standard_normal(TEMPLATE), rng.standard_normal(SEARCHED)
    lag = (SEARCHED - TEMPLATE) / RATE_HZ
    return [
        (
            f"STA/LTA, {SHORT} and {LONG} samples; here unusable samples are skipped",
            SAMPLES / _best(lambda: sta_lta(power, usable, short=SHORT, long=LONG, allowance=full)) / 1e6,
            SAMPLES / _best(lambda: classic_sta_lta(noise, SHORT, LONG)) / 1e6,
            "million samples/s",
        ),
        (
            "band-pass, 3 poles a side, causal",
            SAMPLES / _best(lambda: band_pass(noise, BAND, RATE_HZ)) / 1e6,
            SAMPLES / _best(lambda: bandpass(noise, *BAND, df=RATE_HZ, corners=3)) / 1e6,
            "million samples/s",
        ),
        (
            f"lag of {TEMPLATE} in {SEARCHED} samples, normalised, sub-sample here",
            1.0 / _best(lambda: correlate(first, second, sampling_rate_hz=RATE_HZ, max_lag_s=lag)),
            1.0 / _best(lambda: xcorr_max(correlate_template(second, first))),
            "lags/s",
        ),
    ]


def _best(work: Callable[[], object]) -> float:
    """Seconds of processor time, which other programs disturb less; the shortest of some runs."""
    work()
    seconds = []
    for _ in range(RUNS):
        begin = time.thread_time()
        work()
        seconds.append(time.thread_time() - begin)
    return min(seconds)
