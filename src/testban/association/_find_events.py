"""From records to events: detect, associate, read again, and say what became of every signal."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from testban.association._associate import Hypocentre, Site, associate
from testban.association._vertical_records import vertical_records
from testban.association.arrivals import as_arrivals
from testban.association.colocated import colocated_events
from testban.association.curve import FirstArrivals, first_arrivals
from testban.association.detected_event import DetectedEvent, EventsFromRecords
from testban.association.errors import AssociationError, NoEventError
from testban.association.motion import read_motion
from testban.association.refine import move_to, read_arrivals
from testban.association.unassociated import moment_text, signals_of_no_event, unexplained
from testban.detection import FilteredRecord, detect, filter_record
from testban.geodesy import epicentral
from testban.model import Detection, Excluded, Station, isolated
from testban.waveforms import Record, Waveforms

_LOG = logging.getLogger(__name__)

MIN_STATIONS = 3  # to search
# Two stations at one place cannot see a first P further apart than this, s: one of them is misplaced.
COLOCATED_TOLERANCE_S = 1.5
# With this many times or more, back azimuths of single stations only add what the structure under them and on
# the way, the same for neighbours, does to their motion.
MOTION_STATIONS = 6
READ_AGAIN = 2


@dataclass(frozen=True, slots=True)
class _Search:
    """The records that are searched, one a station, with their signals."""

    records: tuple[Record, ...]
    filtered: tuple[FilteredRecord, ...]
    sites: tuple[Site, ...]
    curve: FirstArrivals


def find_events(waveforms: Waveforms, *, model: str = "ak135") -> EventsFromRecords:
    """Find the events in a set of records.

    Parameters
    ----------
    waveforms : Waveforms
        Of one network, as read by `read_waveforms`.
    model : str
        Velocity model.

    Returns
    -------
    EventsFromRecords
        With at least one event. A record or an event in which something fails is named and left out.

    Raises
    ------
    NoEventError
        Nothing is above the false-alarm threshold; the message says what came nearest.
    AssociationError
        Fewer than three stations record anything that can be searched.
    """
    not_used: list[Excluded] = []
    search = _detect_signals(waveforms, first_arrivals(model), not_used)
    for record, site in zip(search.records, search.sites, strict=True):
        _LOG.debug("%s: %d signals", record.seed_id, len(site.detections))
    hypocentres, refused = associate(search.sites, search.curve)
    _LOG.info(
        "%d events in %d signals of %d stations",
        len(hypocentres),
        sum(len(site.detections) for site in search.sites),
        len(search.sites),
    )
    if not hypocentres:
        raise NoEventError(_why_none(search.sites, _in_words(refused, search.sites)))
    events: list[DetectedEvent] = []
    readings: list[dict[int, Detection]] = []
    for hypocentre in hypocentres:
        with isolated(f"event of {moment_text(hypocentre.time_s)}", not_used):
            event, arrivals = _read_event(hypocentre, search, waveforms, not_used)
            events.append(event)
            readings.append(arrivals)
    if not events:
        raise NoEventError(f"no event, because none can be read ({not_used[-1].reason})")
    remaining, notes = unexplained(search.sites, events, readings, search.curve)
    repeats = colocated_events(search.sites, search.filtered, events, readings, remaining)
    return EventsFromRecords(
        events=tuple(events),
        repeats=tuple(repeats),
        unassociated=tuple(signals_of_no_event(search.sites, remaining, notes, repeats)),
        stations=tuple(_station(record) for record in search.records),
        not_used=tuple(not_used),
    )


def _detect_signals(waveforms: Waveforms, curve: FirstArrivals, not_used: list[Excluded]) -> _Search:
    """Filter the vertical of each station and list its signals; three stations are needed."""
    chosen, left_out = vertical_records(waveforms.records)
    not_used += left_out
    searched: list[tuple[Record, FilteredRecord, Site]] = []
    for record in chosen:
        with isolated(record.seed_id, not_used):
            filtered = _filtered(record)
            searched.append((record, filtered, _site(record, filtered)))
    if len(searched) < MIN_STATIONS:
        reasons = "; ".join(f"{fault.id}: {fault.reason}" for fault in (*not_used, *waveforms.not_used)[:4])
        raise AssociationError(
            f"{len(searched)} station{'' if len(searched) == 1 else 's'} can be searched, "
            f"{MIN_STATIONS} needed ({reasons or 'no others given'})"
        )
    records, filtered_records, sites = zip(*searched, strict=True)
    return _Search(records, filtered_records, sites, curve)


def _why_none(sites: Sequence[Site], reach: str) -> str:
    total = sum(len(site.detections) for site in sites)
    reason = (
        f"{total} signals at {len(sites)} stations agree on none"
        if total
        else f"no signal is above the noise at any of {len(sites)} stations"
    )
    return f"no event, because {reason}" + (f" ({reach})" if reach else "")


def _filtered(record: Record) -> FilteredRecord:
    # A vertical that points down is turned over, so that first motions keep their sign.
    sign = -1.0 if (record.channel.dip_deg or 0.0) > 0.0 else 1.0
    return filter_record(
        sign * record.samples,
        record.usable,
        start_s=record.start_s,
        sampling_rate_hz=record.sampling_rate_hz,
        station=record.channel.station,
    )


def _site(record: Record, filtered: FilteredRecord) -> Site:
    channel = record.channel
    return Site(
        channel.station,
        channel.latitude,
        channel.longitude,
        record.start_s,
        record.end_s,
        tuple(detect(filtered)),
    )


def _station(record: Record) -> Station:
    channel = record.channel
    return Station(
        id=channel.station,
        latitude=channel.latitude,
        longitude=channel.longitude,
        elevation_m=float(np.clip(channel.elevation_m, -12_000.0, 9_000.0)),
    )


def _read_event(
    hypocentre: Hypocentre, search: _Search, waveforms: Waveforms, not_used: list[Excluded]
) -> tuple[DetectedEvent, dict[int, Detection]]:
    """Read every station again around what an event predicts, and move the event there."""
    arrivals: dict[int, Detection] = {}
    for _ in range(READ_AGAIN):
        arrivals = read_arrivals(hypocentre, search.sites, search.filtered, search.curve)
        _leave_out_misplaced(arrivals, search, hypocentre, waveforms.shared_places, not_used)
        latitude, longitude, time_s = move_to(hypocentre, search.sites, arrivals, search.curve)
        hypocentre = replace(hypocentre, latitude=latitude, longitude=longitude, time_s=time_s)
    detections = {search.sites[number].station: arrivals[number] for number in sorted(arrivals)}
    motions, faults = read_motion(
        waveforms.records,
        detections,
        latitude=hypocentre.latitude,
        longitude=hypocentre.longitude,
        curve=search.curve,
    )
    not_used += faults
    few = motions if len(detections) < MOTION_STATIONS else {}
    event = DetectedEvent(
        latitude=hypocentre.latitude,
        longitude=hypocentre.longitude,
        time_s=hypocentre.time_s,
        score=hypocentre.score,
        threshold=hypocentre.threshold,
        arrivals=as_arrivals(detections, few),
        detections=detections,
    )
    return event, arrivals


def _leave_out_misplaced(
    arrivals: dict[int, Detection],
    search: _Search,
    hypocentre: Hypocentre,
    shared: Sequence[tuple[str, str]],
    not_used: list[Excluded],
) -> None:
    """Of two stations at one place that see P at different times, leave out the one that fits worse."""
    sites = search.sites
    numbers = {site.station: number for number, site in enumerate(sites)}
    for pair in shared:
        if not all(name in numbers and numbers[name] in arrivals for name in pair):
            continue
        first, second = (numbers[name] for name in pair)
        apart = arrivals[first].time_s - arrivals[second].time_s
        if abs(apart) <= COLOCATED_TOLERANCE_S:
            continue
        distance, _ = epicentral(
            hypocentre.latitude, hypocentre.longitude, sites[first].latitude, sites[first].longitude
        )
        expected = hypocentre.time_s + float(search.curve.p(float(distance)))
        worse = max((first, second), key=lambda number: abs(arrivals[number].time_s - expected))
        del arrivals[worse]
        kept = first if worse == second else second
        reason = (
            f"claims the place of {sites[kept].station} but sees P {abs(apart):.1f} s apart from it: "
            "coordinates not believed"
        )
        if not any(fault.id == sites[worse].station for fault in not_used):
            not_used.append(Excluded(id=sites[worse].station, reason=reason))


def _in_words(refused: Sequence[Hypocentre], sites: Sequence[Site]) -> str:
    if not refused or not np.isfinite(refused[0].score):
        return ""
    best = refused[0]
    names = ", ".join(sites[s].station for s, _ in best.members[:6])
    return (
        f"the best group of {len(best.members)} stations ({names}) scores {best.score:.1f}, "
        f"the false-alarm threshold is {best.threshold:.1f}"
    )
