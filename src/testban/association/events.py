"""From records to events: detect, associate, read again, and say what became of every signal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import numpy as np

from testban.association._associate import Hypocentre, Site, associate, explained_window
from testban.association.curve import FirstArrivals, first_arrivals
from testban.association.errors import AssociationError, NoEventError
from testban.association.motion import BACK_AZIMUTH_SD_DEG, read_motion
from testban.association.refine import move_to, read_arrivals
from testban.association.repeat import Repeat, find_repeats
from testban.detection import (
    DETECTION_BANDS,
    NYQUIST_MARGIN,
    Detection,
    FilteredRecord,
    Polarization,
    bands_for,
    detect,
    filter_record,
    read_onset,
)
from testban.geodesy import epicentral
from testban.model import Arrival, Excluded, Station, utc_text
from testban.waveforms import PLACED_BY_ANOTHER, PLACED_BY_ANOTHER_EPOCH, Record, Waveforms

# A repeat is shown when fewer than this many are expected by chance.
REPEAT_CHANCE = 0.2
# Two stations at one place cannot see a first P further apart than this, s: one of them is misplaced.
COLOCATED_TOLERANCE_S = 1.5
VERTICAL_DIP_DEG = 80.0
# With this many times or more, back azimuths of single stations only add what the structure under them and on
# the way, the same for neighbours, does to their motion.
MOTION_STATIONS = 6
READ_AGAIN = 2


@dataclass(frozen=True, slots=True)
class DetectedEvent:
    """An event and its arrivals, before it is located with all its errors.

    Attributes
    ----------
    latitude, longitude : float
        A least squares on a 1-D model; only a start for the location.
    time_s : float
        POSIX seconds.
    score, threshold : float
        Natural logarithm of the evidence against chance, and the value it had to exceed.
    arrivals : tuple of Arrival
        First P, phase "P", with the reading error; with the back azimuth where times are few.
    detections : dict of str to Detection
        The readings behind the arrivals, by station.
    motions : dict of str to Polarization
        The particle motions behind the back azimuths, by station.
    """

    latitude: float
    longitude: float
    time_s: float
    score: float
    threshold: float
    arrivals: tuple[Arrival, ...]
    detections: dict[str, Detection] = field(repr=False)
    motions: dict[str, Polarization] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ColocatedEvent:
    """Signals that agree with a second event at the place of a first one: suspected, not located.

    Attributes
    ----------
    of : int
        Number of the event whose place it would share.
    time_s : float
        Origin time if it was there, POSIX seconds.
    chance : float
        How many such coincidences independent signals would make.
    arrivals : tuple of Arrival
    detections : dict of str to Detection
    """

    of: int
    time_s: float
    chance: float
    arrivals: tuple[Arrival, ...]
    detections: dict[str, Detection] = field(repr=False)


@dataclass(frozen=True, slots=True)
class EventsFromRecords:
    """What the records hold.

    Attributes
    ----------
    events : tuple of DetectedEvent
        The best attested first.
    repeats : tuple of ColocatedEvent
    unassociated : tuple of Excluded
        Signals of no event, with what is known of each.
    stations : tuple of Station
        Those whose records were searched.
    not_used : tuple of Excluded
        Channels and readings left out here, with the reason.
    reach : str
        How near the best refused group came, in words; empty where nothing came near.
    """

    events: tuple[DetectedEvent, ...]
    repeats: tuple[ColocatedEvent, ...]
    unassociated: tuple[Excluded, ...]
    stations: tuple[Station, ...]
    not_used: tuple[Excluded, ...]
    reach: str


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
        With at least one event.

    Raises
    ------
    NoEventError
        Nothing stands out of chance; the message says what came nearest.
    AssociationError
        Fewer than three stations record anything that can be searched.
    """
    chosen, not_used = vertical_records(waveforms.records)
    if len(chosen) < 3:
        reasons = "; ".join(f"{fault.id}: {fault.reason}" for fault in (*not_used, *waveforms.not_used)[:4])
        raise AssociationError(
            f"{len(chosen)} station{'' if len(chosen) == 1 else 's'} can be searched, 3 needed "
            f"({reasons or 'no others given'})"
        )
    curve = first_arrivals(model)
    filtered = [_filtered(record) for record in chosen]
    sites = [_site(record, one) for record, one in zip(chosen, filtered, strict=True)]
    found, refused = associate(sites, curve)
    reach = _in_words(refused, sites)
    if not found:
        total = sum(len(site.detections) for site in sites)
        raise NoEventError(
            (
                f"no event, because {total} signals at {len(sites)} stations agree on none"
                if total
                else f"no event, because no signal stands out of the noise at any of {len(sites)} stations"
            )
            + (f" ({reach})" if reach else "")
        )
    events: list[DetectedEvent] = []
    readings: list[dict[int, Detection]] = []
    for first_idea in found:
        hypocentre, arrivals = first_idea, dict[int, Detection]()
        for _ in range(READ_AGAIN):
            arrivals = read_arrivals(hypocentre, sites, filtered, curve)
            _leave_out_twins(arrivals, sites, hypocentre, curve, waveforms.shared_places, not_used)
            latitude, longitude, time_s = move_to(hypocentre, sites, arrivals, curve)
            hypocentre = replace(hypocentre, latitude=latitude, longitude=longitude, time_s=time_s)
        event = _event(hypocentre, sites, arrivals)
        motions, faults = read_motion(
            waveforms.records,
            event.detections,
            latitude=event.latitude,
            longitude=event.longitude,
            curve=curve,
        )
        not_used.extend(faults)
        few = motions if len(event.detections) < MOTION_STATIONS else {}
        events.append(replace(event, arrivals=_as_arrivals(event.detections, few), motions=motions))
        readings.append(arrivals)
    remaining, notes = _remaining(sites, events, readings, curve)
    repeats = _repeats(sites, filtered, events, readings, remaining)
    unassociated = _unassociated(sites, remaining, notes, repeats)
    return EventsFromRecords(
        events=tuple(events),
        repeats=tuple(repeats),
        unassociated=tuple(unassociated),
        stations=tuple(
            Station(
                id=record.channel.station,
                latitude=record.channel.latitude,
                longitude=record.channel.longitude,
                elevation_m=float(np.clip(record.channel.elevation_m, -12_000.0, 9_000.0)),
            )
            for record in chosen
        ),
        not_used=tuple(not_used),
        reach=reach,
    )


