"""Can first motions be weighed? Known explosions recorded in Norway: all must be read as up."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import datetime
from pathlib import Path

from testban.detection import detect, filter_record
from testban.geodesy import epicentral
from testban.model import BadInputError, NotAnsweredError
from testban.waveforms import read_waveforms
from validation.magnitudes import p_time_s
from validation.measure import Measure, reported

# An onset within this of the predicted P is taken as P, s.
WITHIN_S = 15.0


def measure(shared: Path) -> list[Measure]:
    """Count how the first motions of the explosions are read."""
    seen: Counter[str] = Counter()
    with (shared / "norway/events.csv").open() as file:
        events = list(csv.DictReader(file))
    for event in events:
        seen.update(_polarities(shared, event))
    clear = seen["up"] + seen["down"]
    return [
        reported(
            f"first motions of {len(events)} known explosions, clear (records read)",
            clear,
            f"of {seen.total()}",
        ),
        reported(
            "of these read as up, all of which should be", round(100.0 * seen["up"] / max(clear, 1), 1), "%"
        ),
    ]


def _polarities(shared: Path, event: dict[str, str]) -> list[str]:
    origin_s = datetime.fromisoformat(f"{event['date']}T{event['origin_utc']}+00:00").timestamp()
    latitude, longitude = float(event["lat"]), float(event["lon"])
    try:
        waveforms = read_waveforms(
            [shared / "norway/waveforms" / event["nnsn_id"]], responses=[shared / "norway/responses"]
        )
    except (BadInputError, NotAnsweredError):
        return []
    found = []
    for record in waveforms.records:
        if not record.seed_id.endswith("Z"):
            continue
        distance, _ = epicentral(latitude, longitude, record.channel.latitude, record.channel.longitude)
        predicted_s = origin_s + p_time_s(round(float(distance), 2))
        filtered = filter_record(
            record.samples, record.usable, start_s=record.start_s, sampling_rate_hz=record.sampling_rate_hz
        )
        near = [one for one in detect(filtered) if abs(one.time_s - predicted_s) < WITHIN_S]
        if near:
            found.append(max(near, key=lambda one: one.snr).polarity)
    return found
