"""Measure magnitudes against events with known answers; needs the shared observations."""

from __future__ import annotations

import csv
import json
import os
import re
import warnings
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy.signal import butter, sosfilt

from testban.geodesy import epicentral
from testban.magnitudes import (
    AmplitudeError,
    StationMb,
    band_log_amplitude,
    fit_station_terms,
    measure_event_mb,
    measure_magnitudes,
    measure_ms_vmax,
    network_magnitude,
    relative_magnitudes,
    scale_magnitude,
    station_readings,
)
from testban.model import BadInputError, Depth, Ellipse, Magnitude, Origin
from testban.waveforms import (
    NoWaveformsError,
    Record,
    ground_displacement,
    read_sacpz,
    read_waveforms,
    response_from_inventory,
    response_from_sacpz,
    station_of,
)
from validation.screening import validate_norway_as_assessed, validate_screening

SHARED = Path(
    os.environ.get("TESTBAN_SHARED", Path(__file__).resolve().parents[1].parent / "shared" / "data")
)
# Published origins of the DPRK tests (Gibbons et al. 2017 positions, origin times of Yao et al. 2018).
DPRK = {
    "DPRK2": ("2009-05-25T00:54:43.167+00:00", 41.2952, 129.0840),
    "DPRK3": ("2013-02-12T02:57:51.322+00:00", 41.2926, 129.0808),
    "DPRK4": ("2016-01-06T01:30:01.038+00:00", 41.2976, 129.0777),
    "DPRK6": ("2017-09-03T03:30:01.655+00:00", 41.2999, 129.0797),
}
MIN_TRACES, MIN_DISTANCE_DEG = 5, 20.0
SEARCH_S = 8.0


@lru_cache(maxsize=4096)
def p_time_s(distance_deg: float) -> float:
    """Travel time of the first P wave of a surface source in ak135, seconds."""
    arrivals = _taup().get_travel_times(0.0, distance_deg, ["P", "Pn", "p"])
    return float(min(arrival.time for arrival in arrivals))


@lru_cache(maxsize=1)
def _taup() -> Any:
    from obspy.taup import TauPyModel

    return TauPyModel("ak135")


def find_onset(record: Record, predicted_s: float) -> float | None:
    """Time of the greatest rise of power (1 s against 15 s) within 8 s of the prediction, or None."""
    rate = record.sampling_rate_hz
    sections = butter(3, (0.8, min(4.5, 0.4 * rate)), "bandpass", fs=rate, output="sos")
    power = np.concatenate(
        [[0.0], np.cumsum(sosfilt(sections, record.samples - np.median(record.samples)) ** 2)]
    )
    short, long = round(rate), round(15.0 * rate)
    first = max(predicted_s - record.start_s - SEARCH_S, 5.0)
    nodes = np.arange(round(first * rate), round((predicted_s - record.start_s + SEARCH_S) * rate))
    nodes = nodes[nodes + short < power.size]
    if nodes.size == 0:
        return None
    begin = np.maximum(nodes - long, 0)
    before = (power[nodes] - power[begin]) / (nodes - begin)
    after = (power[nodes + short] - power[nodes]) / short
    ratio = after / np.maximum(before, 1e-30)
    return float(record.start_s + nodes[int(np.argmax(ratio))] / rate)


def _norway_events() -> list[dict[str, Any]]:
    """Events with the mb of the Oklahoma catalogue, matched by day and minute."""
    with (SHARED / "catalogs/nuclear_explosions/data/oklahoma-catalog-explosions.csv").open() as file:
        catalogue = [row for row in csv.DictReader(file) if row["body_wave_magnitude"]]
    events = []
    with (SHARED / "norway/events.csv").open() as file:
        for row in csv.DictReader(file):
            origin = datetime.fromisoformat(f"{row['date']}T{row['origin_utc']}+00:00")
            near = [
                (apart, entry)
                for entry in catalogue
                if (apart := abs(_moment(entry) - origin.timestamp())) <= 61.0
            ]
            best = min(near, key=lambda pair: pair[0])[1] if near else None
            events.append(
                {
                    "id": row["nnsn_id"],
                    "origin_s": origin.timestamp(),
                    "latitude": float(row["lat"]),
                    "longitude": float(row["lon"]),
                    "mb": float(best["body_wave_magnitude"]) if best else np.nan,
                }
            )
    return events


def _moment(entry: dict[str, str]) -> float:
    date, time = entry["date"], entry["time"]
    if len(time) < 4:
        return -1e12
    day = datetime(1900 + int(date[:2]), int(date[2:4]), int(date[4:6]), tzinfo=UTC)
    return day.timestamp() + int(time[:2]) * 3600 + int(time[2:4]) * 60 + float(time[4:] or 0.0)


