"""Events suspected at the place of a found one, with the readings that speak for them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from testban.association._associate import Site
from testban.association.arrivals import as_arrivals
from testban.association.detected_event import ColocatedEvent, DetectedEvent
from testban.association.repeat import Repeat, find_repeats
from testban.detection import FilteredRecord, read_onset
from testban.geodesy import epicentral
from testban.model import Detection

# A repeat is shown when fewer than this many are expected by chance.
REPEAT_CHANCE = 0.2
# It is looked for up to this many times the distance of the farthest station that showed it.
MAX_DISTANCE_RATIO = 1.4
# How it is read there: half width of the window, s, and the least amplitude over noise.
WINDOW_S, MIN_SNR = 1.5, 3.0


def colocated_events(
    sites: Sequence[Site],
    filtered: Sequence[FilteredRecord],
    events: Sequence[DetectedEvent],
    readings: Sequence[dict[int, Detection]],
    remaining: Sequence[tuple[int, int]],
) -> list[ColocatedEvent]:
    """List the events suspected at the place of a found one.

    Parameters
    ----------
    sites : sequence of Site
        Where the stations are.
    filtered : sequence of FilteredRecord
        The record of each site.
    events : sequence of DetectedEvent
        All events found.
    readings : sequence of dict of int to Detection
        First arrivals of each event, by site number.
    remaining : sequence of (int, int)
        Site and detection numbers that no event explains.

    Returns
    -------
    list of ColocatedEvent
    """
    suspected = []
    for number, (event, arrivals) in enumerate(zip(events, readings, strict=True)):
        for repeat in find_repeats(sites, arrivals, remaining):
            if repeat.chance > REPEAT_CHANCE:
                continue
            detections = {sites[s].station: sites[s].detections[d] for s, d in repeat.members}
            detections |= _read_weaker(repeat, sites, filtered, arrivals, event)
            ordered = {name: detections[name] for name in sorted(detections)}
            time_s = event.time_s + repeat.delay_s
            suspected.append(ColocatedEvent(number, time_s, repeat.chance, as_arrivals(ordered), ordered))
    return suspected


def _read_weaker(
    repeat: Repeat,
    sites: Sequence[Site],
    filtered: Sequence[FilteredRecord],
    arrivals: dict[int, Detection],
    event: DetectedEvent,
) -> dict[str, Detection]:
    """Weaker readings of a repeat, at stations hardly farther than those that showed it."""
    distance, _ = epicentral(
        event.latitude,
        event.longitude,
        np.array([site.latitude for site in sites]),
        np.array([site.longitude for site in sites]),
    )
    shown = {number for number, _ in repeat.members}
    limit = MAX_DISTANCE_RATIO * max(distance[number] for number in shown)
    weaker = {}
    for number, arrival in arrivals.items():
        if number in shown or distance[number] > limit:
            continue
        record = filtered[number]
        index = round((arrival.time_s + repeat.delay_s - record.start_s) * record.sampling_rate_hz)
        reading = read_onset(record, index, before_s=WINDOW_S, after_s=WINDOW_S, min_snr=MIN_SNR)
        if reading is not None:
            weaker[sites[number].station] = reading
    return weaker
