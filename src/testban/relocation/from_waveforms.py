"""Differential times of events from their waveforms, and the slownesses a velocity model gives for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import numpy as np

from testban.association import AssociationError, DetectedEvent, NoEventError, find_events
from testban.correlation import ChannelPick, CorrelationError, DifferentialTime, pair_delays
from testban.geodesy import epicentral
from testban.location import NotLocatedError, locate
from testban.model import BadInputError, Excluded, InputFile, NotAnsweredError, Station
from testban.relocation.differential_times import SAME_EVENT_S, Difference, MeasuredPairs, assemble
from testban.relocation.slownesses import MODEL, first_p_slownesses, path_of
from testban.relocation.tables import Key
from testban.waveforms import NoWaveformsError, Record, Waveforms, read_windows, station_of

MIN_STATIONS = 4  # two coordinates and a time, and one station to check them
VERTICAL_DIP_DEG = 80.0


@dataclass(frozen=True)
class RecordedEvent:
    """An event, the stations that recorded it, and its channels with the onsets of P."""

    id: str
    detected: DetectedEvent
    stations: tuple[Station, ...]
    channels: dict[str, ChannelPick] = field(repr=False)
    not_used: tuple[Excluded, ...] = ()


def measure_pairs(
    paths: Sequence[Path],
    *,
    stations: Sequence[Path] = (),
    slownesses: dict[Key, tuple[float, float]] | None = None,
) -> MeasuredPairs:
    """Find one event in each stretch of waveforms and measure differential times of first P between all.

    Parameters
    ----------
    paths : sequence of Path
        Folders or files in any format ObsPy reads, one event each; a folder whose records lie more than an
        hour apart holds several.
    stations : sequence of Path
        Station files.
    slownesses : dict, optional
        Slowness vectors by station and phase; without them those of ak135 are used.

    Returns
    -------
    MeasuredPairs

    Raises
    ------
    BadInputError
        Files or folders that hold no usable record, so that fewer than two stretches are left; two events of
        one name.
    NotAnsweredError
        Fewer than two events in usable records, or no pair of them shares enough stations; the message says
        why.
    """
    not_used: list[Excluded] = []
    inputs: list[InputFile] = []
    events: list[RecordedEvent] = []
    without: list[Excluded] = []
    stretches, unusable = 0, False
    for path in paths:
        try:
            windows = read_windows([path], stations=stations)
        except NoWaveformsError as fault:
            without.append(Excluded(id=path.name, reason=str(fault)))
            unusable = True
            continue
        stretches += len(windows)
        for number, window in enumerate(windows, start=1):
            name = path.stem if len(windows) == 1 else f"{path.stem}-{number}"
            not_used += window.not_used
            inputs += window.inputs
            found = _event(name, window)
            if isinstance(found, RecordedEvent):
                found = _unless_twice(found, events)
            if isinstance(found, Excluded):
                without.append(found)
            else:
                events.append(found)
                not_used += found.not_used
    names = [event.id for event in events]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadInputError(f"two events would be called {twice[0]}: rename one of the files or folders")
    if len(events) < 2:
        count = f"{len(events)} event" + "s" * (len(events) != 1)
        why = "".join(f"; {one.id}: {one.reason}" for one in without)
        error = BadInputError if unusable and stretches < 2 else NotAnsweredError
        raise error(f"{count} in the waveforms, two are needed{why}")
    not_used += without
    rows, reasons = _delays(events)
    table, source = _model_slownesses(events)
    if slownesses is not None:
        table, source = slownesses, "as given"
    keys = {
        channel: path_of(station_of(channel), table, given=slownesses is not None)
        for channel in {row[2] for row in rows}
    }
    fine = [(a, b, channel, keys[channel], delay) for a, b, channel, delay in rows]
    missing = sorted(station_of(channel) for channel, key in keys.items() if key is None)
    not_used += [Excluded(id=one, reason="no slowness of P is given for this station") for one in missing]
    not_used += reasons
    used = [(a, b, channel, key, delay) for a, b, channel, key, delay in fine if key is not None]
    if not used:
        why = "; ".join(f"{excluded.id}: {excluded.reason}" for excluded in not_used[-3:])
        raise NotAnsweredError(f"no differential time could be measured: {why}")
    return assemble(
        {event.id: event.detected.time_s for event in events},
        [
            Difference(
                a,
                b,
                key,
                delay.first_s,
                delay.difference_s,
                delay.sd_s,
                {"coefficient": delay.coefficient, "channel": channel},
            )
            for a, b, channel, key, delay in used
        ],
        slownesses=table,
        slowness_source=source,
        not_used=not_used,
        inputs=inputs,
    )


def _event(name: str, window: Waveforms) -> RecordedEvent | Excluded:
    """The best attested event of a stretch of records, or why there is none."""
    recorded = sorted({record.channel.station for record in window.records})
    if len(recorded) < MIN_STATIONS:
        return Excluded(
            id=name,
            reason=f"records of {len(recorded)} station{'s' * (len(recorded) != 1)} ({', '.join(recorded)}); "
            f"relative location needs at least {MIN_STATIONS} that recorded both events",
        )
    try:
        found = find_events(window, model=MODEL)
    except (AssociationError, NoEventError) as fault:
        return Excluded(id=name, reason=f"no event: {fault}")
    best = found.events[0]
    channels: dict[str, ChannelPick] = {}
    left = []
    for record in window.records:
        if not _is_vertical(record):
            continue
        if record.clipped:
            left.append(
                Excluded(id=f"{name} {record.seed_id}", reason="clipped: its shape cannot be compared")
            )
            continue
        seen = best.detections.get(record.channel.station)
        channels[record.seed_id] = ChannelPick(
            record, seen.time_s if seen else None, seen.snr if seen else 0.0
        )
    return RecordedEvent(name, best, found.stations, channels, tuple(left))


def _unless_twice(event: RecordedEvent, others: Sequence[RecordedEvent]) -> RecordedEvent | Excluded:
    """Leave out an event already there: its records again would say nothing and make ellipses smaller."""
    for other in others:
        if other.id != event.id and abs(event.detected.time_s - other.detected.time_s) < SAME_EVENT_S:
            return Excluded(id=event.id, reason=f"the same event as {other.id}, by its origin time")
    return event


def _is_vertical(record: Record) -> bool:
    dip = record.channel.dip_deg
    return abs(dip) > VERTICAL_DIP_DEG if dip is not None else record.seed_id.endswith("Z")


def _delays(
    events: Sequence[RecordedEvent],
) -> tuple[list[tuple[int, int, str, DifferentialTime]], list[Excluded]]:
    """Differences of all pairs of events, one channel for each station; and what could not be measured."""
    rows: list[tuple[int, int, str, DifferentialTime]] = []
    reasons: list[Excluded] = []
    for a, b in combinations(range(len(events)), 2):
        pair = f"{events[a].id} {events[b].id}"
        try:
            delays, why = pair_delays(events[a].channels, events[b].channels)
        except CorrelationError as fault:
            reasons.append(Excluded(id=pair, reason=str(fault)))
            continue
        best: dict[str, str] = {}
        for channel, delay in delays.items():
            station = station_of(channel)
            if station not in best or delay.sd_s < delays[best[station]].sd_s:
                best[station] = channel
        rows += [(a, b, channel, delays[channel]) for channel in best.values()]
        reasons += [
            Excluded(id=f"{pair} {channel}", reason=reason)
            for channel, reason in why.items()
            if station_of(channel) not in best
        ]
    return rows, reasons


def _model_slownesses(events: Sequence[RecordedEvent]) -> tuple[dict[Key, tuple[float, float]], str]:
    """Slowness vectors of first P at the best attested event, by station and the phase that arrives first."""
    event = max(events, key=lambda one: one.detected.score)
    latitude, longitude, depth = event.detected.latitude, event.detected.longitude, 0.0
    how = "placed by its onsets"
    try:
        origin = locate(event.stations, event.detected.arrivals, model=MODEL).origin
    except NotLocatedError:
        pass
    else:
        latitude, longitude, depth = origin.latitude, origin.longitude, origin.depth_km.value
        how = f"located by its onsets, semi-major axis {origin.ellipse.major_km:.0f} km"
    stations = {station.id: station for one in events for station in one.stations}
    places = np.array([(one.latitude, one.longitude) for one in stations.values()])
    distance, azimuth = epicentral(latitude, longitude, places[:, 0], places[:, 1])
    return first_p_slownesses(tuple(stations), distance, azimuth, depth_km=depth), (
        f"{MODEL}, first P from {latitude:.3f}, {longitude:.3f} at {depth:.0f} km: event {event.id}, {how}"
    )