def measure_norway(
    event: dict[str, Any], inventory: Any
) -> tuple[tuple[StationMb, ...], tuple[Magnitude, ...]]:
    """Station mb of one event on the Norwegian network, at 20 deg and more; its magnitudes as in `assess`.

    The latter use the catalogue's origin, as the stations all lie on one side.
    """
    try:
        waveforms = read_waveforms(
            [SHARED / "norway/waveforms" / event["id"]], responses=[SHARED / "norway/responses"]
        )
    except NoWaveformsError:
        return (), ()
    responses, onsets = {}, {}
    for record in waveforms.records:
        distance = float(
            epicentral(
                event["latitude"], event["longitude"], record.channel.latitude, record.channel.longitude
            )[0]
        )
        if not record.seed_id.endswith("Z") or distance < MIN_DISTANCE_DEG:
            continue
        try:
            responses[record.seed_id] = response_from_inventory(
                inventory, seed_id=record.seed_id, time_s=record.start_s
            )
        except BadInputError:
            continue
        onset = find_onset(record, event["origin_s"] + p_time_s(round(distance, 2)))
        if onset is not None:
            onsets[record.seed_id] = onset
    stations = measure_event_mb(
        waveforms.records,
        responses=responses,
        onsets_s=onsets,
        latitude_deg=event["latitude"],
        longitude_deg=event["longitude"],
        depth_km=0.0,
    )[0]
    scales = measure_magnitudes(
        waveforms.records,
        book=waveforms.book,
        origin=_origin(event),
        onsets={station_of(seed_id): time_s for seed_id, time_s in onsets.items()},
        travel_time_s=lambda distance_deg: p_time_s(round(distance_deg, 2)),
    )
    return stations, tuple(scale_magnitude(one) for one in scales)


def _origin(event: dict[str, Any]) -> Origin:
    """The catalogue's origin; early positions are rounded to whole degrees."""
    time = datetime.fromtimestamp(event["origin_s"], UTC)
    return Origin(
        label="catalogue",
        time=time,
        time_low=time,
        time_high=time,
        latitude=event["latitude"],
        longitude=event["longitude"],
        depth_km=Depth(value=0.0, low=0.0, high=2.0, fixed=True, reason="explosion"),
        ellipse=Ellipse(
            kind="coverage", level=0.9, major_km=50.0, minor_km=50.0, strike_deg=0.0, area_km2=7854.0
        ),
        arrivals_used=1,
        azimuthal_gap_deg=360.0,
        rms_residual_s=0.0,
        velocity_model="ak135",
        inputs=("external:catalogue",),
    )


def validate_norway() -> list[dict[str, Any]]:
    """mb from Norwegian records against the catalogue, station terms learnt from the other events."""
    from obspy import read_inventory

    inventory = None
    for path in sorted((SHARED / "norway/responses").glob("*.xml")):
        inventory = read_inventory(str(path)) if inventory is None else inventory + read_inventory(str(path))
    events = _norway_events()
    both = [measure_norway(event, inventory) for event in events]
    measured = [stations for stations, _ in both]
    # An array stands at one place: its elements share a term and count once.
    groups = {m.seed_id: re.sub(r"\d+$", "", m.seed_id.split(".")[1]) for one in measured for m in one}
    names = sorted(set(groups.values()))
    reference = np.array([event["mb"] for event in events])
    matrix = np.full((len(events), len(names)), np.nan)
    for i, one in enumerate(measured):
        for reading in station_readings(one, groups=groups):
            if reading.kind == "measured":
                matrix[i, names.index(reading.station)] = reading.value
    errors, inside, listed = [], [], {}
    for i, one in enumerate(measured):
        traces = sum(m.amplitude.kind == "measured" for m in one)
        if traces < MIN_TRACES or np.isnan(reference[i]):
            continue
        others = reference.copy()
        others[i] = np.nan
        terms = dict(zip(names, fit_station_terms(matrix, reference=others).term, strict=True))
        network = network_magnitude(station_readings(one, groups=groups, terms=terms), station_sd=0.25)
        value = network.magnitude
        errors.append(value.value - reference[i])
        inside.append(value.low - 0.05 <= reference[i] <= value.high + 0.05)  # the catalogue rounds to 0.1
        listed[events[i]["id"]] = [round(value.value, 2), float(reference[i]), traces]
    rms = float(np.sqrt(np.mean(np.square(errors))))
    return [
        {
            "measure": f"mb on Norwegian records, {len(errors)} events, rms against the catalogue",
            "value": round(rms, 3),
            "unit": "magnitude",
            "target": "at most 0.25",
            "met": rms <= 0.25,
        },
        {
            "measure": "mb on Norwegian records, 90 % intervals that hold the catalogue's mb",
            "value": f"{sum(inside)}/{len(inside)}",
            "unit": "events",
            "target": None,
            "met": None,
        },
        {
            "measure": "mb on Norwegian records: measured, catalogue, traces",
            "value": listed,
            "unit": "magnitude",
            "target": None,
            "met": None,
        },
        *validate_norway_as_assessed([magnitudes for _, magnitudes in both], reference),
    ]


def mdj_ms() -> dict[str, float]:
    """Ms(VMAX) at MDJ for three tests, from ground displacement."""
    from obspy import read

    result = {}
    files = sorted((SHARED / "dprk/mdj_displacement").glob("*.cor"))
    for path, name in zip(files, ("DPRK2", "DPRK3", "DPRK4"), strict=True):
        trace = read(str(path))[0]
        _, latitude, longitude = DPRK[name]
        header = trace.stats.sac
        distance = float(epicentral(latitude, longitude, header.stla, header.stlo)[0])
        result[name] = measure_ms_vmax(
            trace.data.astype(float) * 1e9,
            sampling_rate_hz=trace.stats.sampling_rate,
            origin_s=float(header.o - header.b),
            distance_deg=distance,
        ).value
    return result