def vertical_records(records: Sequence[Record]) -> tuple[list[Record], list[Excluded]]:
    """Choose one vertical record a station: one with a place of its own, with most bands, most samples.

    Parameters
    ----------
    records : sequence of Record

    Returns
    -------
    chosen : list of Record
        In order of station.
    not_used : list of Excluded
        Records left out, with the reason.
    """
    not_used: list[Excluded] = []
    candidates: dict[str, list[Record]] = {}
    stations = dict.fromkeys(record.channel.station for record in records)
    for record in records:
        dip = record.channel.dip_deg
        if dip is None or abs(dip) < VERTICAL_DIP_DEG:
            continue
        if not bands_for(record.sampling_rate_hz):
            needed = NYQUIST_MARGIN * min(band[1] for band in DETECTION_BANDS)
            reason = (
                f"{record.sampling_rate_hz:g} Hz: Nyquist frequency {record.nyquist_hz:g} Hz, "
                f"{needed:g} Hz needed for the lowest band"
            )
            not_used.append(Excluded(id=record.seed_id, reason=reason))
            continue
        candidates.setdefault(record.channel.station, []).append(record)
    chosen = []
    for station in stations:
        ordered = sorted(
            candidates.get(station, []),
            key=lambda record: (
                record.channel.source in (PLACED_BY_ANOTHER, PLACED_BY_ANOTHER_EPOCH),
                -len(bands_for(record.sampling_rate_hz)),
                -record.usable.sum(),
                record.seed_id,
            ),
        )
        if not ordered:
            not_used.append(Excluded(id=station, reason="no vertical component that can be searched"))
            continue
        chosen.append(ordered[0])
        not_used.extend(
            Excluded(id=record.seed_id, reason=f"{ordered[0].seed_id} of the same station is used")
            for record in ordered[1:]
        )
    return chosen, not_used


