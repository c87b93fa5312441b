"""Signals that belong to no event: which they are, and what is known of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from testban.association._associate import Site, explained_window
from testban.association.curve import FirstArrivals
from testban.association.detected_event import ColocatedEvent, DetectedEvent
from testban.geodesy import epicentral
from testban.model import Detection, Excluded, utc_text

Key = tuple[int, int]  # site and detection numbers


def unexplained(
    sites: Sequence[Site],
    events: Sequence[DetectedEvent],
    readings: Sequence[Mapping[int, Detection]],
    curve: FirstArrivals,
) -> tuple[list[Key], dict[Key, str]]:
    """Find the detections that no event explains.

    Parameters
    ----------
    sites : sequence of Site
        Where the stations are.
    events : sequence of DetectedEvent
        Events whose waves are explained.
    readings : sequence of mapping of int to Detection
        First arrivals of each event, by site number.
    curve : FirstArrivals
        First P and S of the velocity model.

    Returns
    -------
    remaining : list of (int, int)
        Site and detection numbers.
    notes : dict of (int, int) to str
        Those that lie in the coda of an event, with its number.
    """
    remaining: list[Key] = []
    notes: dict[Key, str] = {}
    for number, site in enumerate(sites):
        for d, detection in enumerate(site.detections):
            if any(arrivals.get(number) == detection for arrivals in readings):
                continue
            for at, event in enumerate(events, start=1):
                distance, _ = epicentral(event.latitude, event.longitude, site.latitude, site.longitude)
                first, last = explained_window(float(distance), float(curve.p(float(distance))))
                if first <= detection.time_s - event.time_s <= last:
                    notes[number, d] = f"in the coda of event {at}"
            if (number, d) not in notes:
                remaining.append((number, d))
    return remaining, notes


def signals_of_no_event(
    sites: Sequence[Site],
    remaining: Sequence[Key],
    notes: Mapping[Key, str],
    repeats: Sequence[ColocatedEvent],
) -> list[Excluded]:
    """Describe the signals that belong to no event, in order of time.

    Parameters
    ----------
    sites : sequence of Site
        Where the stations are.
    remaining : sequence of (int, int)
        Site and detection numbers that no event explains.
    notes : mapping of (int, int) to str
        What is known of the others.
    repeats : sequence of ColocatedEvent
        Suspected events, whose signals are described as theirs.

    Returns
    -------
    list of Excluded
    """
    listed = []
    for key in sorted([*remaining, *notes], key=lambda key: sites[key[0]].detections[key[1]].time_s):
        site, detection = sites[key[0]], sites[key[0]].detections[key[1]]
        note = notes.get(key, "fits no event")
        for repeat in repeats:
            if repeat.detections.get(site.station) == detection:
                note = (
                    f"agrees with a second event at the place of event {repeat.of + 1} at "
                    f"{moment_text(repeat.time_s)}, seen by {len(repeat.detections)} stations "
                    f"({', '.join(repeat.detections)}; {repeat.chance:.2g} such coincidences expected by "
                    "chance): too few to locate, so not declared"
                )
        low_hz, high_hz = detection.band_hz or (0.0, 0.0)
        band = f" at {low_hz:g}-{high_hz:g} Hz" if detection.band_hz else ""
        listed.append(
            Excluded(
                id=f"{site.station} {moment_text(detection.time_s)}",
                reason=f"signal {detection.snr:.1f} times the noise{band}; {note}",
            )
        )
    return listed


def moment_text(time_s: float) -> str:
    """Write a POSIX time to a tenth of a second.

    Examples
    --------
    >>> moment_text(0.05)
    '1970-01-01T00:00:00.0Z'
    """
    return utc_text(datetime.fromtimestamp(time_s, tz=UTC))[:21] + "Z"
