"""Records that cannot be what they say: played again, one record at two stations, tiled noise."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from itertools import combinations

from testban.association import DetectedEvent
from testban.measurements import MAX_DIFFERENT_BITS, different_bits, noise_fingerprint, repeating_noise_s
from testban.model import Excluded
from testban.waveforms import Record, Waveforms

TABLE = "noise_fingerprints.csv"
# A packaged event's own records, given as they are, have its own origin time.
SAME_EVENT_S = 600.0


@dataclass(frozen=True, slots=True)
class KnownNoise:
    """The noise before P of one record of an event.

    Attributes
    ----------
    case : str
        Packaged case that the record belongs to.
    origin_s : float
        Origin time of its event, POSIX seconds.
    seed_id : str
    fingerprint : int
    """

    case: str
    origin_s: float
    seed_id: str
    fingerprint: int


@cache
def known_noise() -> tuple[KnownNoise, ...]:
    """Return the fingerprints that come with this package.

    Returns
    -------
    tuple of KnownNoise
        Of public records of packaged cases; facts, from which no waveform can be made.
    """
    text = (files("testban.processing") / TABLE).read_text(encoding="utf-8")
    return tuple(
        KnownNoise(
            row["case"],
            datetime.fromisoformat(row["origin_time"]).timestamp(),
            row["seed_id"],
            int(row["fingerprint"], 16),
        )
        for row in csv.DictReader(text.splitlines())
    )


def fingerprints_of(event: DetectedEvent, records: Sequence[Record]) -> dict[str, int]:
    """Return the fingerprint of the noise before P on every record of an event that has one.

    Parameters
    ----------
    event : DetectedEvent
        The event.
    records : sequence of Record
        All records of the window.

    Returns
    -------
    dict of str to int
        By seed id.
    """
    prints = {}
    for record in records:
        detection = event.detections.get(record.channel.station)
        bits = None if detection is None else noise_fingerprint(record, detection.time_s)
        if bits is not None:
            prints[record.seed_id] = bits
    return prints


def replayed_event(event: DetectedEvent, prints: dict[str, int]) -> str | None:
    """Say whose records an event's are, where they are those of a packaged event of another time.

    Parameters
    ----------
    event : DetectedEvent
        The event.
    prints : dict of str to int
        From `fingerprints_of`.

    Returns
    -------
    str or None
        The reason why the event is not accepted.
    """
    copied: dict[str, list[str]] = {}
    for seed_id, bits in prints.items():
        for row in known_noise():
            if different_bits(bits, row.fingerprint) > MAX_DIFFERENT_BITS:
                continue
            if abs(event.time_s - row.origin_s) > SAME_EVENT_S:
                day = datetime.fromtimestamp(row.origin_s, UTC)
                copied.setdefault(f"{row.case} ({day:%Y-%m-%d})", []).append(f"{seed_id} ({row.seed_id})")
            break
    if not copied:
        return None
    case, channels = max(copied.items(), key=lambda item: len(item[1]))
    shown = ", ".join(channels[:3]) + (f" and {len(channels) - 3} more" if len(channels) > 3 else "")
    return (
        f"the noise before P on {len(channels)} of {len(prints)} records is that of packaged case {case}, at "
        f"another time: {shown}; they are copies, and no event is found in them"
    )


def first_replay(events: Iterable[DetectedEvent], records: Sequence[Record]) -> str | None:
    """Say why a window is not searched further, where an event in it is a packaged one played again.

    Parameters
    ----------
    events : iterable of DetectedEvent
        The events of the window.
    records : sequence of Record
        The records of the window.

    Returns
    -------
    str or None
        The first reason.
    """
    reasons = (replayed_event(event, fingerprints_of(event, records)) for event in events)
    return next((reason for reason in reasons if reason is not None), None)


def one_record_at_two_stations(prints: dict[str, int], records: Sequence[Record]) -> dict[str, str]:
    """Find records of two stations with one noise, whatever their size and time.

    Parameters
    ----------
    prints : dict of str to int
        From `fingerprints_of`.
    records : sequence of Record
        All records of the window.

    Returns
    -------
    dict of str to str
        By seed id, why it is not used.
    """
    station = {record.seed_id: record.channel.station for record in records}
    copies: dict[str, str] = {}
    for first, second in combinations(sorted(prints), 2):
        if station[first] == station[second]:
            continue
        if different_bits(prints[first], prints[second]) <= MAX_DIFFERENT_BITS:
            copies.setdefault(first, f"the noise before P is that of {second}: one record at two stations")
            copies.setdefault(second, f"the noise before P is that of {first}: one record at two stations")
    return copies


def without_records(waveforms: Waveforms, reasons: dict[str, str]) -> Waveforms:
    """Leave records out, each with its reason.

    Parameters
    ----------
    waveforms : Waveforms
        The window.
    reasons : dict of str to str
        By seed id.

    Returns
    -------
    Waveforms
    """
    if not reasons:
        return waveforms
    return replace(
        waveforms,
        records=tuple(record for record in waveforms.records if record.seed_id not in reasons),
        not_used=(
            *waveforms.not_used,
            *(Excluded(id=seed_id, reason=reason) for seed_id, reason in sorted(reasons.items())),
        ),
    )


def tiled_records(records: Sequence[Record]) -> dict[str, str]:
    """Find records whose samples come again, one by one.

    Parameters
    ----------
    records : sequence of Record
        The records of the window.

    Returns
    -------
    dict of str to str
        By seed id, why it is not used.
    """
    reasons = {}
    for record in records:
        again_s = repeating_noise_s(record)
        if again_s is not None:
            reasons[record.seed_id] = f"its samples come again, one by one, after {again_s:.1f} s"
    return reasons
