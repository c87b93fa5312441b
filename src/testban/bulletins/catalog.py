"""Read what ObsPy reads: QuakeML 1.2, GSE2.0 bulletins and NEIC machine-readable (mchedr) files.

ObsPy's objects stay in this file; what leaves it is the room's own nouns.
"""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from testban.bulletins.errors import BulletinFileError
from testban.bulletins.records import Bulletin, BulletinEvent, PublishedMagnitude, PublishedOrigin, Reading
from testban.bulletins.uncertainty import interval_sd
from testban.model import NORMAL_90, clean_code, clean_text, excerpt, in_calendar

_POLARITY = {"positive": "c", "negative": "d"}
_ONSET = {"impulsive": "i", "emergent": "e", "questionable": "q"}
# Second letter of the event type in IMS1.0, by the types of QuakeML.
_LETTER = {
    "earthquake": "e",
    "rock burst": "r",
    "induced or triggered event": "i",
    "mining explosion": "m",
    "quarry blast": "m",
    "chemical explosion": "h",
    "experimental explosion": "x",
    "explosion": "x",
    "controlled explosion": "x",
    "nuclear explosion": "n",
    "landslide": "l",
}
# Services name an event by the query that returns it: "...query?eventid=us7000abcd&format=quakeml".
_EVENT_IN_QUERY = re.compile(r"[?&](?:eventid|originid)=([^&#]+)")
HALF_A_DAY_S = 43_200.0
REJECTED = "rejected"
_DEPTH_FLAG = {"operator assigned": "f", "constrained by depth phases": "d"}


