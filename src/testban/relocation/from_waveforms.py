"""Differential times of events from their waveforms, and the slownesses a velocity model gives for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import numpy as np

from testban.correlation import ChannelPick, DifferentialTime, pair_delays
from testban.geodesy import epicentral
from testban.measurements import WaveformEvent
from testban.model import BadInputError, Excluded, InputFile, NotAnsweredError, Station, isolated
from testban.processing import process_waveforms
from testban.relocation.differential_times import SAME_EVENT_S, Difference, MeasuredPairs, assemble
from testban.relocation.slownesses import MODEL, first_p_slownesses
from testban.relocation.tables import Key
from testban.safe_io import InMemory, file_name
from testban.waveforms import InMemoryRecords, NoWaveformsError, Record, Waveforms, read_windows, station_of

MIN_STATIONS = 4  # two coordinates and a time, and one station to check them
VERTICAL_DIP_DEG = 80.0


@dataclass(frozen=True)
class RecordedEvent:
    """An event, the stations that recorded it, and its channels with the onsets of P."""

    id: str
    event: WaveformEvent
    stations: tuple[Station, ...]
    channels: dict[str, ChannelPick] = field(repr=False)
    not_used: tuple[Excluded, ...] = ()

    @property
    def time_s(self) -> float:
        """Origin time by association, POSIX seconds."""
        return self.event.detected.time_s


@dataclass
class _Recordings:
    """What the waveforms hold: events, stretches of time without one, and whether a path cannot be used."""

    events: list[RecordedEvent] = field(default_factory=list)
    without: list[Excluded] = field(default_factory=list)
    not_used: list[Excluded] = field(default_factory=list)
    inputs: list[InputFile] = field(default_factory=list)
    windows: int = 0
    unusable: bool = False


def measure_pairs(
    paths: Sequence[Path | InMemoryRecords],
    *,
    stations: Sequence[Path | InMemory] = (),
    slownesses: dict[Key, tuple[float, float]] | None = None,
) -> MeasuredPairs:
    """Find one event in each stretch of waveforms and measure differential times of first P between all.

    Parameters
    ----------
    paths : sequence of Path or InMemoryRecords
        Folders or files in any format ObsPy reads, one event each; a folder whose records lie more than an
        hour apart holds several.
    stations : sequence of Path or InMemory
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
    recordings = _read_events(paths, stations)
    _refuse_too_few(recordings)
    events = recordings.events
    differences, unmeasured = _differences(events)
    table, source = _model_slownesses(events) if slownesses is None else (slownesses, "as given")
    measured = assemble(
        {event.id: event.time_s for event in events},
        differences,
        slownesses=table,
        slowness_source=source,
        given=slownesses is not None,
        not_used=[*recordings.not_used, *recordings.without, *unmeasured],
        inputs=recordings.inputs,
    )
    if not measured.differential_times:
        why = "; ".join(f"{excluded.id}: {excluded.reason}" for excluded in measured.pairs.not_used[-3:])
        raise NotAnsweredError(f"no differential time could be measured: {why}")
    return measured


def _read_events(paths: Sequence[Path | InMemoryRecords], stations: Sequence[Path | InMemory]) -> _Recordings:
    """Find the event of each stretch of records; one found a second time is left out."""
    recordings = _Recordings()
    for path in paths:
        name = file_name(path.stem)
        try:
            windows = read_windows([path], stations=stations)
        except NoWaveformsError as fault:
            shown = path.name if isinstance(path, InMemoryRecords) else file_name(path)
            recordings.without.append(Excluded(id=shown, reason=str(fault)))
            recordings.unusable = True
            continue
        recordings.windows += len(windows)
        for number, window in enumerate(windows, start=1):
            recordings.not_used += window.not_used
            recordings.inputs += window.inputs
            event = _event(name if len(windows) == 1 else f"{name}-{number}", window)
            if isinstance(event, RecordedEvent):
                event = _unless_twice(event, recordings.events)
            if isinstance(event, Excluded):
                recordings.without.append(event)
            else:
                recordings.events.append(event)
                recordings.not_used += event.not_used
    return recordings


def _refuse_too_few(recordings: _Recordings) -> None:
    """Two events of different names are needed."""
    names = [event.id for event in recordings.events]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadInputError(f"two events would be called {twice[0]}: rename one of the files or folders")
    if len(names) < 2:
        count = f"{len(names)} event" + "s" * (len(names) != 1)
        why = "".join(f"; {line.id}: {line.reason}" for line in recordings.without)
        error = BadInputError if recordings.unusable and recordings.windows < 2 else NotAnsweredError
        raise error(f"{count} in the waveforms, two are needed{why}")


