"""What the way from waveforms to the finding shows on events with known answers.

``python -m validation.waveforms --tables FOLDER`` writes the measurements that two packaged cases hold, and
keeps the magnitudes that they hold already: those come from ground displacement, which these records lack.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import testban.cases
from testban.association import first_arrivals
from testban.discrimination import discriminants_of, explain, network_ratios, relative_size
from testban.geodesy import epicentral
from testban.measurements import WaveformResult, read_measurements, write_measurements
from testban.model import HYPOTHESIS_BAND, Measured
from testban.processing import process_waveforms, repeat_signals
from testban.relocation.run import relocate_files
from validation.measure import Measure
from validation.onset_times import noise_lines, pair_lines, repeat_lines
from validation.shared import shared_folder

KM_PER_DEG = 111.195
CASES = Path(testban.cases.__file__).parent


@dataclass(frozen=True)
class Truth:
    """What others published of an event."""

    name: str
    latitude: float
    longitude: float
    time_s: float


# Near-truth positions: relative positions of Gibbons et al. anchored at the second test; origin times: USGS.
DPRK4 = Truth("DPRK4", 41.2976, 129.0777, 1452043801.0)
DPRK6 = Truth("DPRK6", 41.2999, 129.0797, 1504409401.6)
KAMBARATA = Truth("Kambarata", 41.7392, 73.3770, 1261461275.0)
CALIFORNIA = Truth("N. California", 37.8187, -121.7568, 1563307861.47)
COLLAPSE_S = 1504409911.8


def _line(measure: str, value: str, bound: str, holds: bool) -> Measure:
    return Measure(measure=measure, value=value, unit="", target=bound, met=bool(holds) if bound else None)


def measure(shared: Path) -> tuple[list[Measure], dict[str, WaveformResult]]:
    """Measure everything.

    Parameters
    ----------
    shared : Path
        Folder of the outside observations.

    Returns
    -------
    lines : list of Measure
    results : dict of str to WaveformResult
    """
    dprk = shared / "dprk" / "waveforms"
    source = shared / "source_type"
    given = {
        "DPRK6": ([dprk / "DPRK6.mseed"], [dprk / "traces.csv"]),
        "DPRK4": ([dprk / "DPRK4.mseed"], [dprk / "traces.csv"]),
        "Kambarata": ([source / "kambarata_explosion_2009-12-22"], []),
        "N. California": ([source / "norcal_earthquake"], []),
    }
    results: dict[str, WaveformResult] = {}
    lines: list[Measure] = []
    for name, (paths, stations) in given.items():
        results[name] = process_waveforms(paths, stations=stations)[0]
    for truth, onsets in ((DPRK6, 18), (DPRK4, 13)):
        lines.extend(_test_lines(truth, results[truth.name], onsets))
    lines.extend(_collapse_lines(results["DPRK6"]))
    lines.extend(_size_lines(results["DPRK6"], results["DPRK4"]))
    lines.extend(pair_lines(results["DPRK6"], results["DPRK4"]))
    lines.append(_relative_line())
    lines.extend(noise_lines(results, ("Kambarata", "N. California")))
    lines.extend(repeat_lines(shared))
    lines.extend(_ratio_lines(results))
    for truth in (KAMBARATA, CALIFORNIA):
        lines.extend(_located(truth, results[truth.name]))
    return lines, results


def _located(
    truth: Truth, result: WaveformResult, *, km: float | None = None, seconds: float | None = None
) -> Iterator[Measure]:
    """Distance and time from the truth; a bound is set for two of the events."""
    solution = result.events[0].solution
    yield _line(f"{truth.name}: located", str(solution is not None), "True", solution is not None)
    if solution is None:
        return
    origin = solution.origin
    off = _km(origin.latitude, origin.longitude, truth)
    late = origin.time.timestamp() - truth.time_s
    ellipse = f"ellipse {origin.ellipse.major_km:.0f} x {origin.ellipse.minor_km:.0f} km"
    near = f"<= {km:g} km" if km else ""
    soon = f"<= {seconds:g} s" if seconds else ""
    yield _line(f"{truth.name}: epicentre error", f"{off:.1f} km ({ellipse})", near, off <= (km or np.inf))
    yield _line(f"{truth.name}: origin time error", f"{late:+.2f} s", soon, abs(late) <= (seconds or np.inf))


def _test_lines(truth: Truth, result: WaveformResult, least: int) -> Iterator[Measure]:
    count = len(result.events)
    yield _line(f"{truth.name}: events", str(count), "1", count == 1)
    yield from _located(truth, result, km=12.0, seconds=2.0)
    curve = first_arrivals(depth_km=0.0)
    detections = result.events[0].detected.detections
    near = 0
    for station in result.stations:
        if station.id in detections:
            distance, _ = epicentral(truth.latitude, truth.longitude, station.latitude, station.longitude)
            near += abs(detections[station.id].time_s - truth.time_s - float(curve.p(float(distance)))) < 1.5
    yield _line(
        f"{truth.name}: onsets within 1.5 s of ak135",
        f"{near} of {len(detections)}",
        f">= {least}",
        near >= least,
    )
    before = [event for event in result.events if event.detected.time_s < truth.time_s - 10.0]
    yield _line(f"{truth.name}: events declared before it", str(len(before)), "0", not before)


def _collapse_lines(result: WaveformResult) -> Iterator[Measure]:
    names = sorted({name for repeat in result.repeats for name in repeat.repeat.detections})
    late = [repeat.repeat.time_s - COLLAPSE_S for repeat in result.repeats]
    holds = {"IC.MDJ", "KS.SEHB"} <= set(names)
    said = f"{', '.join(names)} at {', '.join(f'{one:+.1f}' for one in late)} s from it"
    yield _line("collapse: suspected apart from DPRK6", said, "MDJ and SEHB", holds)
    repeats = repeat_signals(result, 0)
    difference = repeats[0].p_over_s_difference if repeats else None
    value = (
        "none"
        if not isinstance(difference, Measured)
        else f"{difference.value:+.2f} ({difference.low:+.2f}..{difference.high:+.2f})"
    )
    yield _line(
        "collapse: log10 P/S at 1-4 Hz against DPRK6, same stations",
        value,
        "<= -0.3",
        isinstance(difference, Measured) and difference.value <= -0.3,
    )


def _size_lines(larger: WaveformResult, smaller: WaveformResult) -> Iterator[Measure]:
    size = relative_size(larger.events[0].measurements.amplitudes, smaller.events[0].measurements.amplitudes)
    yield _line(
        "DPRK6 - DPRK4, P at 0.8-2 Hz",
        f"{size.difference:.2f} +-{size.sd:.2f} ({len(size.channels)} channels)",
        "1.24 +-0.08",
        abs(size.difference - 1.24) <= 0.08,
    )


def _relative_line() -> Measure:
    """Place one test from the other by what their cases hold; published: 344, 114 m and 165, 251 m."""
    paths = [CASES / name / "measurements.yaml" for name in ("dprk-2016-01", "dprk-2017")]
    result = relocate_files(paths, reference="dprk-2016-01")
    one = next(event for event in result["events"] if event["id"] == "dprk-2017")
    ellipse = one["ellipse_90"]
    said = (
        f"{one['east_m']:.0f}, {one['north_m']:.0f} m "
        f"(ellipse {ellipse['major_m']:.0f} x {ellipse['minor_m']:.0f} m, {one['readings']} stations)"
    )
    return _line("DPRK6 of DPRK4 from the two files of measurements: east, north", said, "", True)


def _ratio_lines(results: dict[str, WaveformResult]) -> Iterator[Measure]:
    intervals = {}
    wanted = {
        "DPRK6": ("> 1.5", 1.5),
        "DPRK4": ("> 1.5", 1.5),
        "N. California": ("< 0.8", -0.8),
        "Kambarata": ("", 0.0),
    }
    for name, (bound, limit) in wanted.items():
        ratio = network_ratios(results[name].events[0].measurements)[0][HYPOTHESIS_BAND]
        intervals[name] = ratio
        holds = limit == 0.0 or (ratio.ratio > limit if limit > 0.0 else ratio.ratio < -limit)
        said = (
            f"{ratio.ratio:.2f} ({10**ratio.low:.2f}..{10**ratio.high:.2f}) at {ratio.reference_km:g} km; "
            f"{10**ratio.as_measured:.2f} "
            f"({10**ratio.as_measured_low:.2f}..{10**ratio.as_measured_high:.2f}) as measured, "
            f"{ratio.measured} + {ratio.bounds} bounds"
        )
        yield _line(f"{name}: network P/S 4-8 Hz", said, bound, holds)
    quake = intervals["N. California"]
    for name in ("DPRK6", "DPRK4"):
        one = intervals[name]
        apart = one.as_measured_low > quake.as_measured_high
        yield _line(
            f"{name} and N. California: 95 % intervals as measured",
            "apart" if apart else "overlap",
            "apart",
            apart,
        )
        apart = one.low > quake.high
        yield _line(
            f"{name} and N. California: at the reference distance", "apart" if apart else "overlap", "", True
        )
    for name, never in (
        ("DPRK6", "earthquake"),
        ("DPRK4", "earthquake"),
        ("Kambarata", "earthquake"),
        ("N. California", "explosion"),
    ):
        found = explain(discriminants_of(results[name].events[0].measurements).evidence[:1])
        first = found.items[0]
        said = f"{found.status}: {found.reason}"
        if first.probability is not None:
            said = f"{first.name} {first.probability:.2f}"
        holds = first.probability is None or (first.name != never and first.probability < 0.99)
        yield _line(f"{name}: hypotheses from P/S", said, f"never {never}", holds)


def _km(latitude: float, longitude: float, truth: Truth) -> float:
    distance, _ = epicentral(latitude, longitude, truth.latitude, truth.longitude)
    return float(distance) * KM_PER_DEG


def main() -> None:
    """Write the measurements of the two tests in the form that a case holds them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=Path, required=True, help="folder to write to")
    given = parser.parse_args()
    _, results = measure(shared_folder())
    given.tables.mkdir(parents=True, exist_ok=True)
    for name, case in (("DPRK4", "dprk-2016-01"), ("DPRK6", "dprk-2017")):
        fresh = results[name].events[0].measurements
        held = read_measurements(CASES / case / "measurements.yaml")
        inputs = tuple(dict.fromkeys((*fresh.inputs, *held.inputs)))
        measurements = replace(fresh, event=case, magnitudes=held.magnitudes, inputs=inputs)
        (given.tables / f"{case}.yaml").write_text(write_measurements(measurements), encoding="utf-8")


if __name__ == "__main__":
    main()
