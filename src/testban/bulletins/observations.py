"""Make observations from a bulletin: its readings, never its origins; its mb and Ms as values of others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from testban.bulletins.phases import phase_name
from testban.bulletins.records import Bulletin, BulletinEvent, PublishedMagnitude, Reading
from testban.bulletins.station_table import StationTable
from testban.model import (
    MIN_TIME,
    Arrival,
    Excluded,
    ExternalInput,
    InputFile,
    SeismicObservations,
    Station,
    clean_code,
    excerpt,
    one_line,
    time_problem,
)


def to_observations(
    event: BulletinEvent,
    stations: StationTable,
    *,
    source: str,
    inputs: tuple[InputFile, ...],
    unit: str = "line",
    keep_ids: bool = False,
) -> SeismicObservations:
    """Turn the readings of one event into arrivals, each refused one with its reason.

    Parameters
    ----------
    event : BulletinEvent
        One event as its source wrote it. Its origins are not looked at.
    stations : StationTable
        Where the stations are.
    source : str
        Name of the file, for messages.
    inputs : tuple of InputFile
        Every file read.
    unit : str
        What the numbers of the readings count: "line", "row" or "pick".
    keep_ids : bool
        Keep the identifiers of the source; otherwise each is "STATION/PHASE", and "#2" for a second one.

    Returns
    -------
    SeismicObservations
        Arrivals in the order of time with the stations they need; mb and Ms as external inputs, which are
        named as such and can be withheld.
    """
    arrivals: list[Arrival] = []
    used: dict[str, Station] = {}
    not_used = list(event.not_used)
    notes = list(event.warnings)
    respelled: dict[str, int] = {}
    line_of: dict[tuple[str, str, datetime], int] = {}
    taken: dict[str, int] = {}
    station_of: dict[tuple[str, str], Station | str] = {}
    ordered = sorted(event.readings, key=lambda r: (r.time is None, r.time or MIN_TIME, r.line))
    for reading in ordered:
        if reading.warnings:
            notes += [f"{source} {unit} {reading.line}: {note}" for note in reading.warnings]
        phase = (
            phase_name(reading.phase) if len(reading.phase) <= 40 else phase_name(reading.phase[:40] + "...")
        )
        named = (reading.station, reading.network)
        station = station_of.get(named) or station_of.setdefault(named, _station(reading, stations))
        problem = _problem(reading, phase.reason, station)
        if problem is None and isinstance(station, Station) and reading.time is not None:
            key = (station.id, phase.name, reading.time)
            if key in line_of:
                problem = f"repeats {unit} {line_of[key]}: the same station, phase and time"
            else:
                line_of[key] = reading.line
                if phase.name != reading.phase:
                    respelled[f"{reading.phase} to {phase.name}"] = (
                        respelled.get(f"{reading.phase} to {phase.name}", 0) + 1
                    )
                used[station.id] = station
                arrivals.append(_arrival(reading, station, phase.name, taken, keep_ids))
                continue
        not_used.append(Excluded(id=_shown(reading), reason=f"{source} {unit} {reading.line}: {problem}"))
    if respelled:
        changes = ", ".join(f"{what} ({count})" for what, count in sorted(respelled.items()))
        notes.append(f"phase names brought to one spelling: {changes}")
    notes += _station_notes(used, stations)
    if not event.readings:
        notes.append(f"event {event.id} has no arrival in {source}")
    elif not arrivals:
        notes.append(f"none of the {len(event.readings)} readings of event {event.id} can be used")
    return SeismicObservations(
        id=event.id,
        title=event.region,
        stations=tuple(used[key] for key in sorted(used)),
        arrivals=tuple(arrivals),
        external=_external(event.magnitudes, source),
        not_used=tuple(not_used),
        inputs=inputs,
        warnings=tuple(notes),
    )


def _external(magnitudes: Sequence[PublishedMagnitude], source: str) -> tuple[ExternalInput, ...]:
    """mb and Ms, both of one author where one gives both; bounds and impossible values are not magnitudes."""
    by_kind: dict[str, list[PublishedMagnitude]] = {"mb": [], "ms": []}
    for magnitude in magnitudes:
        name = magnitude.kind if magnitude.kind == "mb" else magnitude.kind.lower()
        if (
            name in by_kind
            and not magnitude.bound
            and -2.0 <= magnitude.magnitude <= 10.0
            and magnitude.kind != "MB"
        ):
            by_kind[name].append(magnitude)
    both = {magnitude.author for magnitude in by_kind["mb"]} & {
        magnitude.author for magnitude in by_kind["ms"]
    }
    external = []
    for name, rows in by_kind.items():
        chosen = next((row for row in rows if row.author in both), rows[0] if rows else None)
        if chosen is not None:
            author = one_line(chosen.author) or "its author is not named"
            external.append(
                ExternalInput(
                    name=name,
                    value=chosen.magnitude,
                    sd=chosen.sd if chosen.sd and chosen.sd > 0.0 else None,
                    stations=chosen.stations if chosen.stations and chosen.stations > 0 else None,
                    unit="magnitude",
                    source=f"{author}, in {source}",
                )
            )
    return tuple(external)


def observations_of(
    bulletin: Bulletin, stations: StationTable, *, source: str
) -> tuple[SeismicObservations, ...]:
    """Make the observations of every event of a bulletin."""
    table = (stations.input,) if stations.input is not None else ()
    inputs = tuple(dict.fromkeys((*bulletin.inputs, *table)))
    events = [
        to_observations(
            event,
            stations,
            source=source,
            inputs=inputs,
            unit=bulletin.unit,
            keep_ids=bulletin.format == "CSV",
        )
        for event in bulletin.events
    ]
    extra = (*bulletin.warnings, *stations.warnings)
    return tuple(event.model_copy(update={"warnings": (*extra, *event.warnings)}) for event in events)


def _station(reading: Reading, stations: StationTable) -> Station | str:
    code = clean_code(reading.station)
    if code is None:
        return (
            f"{excerpt(reading.station)} is not a station code" if reading.station else "no station is named"
        )
    return stations.find(code, network=reading.network)


def _problem(reading: Reading, phase_reason: str, station: Station | str) -> str | None:
    if reading.problem:
        return reading.problem
    if phase_reason:
        return phase_reason
    if reading.time is None:
        return "no arrival time"
    return time_problem(reading.time) or (station if isinstance(station, str) else None)


def _arrival(reading: Reading, station: Station, phase: str, taken: dict[str, int], keep_id: bool) -> Arrival:
    base = (reading.id if keep_id else "") or f"{station.id}/{phase}"
    identifier = base
    while identifier in taken:
        taken[base] += 1
        identifier = f"{base}#{taken[base]}"
    taken[identifier] = 1
    return Arrival(
        id=identifier,
        station=station.id,
        phase=phase,
        time=reading.time,
        time_sd_s=reading.time_sd_s,
        back_azimuth_deg=reading.back_azimuth_deg,
        back_azimuth_sd_deg=reading.back_azimuth_sd_deg if reading.back_azimuth_deg is not None else None,
        slowness_s_per_deg=reading.slowness_s_per_deg,
        slowness_sd_s_per_deg=reading.slowness_sd_s_per_deg
        if reading.slowness_s_per_deg is not None
        else None,
    )


def _shown(reading: Reading) -> str:
    station = clean_code(reading.station) or (excerpt(reading.station) if reading.station else "?")
    phase = clean_code(reading.phase.strip("()"), limit=12) or (
        "?" if not reading.phase else excerpt(reading.phase)
    )
    return f"{station}/{phase}"


def _station_notes(used: dict[str, Station], stations: StationTable) -> list[str]:
    coarse = sorted(key for key in used if key in stations.coarse)
    notes = []
    if coarse:
        notes.append(f"coordinates known to 0.1 degree only (an error of up to 8 km): {', '.join(coarse)}")
    places: dict[tuple[float, float], list[str]] = {}
    for key, station in used.items():
        places.setdefault((station.latitude, station.longitude), []).append(key)
    notes += [
        f"stations at one place: {', '.join(sorted(keys))}" for keys in places.values() if len(keys) > 1
    ]
    return notes