def _filtered(record: Record) -> FilteredRecord:
    # A vertical that points down is turned over, so that first motions keep their sign.
    sign = -1.0 if (record.channel.dip_deg or 0.0) > 0.0 else 1.0
    return filter_record(
        sign * record.samples,
        record.usable,
        start_s=record.start_s,
        sampling_rate_hz=record.sampling_rate_hz,
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


def _event(hypocentre: Hypocentre, sites: Sequence[Site], arrivals: dict[int, Detection]) -> DetectedEvent:
    detections = {sites[number].station: arrivals[number] for number in sorted(arrivals)}
    return DetectedEvent(
        latitude=hypocentre.latitude,
        longitude=hypocentre.longitude,
        time_s=hypocentre.time_s,
        score=hypocentre.score,
        threshold=hypocentre.threshold,
        arrivals=_as_arrivals(detections, {}),
        detections=detections,
        motions={},
    )


def _as_arrivals(detections: dict[str, Detection], motions: dict[str, Polarization]) -> tuple[Arrival, ...]:
    return tuple(
        Arrival(
            id=f"{station}/P",
            station=station,
            phase="P",
            time=datetime.fromtimestamp(detection.time_s, tz=UTC),
            time_sd_s=detection.sd_s,
            back_azimuth_deg=round(motions[station].back_azimuth_deg, 1) if station in motions else None,
            back_azimuth_sd_deg=BACK_AZIMUTH_SD_DEG if station in motions else None,
        )
        for station, detection in detections.items()
    )


def _leave_out_twins(
    arrivals: dict[int, Detection],
    sites: Sequence[Site],
    hypocentre: Hypocentre,
    curve: FirstArrivals,
    shared: Sequence[tuple[str, str]],
    not_used: list[Excluded],
) -> None:
    """Of two stations at one place that see P at different times, leave out the one that fits worse."""
    numbers = {site.station: number for number, site in enumerate(sites)}
    for pair in shared:
        if not all(name in numbers and numbers[name] in arrivals for name in pair):
            continue
        one, other = (numbers[name] for name in pair)
        apart = arrivals[one].time_s - arrivals[other].time_s
        if abs(apart) <= COLOCATED_TOLERANCE_S:
            continue
        distance, _ = epicentral(
            hypocentre.latitude, hypocentre.longitude, sites[one].latitude, sites[one].longitude
        )
        expected = hypocentre.time_s + float(curve.p(float(distance)))
        worse = max((one, other), key=lambda number: abs(arrivals[number].time_s - expected))
        del arrivals[worse]
        kept = one if worse == other else other
        reason = (
            f"claims the place of {sites[kept].station} but sees P {abs(apart):.1f} s apart from it: "
            "coordinates not believed"
        )
        if not any(fault.id == sites[worse].station for fault in not_used):
            not_used.append(Excluded(id=sites[worse].station, reason=reason))


def _remaining(
    sites: Sequence[Site],
    events: Sequence[DetectedEvent],
    readings: Sequence[dict[int, Detection]],
    curve: FirstArrivals,
) -> tuple[list[tuple[int, int]], dict[tuple[int, int], str]]:
    """Detections that no event explains, and notes on those that lie in the coda of one."""
    remaining, notes = [], {}
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


def _repeats(
    sites: Sequence[Site],
    filtered: Sequence[FilteredRecord],
    events: Sequence[DetectedEvent],
    readings: Sequence[dict[int, Detection]],
    remaining: Sequence[tuple[int, int]],
) -> list[ColocatedEvent]:
    found = []
    for at, (event, arrivals) in enumerate(zip(events, readings, strict=True)):
        for repeat in find_repeats(sites, arrivals, remaining):
            if repeat.chance > REPEAT_CHANCE:
                continue
            detections = {sites[s].station: sites[s].detections[d] for s, d in repeat.members}
            detections |= _read_repeat(repeat, sites, filtered, arrivals, event)
            ordered = {name: detections[name] for name in sorted(detections)}
            found.append(
                ColocatedEvent(
                    at, event.time_s + repeat.delay_s, repeat.chance, _as_arrivals(ordered, {}), ordered
                )
            )
    return found


def _read_repeat(
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
    seen = {number for number, _ in repeat.members}
    limit = 1.4 * max(distance[number] for number in seen)
    found = {}
    for number, arrival in arrivals.items():
        if number in seen or distance[number] > limit:
            continue
        record = filtered[number]
        index = round((arrival.time_s + repeat.delay_s - record.start_s) * record.sampling_rate_hz)
        reading = read_onset(record, index, before_s=1.5, after_s=1.5, least_snr=3.0)
        if reading is not None:
            found[sites[number].station] = reading
    return found


def _unassociated(
    sites: Sequence[Site],
    remaining: Sequence[tuple[int, int]],
    notes: dict[tuple[int, int], str],
    repeats: Sequence[ColocatedEvent],
) -> list[Excluded]:
    listed = []
    for key in sorted([*remaining, *notes], key=lambda key: sites[key[0]].detections[key[1]].time_s):
        site, detection = sites[key[0]], sites[key[0]].detections[key[1]]
        said = notes.get(key, "fits no event")
        for repeat in repeats:
            if repeat.detections.get(site.station) == detection:
                when = utc_text(datetime.fromtimestamp(repeat.time_s, tz=UTC))
                said = (
                    f"agrees with a second event at the place of event {repeat.of + 1} at {when[:21]}Z, "
                    f"seen by {len(repeat.detections)} stations ({', '.join(repeat.detections)}; "
                    f"{repeat.chance:.2g} such coincidences expected by chance): too few to locate, "
                    "so not declared"
                )
        moment = utc_text(datetime.fromtimestamp(detection.time_s, tz=UTC))
        listed.append(
            Excluded(
                id=f"{site.station} {moment[:21]}Z",
                reason=f"signal {detection.snr:.1f} times the noise at "
                f"{detection.band_hz[0]:g}-{detection.band_hz[1]:g} Hz; {said}",
            )
        )
    return listed


def _in_words(refused: Sequence[Hypocentre], sites: Sequence[Site]) -> str:
    if not refused or not np.isfinite(refused[0].score):
        return ""
    best = refused[0]
    names = ", ".join(sites[s].station for s, _ in best.members[:6])
    return (
        f"the best group of {len(best.members)} stations ({names}) scores {best.score:.1f}, "
        f"{best.threshold:.1f} needed to stand out of chance"
    )