def _event(name: str, window: Waveforms) -> RecordedEvent | Excluded:
    """The best attested event of a stretch of records, or why there is none."""
    recorded = sorted({record.channel.station for record in window.records})
    if len(recorded) < MIN_STATIONS:
        return Excluded(
            id=name,
            reason=f"records of {len(recorded)} station{'s' * (len(recorded) != 1)} ({', '.join(recorded)}); "
            f"relative location needs at least {MIN_STATIONS} that recorded both events",
        )
    (result,) = process_waveforms(window, model=MODEL, measure=False)
    if not result.events:
        return Excluded(id=name, reason=result.reason)
    best = result.events[0]
    channels: dict[str, ChannelPick] = {}
    left_out = []
    for record in window.records:
        if not _is_vertical(record):
            continue
        if record.clipped:
            reason = "clipped: its shape cannot be compared"
            left_out.append(Excluded(id=f"{name} {record.seed_id}", reason=reason))
            continue
        detection = best.detected.detections.get(record.channel.station)
        channels[record.seed_id] = ChannelPick(record, detection)
    return RecordedEvent(name, best, result.stations, channels, tuple(left_out))


def _unless_twice(event: RecordedEvent, others: Sequence[RecordedEvent]) -> RecordedEvent | Excluded:
    """Leave out an event already there: its records again would say nothing and make ellipses smaller."""
    for other in others:
        if other.id != event.id and abs(event.time_s - other.time_s) < SAME_EVENT_S:
            return Excluded(id=event.id, reason=f"the same event as {other.id}, by its origin time")
    return event


def _is_vertical(record: Record) -> bool:
    dip = record.channel.dip_deg
    return abs(dip) > VERTICAL_DIP_DEG if dip is not None else record.seed_id.endswith("Z")


def _differences(events: Sequence[RecordedEvent]) -> tuple[list[Difference], list[Excluded]]:
    """Differences of all pairs of events, one channel for each station; and what could not be measured."""
    differences: list[Difference] = []
    unmeasured: list[Excluded] = []
    for a, b in combinations(range(len(events)), 2):
        pair = f"{events[a].id} {events[b].id}"
        with isolated(pair, unmeasured):
            delays, reasons = pair_delays(events[a].channels, events[b].channels)
            best: dict[str, str] = {}
            for channel, delay in delays.items():
                station = station_of(channel)
                if station not in best or delay.sd_s < delays[best[station]].sd_s:
                    best[station] = channel
            differences += [_difference(a, b, channel, delays[channel]) for channel in best.values()]
            unmeasured += [
                Excluded(id=f"{pair} {channel}", reason=reason)
                for channel, reason in reasons.items()
                if station_of(channel) not in best
            ]
    return differences, unmeasured


def _difference(first: int, second: int, channel: str, delay: DifferentialTime) -> Difference:
    remarks = {"coefficient": delay.coefficient, "channel": channel}
    return Difference(
        first, second, station_of(channel), delay.first_s, delay.difference_s, delay.sd_s, remarks
    )


def _model_slownesses(events: Sequence[RecordedEvent]) -> tuple[dict[Key, tuple[float, float]], str]:
    """Slowness vectors of first P at the best attested event, by station and the phase that arrives first."""
    best = max(events, key=lambda event: event.event.detected.score)
    detected, solution = best.event.detected, best.event.solution
    latitude, longitude, depth = detected.latitude, detected.longitude, 0.0
    how = "placed by its onsets"
    if solution is not None:
        origin = solution.origin
        latitude, longitude, depth = origin.latitude, origin.longitude, origin.depth_km.value
        how = f"located by its onsets, semi-major axis {origin.ellipse.major_km:.0f} km"
    stations = {station.id: station for event in events for station in event.stations}
    places = np.array([(station.latitude, station.longitude) for station in stations.values()])
    distance, azimuth = epicentral(latitude, longitude, places[:, 0], places[:, 1])
    return first_p_slownesses(tuple(stations), distance, azimuth, depth_km=depth), (
        f"{MODEL}, first P from {latitude:.3f}, {longitude:.3f} at {depth:.0f} km: event {best.id}, {how}"
    )