@lru_cache(maxsize=2)
def _dprk_records(name: str) -> dict[str, Record]:
    folder = SHARED / "dprk/waveforms"
    waveforms = read_waveforms([folder / f"{name}.mseed"], stations=[folder / "traces.csv"])
    return {record.seed_id: record for record in waveforms.records if record.seed_id.endswith("Z")}


def relative_dprk(wave: str) -> tuple[float, float, int]:
    """DPRK6 minus DPRK4 in P (0.8-2 Hz) or in Rayleigh waves (18-22 s), with its deviation and stations."""
    names = ("DPRK4", "DPRK6")
    common = sorted(set(_dprk_records(names[0])) & set(_dprk_records(names[1])))
    table = np.full((2, len(common)), np.nan)
    for i, name in enumerate(names):
        origin, latitude, longitude = DPRK[name]
        for j, seed_id in enumerate(common):
            record = _dprk_records(name)[seed_id]
            where = record.channel
            distance = float(epicentral(latitude, longitude, where.latitude, where.longitude)[0])
            start = datetime.fromisoformat(origin).timestamp() - record.start_s
            onset = start + p_time_s(round(distance, 2))
            km = distance * 111.195
            if wave == "P":
                band, signal, noise = (0.8, 2.0), (onset - 1.0, onset + 10.0), (10.0, onset - 5.0)
            else:
                signal, noise = (start + km / 4.5, start + km / 1.8), (10.0, onset - 20.0)
                band = (1.0 / 22.0, 1.0 / 18.0)
            rate = record.sampling_rate_hz
            window = record.usable[round(signal[0] * rate) : round(signal[1] * rate)]
            if record.clipped or not window.all():
                continue
            try:
                table[i, j] = band_log_amplitude(
                    record.samples, sampling_rate_hz=rate, band_hz=band, signal_s=signal, noise_s=noise
                )
            except AmplitudeError:
                continue
    result = relative_magnitudes(table, stations=[seed_id.rsplit(".", 2)[0] for seed_id in common])
    return float(result.difference[1]), float(np.sqrt(result.covariance[1, 1])), result.stations


def tjn_over_mdj() -> float:
    """Amplitude at TJN (own response) over that at MDJ (ground displacement), DPRK4, by Ms(VMAX)."""
    record = next(r for seed_id, r in _dprk_records("DPRK4").items() if seed_id.startswith("KG.TJN."))
    blocks = [
        b
        for b in read_sacpz(SHARED / "dprk/responses/KG.sacpz.txt")
        if b.seed_id == record.seed_id and b.covers(record.start_s)
    ]
    origin, latitude, longitude = DPRK["DPRK4"]
    ground = ground_displacement(
        record.samples,
        sampling_rate_hz=record.sampling_rate_hz,
        response=response_from_sacpz(blocks[0]),
        band_hz=(0.02, 0.3),
    )
    tjn = measure_ms_vmax(
        ground,
        sampling_rate_hz=record.sampling_rate_hz,
        origin_s=datetime.fromisoformat(origin).timestamp() - record.start_s,
        distance_deg=float(
            epicentral(latitude, longitude, record.channel.latitude, record.channel.longitude)[0]
        ),
    ).value
    return float(10.0 ** (tjn - mdj_ms()["DPRK4"]))


def validate() -> list[dict[str, Any]]:
    """Return every measure with its target and whether it is met."""
    warnings.filterwarnings("ignore", module="obspy")
    results = validate_norway()
    measured = mdj_ms()
    for name, target in (("DPRK2", 3.61), ("DPRK3", 3.86), ("DPRK4", 4.01)):
        results.append(
            {
                "measure": f"Ms(VMAX) of {name} at MDJ",
                "value": round(measured[name], 2),
                "unit": "magnitude",
                "target": f"{target} +-0.1",
                "met": abs(measured[name] - target) <= 0.1,
            }
        )
    for wave, target, width in (("P", 1.24, 0.08), ("Rayleigh", 1.16, 0.05)):
        value, sd, stations = relative_dprk(wave)
        results.append(
            {
                "measure": f"DPRK6 minus DPRK4 in {wave}, {stations} stations, sd {sd:.3f}",
                "value": round(value, 3),
                "unit": "magnitude",
                "target": f"{target} +-{width}",
                "met": abs(value - target) <= width,
            }
        )
    results += validate_screening()
    ratio = tjn_over_mdj()
    results.append(
        {
            "measure": "surface-wave amplitude of DPRK4 at TJN over MDJ, corrected for distance",
            "value": round(ratio, 2),
            "unit": "1",
            "target": "0.8 to 1.2",
            "met": 0.8 <= ratio <= 1.2,
        }
    )
    return results


if __name__ == "__main__":
    print(json.dumps(validate(), indent=1))