def read_catalog(data: bytes, name: str, *, kind: str) -> Bulletin:
    """Read a file with ObsPy.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Name of the file, for messages.
    kind : str
        ObsPy's name of the format: "QUAKEML", "GSE2" or "MCHEDR".

    Raises
    ------
    BulletinFileError
        ObsPy cannot read it, or it holds no event.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            catalog = _with_obspy(data, kind)
            for event in catalog if kind == "MCHEDR" else ():
                # The hypocentre of the bulletin itself stands first (HY), those of others after it.
                if event.origins:
                    event.preferred_origin_id = event.origins[0].resource_id
                for other in event.origins[1:]:
                    # They have no date; ObsPy takes one that is a second earlier for the next day's.
                    if other.time - event.origins[0].time > HALF_A_DAY_S:
                        other.time -= 2 * HALF_A_DAY_S
            events = tuple(_event(event, at) for at, event in enumerate(catalog, start=1))
    except Exception as error:  # ObsPy raises whatever its parser meets
        reason = excerpt(f"{type(error).__name__}: {error}", limit=100)
        raise BulletinFileError(name, f"is no readable {_TITLES[kind]}: {reason}") from error
    if not events:
        raise BulletinFileError(name, f"is {_TITLES[kind]} without an event")
    return Bulletin(format=_TITLES[kind], events=events, unit="pick")


def _with_obspy(data: bytes, kind: str) -> Any:
    from obspy import read_events

    if kind != "GSE2":
        return read_events(io.BytesIO(data), format=kind)
    # Some centres end each event with a line that holds a point; ObsPy reads them only when told so.
    points = any(line.strip() == b"." for line in data.splitlines())
    return read_events(io.BytesIO(data), format=kind, event_point_separator=points)


_TITLES = {"QUAKEML": "QuakeML", "GSE2": "GSE2.0", "MCHEDR": "mchedr"}


def _short(identifier: object) -> str:
    """Return the last part of a resource identifier as a code; of a query, the event that it asks for."""
    asked = _EVENT_IN_QUERY.search(str(identifier or ""))
    if asked:
        return clean_code(asked[1]) or ""
    tail = str(identifier or "").rstrip("/").replace("=", "/").rpartition("/")[2]
    return clean_code(tail) or ""


def _moment(time: Any) -> datetime | None:
    try:
        return None if time is None else in_calendar(time.datetime.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def _within(value: Any, low: float, high: float) -> float | None:
    return float(value) if isinstance(value, int | float) and low <= value <= high else None


def _sd(errors: Any, low: float, high: float) -> float | None:
    """Return one standard deviation where the source gives an uncertainty."""
    if errors is None:
        return None
    sides = [errors.get(key) for key in ("uncertainty", "lower_uncertainty", "upper_uncertainty")]
    value = sides[0]
    if value is None and None not in sides[1:]:
        value = 0.5 * (sides[1] + sides[2])
    level = _within(errors.get("confidence_level"), 1.0, 99.99)
    if value is not None and level is not None:
        value = interval_sd(-value, value, level / 100.0)
    return _within(value, low, high)


def _event(event: Any, at: int) -> BulletinEvent:
    identifier = _short(event.resource_id) or f"event{at}"
    notes = []
    region, changed = clean_text(next((d.text or "" for d in event.event_descriptions), ""))
    if changed:
        notes.append(
            f"the description of event {identifier} was cleaned of markup, control characters or length"
        )
    notes += [
        f"magnitude {clean_text(m.magnitude_type or '')[0]} {m.mag:g} of event {identifier} is not read: "
        "rejected by its source"
        for m in event.magnitudes
        if m.evaluation_status == REJECTED and m.mag is not None
    ]
    preferred = event.preferred_origin_id.id if event.preferred_origin_id else None
    associated = _phases(event, preferred)
    readings = tuple(
        _reading(pick, associated.get(pick.resource_id.id), number)
        for number, pick in enumerate(event.picks, start=1)
    )
    return BulletinEvent(
        id=identifier,
        region=region,
        line=at,
        origins=tuple(
            replace(_origin(identifier, origin, preferred), event_type=_event_type(event))
            for origin in event.origins
        ),
        magnitudes=tuple(
            _magnitude(identifier, m)
            for m in event.magnitudes
            if _within(m.mag, -5, 12) is not None and m.evaluation_status != REJECTED
        ),
        readings=readings,
        warnings=tuple(notes),
    )


def _event_type(event: Any) -> str:
    """Return the two letters of IMS1.0 for the type that QuakeML gives an event; blank where it has none."""
    letter = _LETTER.get(event.event_type or "")
    if letter is None:
        return ""
    return ("k" if event.event_type_certainty == "known" else "s") + letter


def _phases(event: Any, preferred: str | None) -> dict[str, Any]:
    """Return for each pick the arrival that names its phase: of the preferred origin, else of the first."""
    origins = sorted(event.origins, key=lambda origin: origin.resource_id.id != preferred)
    by_pick: dict[str, Any] = {}
    for origin in origins:
        for arrival in origin.arrivals:
            if arrival.pick_id is not None:
                by_pick.setdefault(arrival.pick_id.id, arrival)
    return by_pick


def _reading(pick: Any, arrival: Any, number: int) -> Reading:
    stream = pick.waveform_id
    time = _moment(pick.time)
    hint = pick.phase_hint or ""
    defining = ""
    if arrival is not None:
        hint = arrival.phase or hint
        weights = (arrival.time_weight, arrival.backazimuth_weight, arrival.horizontal_slowness_weight)
        defining = "".join(letter for letter, weight in zip("TAS", weights, strict=True) if weight)
    return Reading(
        line=number,
        station=(stream.station_code or "") if stream else "",
        phase=str(hint).strip(),
        time=time,
        network=(clean_code(stream.network_code or "") or "") if stream else "",
        location=(clean_code(stream.location_code or "") or "") if stream else "",
        channel=(clean_code(stream.channel_code or "") or "") if stream else "",
        time_sd_s=_sd(pick.time_errors, 1e-6, 100.0),
        back_azimuth_deg=_within(pick.backazimuth, 0.0, 360.0),
        back_azimuth_sd_deg=_sd(pick.backazimuth_errors, 1e-6, 360.0),
        slowness_s_per_deg=_within(pick.horizontal_slowness, 0.0, 400.0),
        slowness_sd_s_per_deg=_sd(pick.horizontal_slowness_errors, 1e-6, 400.0),
        distance_deg=_within(arrival.distance, 0.0, 180.0) if arrival is not None else None,
        azimuth_deg=_within(arrival.azimuth, 0.0, 360.0) if arrival is not None else None,
        residual_s=_within(arrival.time_residual, -1e6, 1e6) if arrival is not None else None,
        back_azimuth_residual_deg=_within(arrival.backazimuth_residual, -360, 360)
        if arrival is not None
        else None,
        slowness_residual_s_per_deg=(
            _within(arrival.horizontal_slowness_residual, -400, 400) if arrival is not None else None
        ),
        defining=defining,
        mode={"manual": "m", "automatic": "a"}.get(pick.evaluation_mode or "", ""),
        polarity=_POLARITY.get(pick.polarity or "", ""),
        onset=_ONSET.get(pick.onset or "", ""),
        id=_short(pick.resource_id),
        problem=_pick_problem(pick, time),
    )


def _pick_problem(pick: Any, time: datetime | None) -> str:
    """Say why a pick cannot be used; empty where it can."""
    if pick.evaluation_status == REJECTED:
        return "the pick is rejected by its source (evaluation status)"
    return "" if time is not None else "the pick has no time"


def _origin(event_id: str, origin: Any, preferred: str | None) -> PublishedOrigin:
    info, quality, ellipse = origin.creation_info, origin.quality, origin.origin_uncertainty
    author = (info.author or info.agency_id or "") if info else ""
    level = _within(ellipse.confidence_level, 1.0, 99.99) if ellipse else None
    return PublishedOrigin(
        event_id=event_id,
        author=clean_text(author)[0],
        id=_short(origin.resource_id),
        time=_moment(origin.time),
        time_fixed=bool(origin.time_fixed),
        time_sd_s=_sd(origin.time_errors, 0.0, 1e5),
        rms_s=_within(quality.standard_error, 0.0, 1e5) if quality else None,
        latitude=_within(origin.latitude, -90.0, 90.0),
        longitude=_longitude(origin.longitude),
        epicentre_fixed=bool(origin.epicenter_fixed),
        major_km=_km(ellipse.max_horizontal_uncertainty) if ellipse else None,
        minor_km=_km(ellipse.min_horizontal_uncertainty) if ellipse else None,
        strike_deg=_within(ellipse.azimuth_max_horizontal_uncertainty, 0.0, 360.0) if ellipse else None,
        ellipse_level=level / 100.0 if level is not None else None,
        depth_km=_km(origin.depth),
        depth_flag=_DEPTH_FLAG.get(origin.depth_type or "", ""),
        depth_error_90_km=_times(_km(_sd(origin.depth_errors, 0.0, 1e7)), NORMAL_90),
        phases_defining=quality.used_phase_count if quality else None,
        stations=quality.used_station_count if quality else None,
        gap_deg=_within(quality.azimuthal_gap, 0.0, 360.0) if quality else None,
        nearest_deg=_within(quality.minimum_distance, 0.0, 180.0) if quality else None,
        farthest_deg=_within(quality.maximum_distance, 0.0, 180.0) if quality else None,
        analysis={"manual": "m", "automatic": "a"}.get(origin.evaluation_mode or "", ""),
        prime=origin.resource_id.id == preferred,
        comments=tuple(clean_text(comment.text or "", limit=400)[0] for comment in origin.comments),
    )


def _longitude(value: Any) -> float | None:
    """Return a longitude from -180 to 180; files also count from 0 to 360."""
    within = _within(value, -180.0, 360.0)
    return within - 360.0 if within is not None and within > 180.0 else within


def _times(value: float | None, factor: float) -> float | None:
    return value * factor if value is not None else None


def _km(metres: Any) -> float | None:
    value = _within(metres, -1e8, 1e8)
    return value / 1000.0 if value is not None else None


def _magnitude(event_id: str, magnitude: Any) -> PublishedMagnitude:
    info = magnitude.creation_info
    return PublishedMagnitude(
        event_id=event_id,
        kind=clean_text(magnitude.magnitude_type or "")[0],
        magnitude=float(magnitude.mag),
        author=clean_text((info.author or info.agency_id or "") if info else "")[0],
        origin_id=_short(magnitude.origin_id),
        sd=_sd(magnitude.mag_errors, 0.0, 10.0),
        stations=magnitude.station_count,
    )
