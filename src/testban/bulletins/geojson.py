"""Write and read bulletins as GeoJSON (RFC 7946): every field kept, and a map for any viewer.

One feature an event, with everything the bulletin holds in its properties; next to it, for viewers, one
feature an ellipse and one a station. Only the event features are read back. USGS event feeds are read too:
place, time and magnitude of each feature become an origin and a magnitude of that author.
"""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from testban.bulletins.errors import BulletinFileError
from testban.bulletins.records import Bulletin, BulletinEvent, PublishedMagnitude, PublishedOrigin, Reading
from testban.bulletins.station_table import StationTable
from testban.geodesy import ellipse_outline
from testban.model import (
    Ellipse,
    Excluded,
    Station,
    clean_code,
    clean_text,
    epoch_time,
    excerpt,
    iso_time,
    utc_text,
)

FORMAT = "testban.bulletin/1"
_FIELDS = {
    kind: tuple(item.name for item in fields(kind)) for kind in (PublishedOrigin, PublishedMagnitude, Reading)
}
_Row = TypeVar("_Row", PublishedOrigin, PublishedMagnitude, Reading)


def render_geojson(bulletin: Bulletin, stations: StationTable | None) -> str:
    """Return a bulletin as GeoJSON text; the same bulletin gives the same text."""
    features: list[dict[str, Any]] = []
    used: dict[str, Station] = {}
    for event in bulletin.events:
        features += _event_features(event)
        for reading in event.readings if stations is not None else ():
            station = stations.find(reading.station, network=reading.network) if stations else ""
            if isinstance(station, Station):
                used.setdefault(station.id, station)
    features += [_station(station) for _, station in sorted(used.items())]
    about = {"type": "FeatureCollection", "format": FORMAT, "title": bulletin.title}
    head = json.dumps(about, ensure_ascii=False)[:-1]
    # One feature a line: indented, a large bulletin takes several times as long to write.
    lines = (json.dumps(feature, ensure_ascii=False, allow_nan=False) for feature in features)
    return f'{head}, "features": [\n' + ",\n".join(lines) + "\n]}\n"


def _event_features(event: BulletinEvent) -> list[dict[str, Any]]:
    shown = next((o for o in event.origins if o.prime), event.origins[-1] if event.origins else None)
    properties = {
        "role": "event",
        "id": event.id,
        "region": event.region,
        "comments": list(event.comments),
        "origins": [_plain(origin) for origin in event.origins],
        "magnitudes": [_plain(magnitude) for magnitude in event.magnitudes],
        "readings": [_plain(reading) for reading in event.readings],
    }
    made = [{"type": "Feature", "geometry": _point(shown), "properties": properties}]
    for origin in event.origins:
        outline = _outline(origin)
        if outline is not None:
            about = {
                "role": "ellipse",
                "event": event.id,
                "author": origin.author,
                "level": origin.ellipse_level,
            }
            made.append({"type": "Feature", "geometry": outline, "properties": about})
    return made


def _point(origin: PublishedOrigin | None) -> dict[str, Any] | None:
    if origin is None or origin.latitude is None or origin.longitude is None:
        return None
    place = [origin.longitude, origin.latitude]
    if origin.depth_km is not None:
        place.append(-1000.0 * origin.depth_km)  # RFC 7946: metres above the ellipsoid
    return {"type": "Point", "coordinates": place}


def _outline(origin: PublishedOrigin) -> dict[str, Any] | None:
    if None in (origin.latitude, origin.longitude, origin.major_km, origin.minor_km, origin.strike_deg):
        return None
    assert origin.latitude is not None
    assert origin.longitude is not None
    major, minor = float(origin.major_km or 0.0), float(origin.minor_km or 0.0)
    if not 0.0 < minor <= major < 5_000.0:
        return None
    ellipse = Ellipse(
        kind="confidence",
        level=origin.ellipse_level or 0.9,
        major_km=major,
        minor_km=minor,
        strike_deg=float(origin.strike_deg or 0.0) % 180.0,
        area_km2=3.141592653589793 * major * minor,
    )
    latitudes, longitudes = ellipse_outline(origin.latitude, origin.longitude, ellipse, points=37)
    # Unwrapped about the epicentre, so that a ring across the date line stays one ring.
    ring = [
        [round(origin.longitude + (lon - origin.longitude + 180.0) % 360.0 - 180.0, 5), round(lat, 5)]
        for lat, lon in zip(latitudes.tolist(), longitudes.tolist(), strict=True)
    ]
    return {"type": "Polygon", "coordinates": [[*ring[:-1], ring[0]]]}


def _station(station: Station) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {
            "type": "Point",
            "coordinates": [station.longitude, station.latitude, station.elevation_m],
        },
        "properties": {"role": "station", "id": station.id},
    }


def _plain(row: Any) -> dict[str, Any]:
    """Return the fields that say something, times as text."""
    made = {}
    for name in _FIELDS[type(row)]:
        value = getattr(row, name)
        if value is None or value is False or value == "" or value == ():
            continue
        if isinstance(value, datetime):
            value = utc_text(value)
        made[name] = list(value) if isinstance(value, tuple) else value
    return made


def is_geojson(text: str) -> bool:
    """Whether a text is a JSON object that names itself a FeatureCollection.

    Examples
    --------
    >>> is_geojson('{"type": "FeatureCollection", "features": []}')
    True
    """
    return text.lstrip().startswith("{") and '"FeatureCollection"' in text


def parse_geojson(text: str, name: str) -> Bulletin:
    """Read the events of a FeatureCollection.

    Raises
    ------
    BulletinFileError
        Text that is no JSON (a truncated file, with its line), nested too deep, or without an event.
    """
    try:
        collection = json.loads(text, parse_constant=lambda word: None)
    except json.JSONDecodeError as error:
        reason = f"is truncated or no JSON: {error.msg}"
        raise BulletinFileError(name, reason, line=error.lineno) from error
    except (RecursionError, ValueError) as error:  # nested too deep; a number of too many digits
        raise BulletinFileError(
            name, "is no JSON that can be read: nested too deep or a number too long"
        ) from error
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise BulletinFileError(name, "is a FeatureCollection without a list of features", line=1)
    events = []
    for at, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            continue
        if properties.get("role") == "event":
            events.append(_read_event(properties, at, name))
        elif "role" not in properties and "mag" in properties and "time" in properties:
            events.append(_read_usgs(feature, properties, at))
    if not events:
        raise BulletinFileError(name, "holds no feature that is an event", line=1)
    title = collection.get("title")
    return Bulletin(
        format="GeoJSON",
        events=tuple(events),
        unit="reading",
        title=clean_text(title)[0] if isinstance(title, str) else "",
    )


def _read_event(properties: dict[str, Any], at: int, name: str) -> BulletinEvent:
    identifier = clean_code(str(properties.get("id", ""))) or f"event{at}"
    lost: list[Excluded] = []

    def rows(key: str, kind: type[_Row], needed: dict[str, Any]) -> tuple[_Row, ...]:
        made = []
        listed = properties.get(key, [])
        for number, raw in enumerate(listed if isinstance(listed, list) else [], start=1):
            row = _row(raw, kind, needed)
            if isinstance(row, str):
                lost.append(
                    Excluded(id=f"{key} {number}", reason=f"{name} feature {at} {key} {number}: {row}")
                )
            else:
                made.append(row)
        return tuple(made)

    comments = properties.get("comments", [])
    origins = rows("origins", PublishedOrigin, {"event_id": identifier, "author": ""})
    magnitudes = rows("magnitudes", PublishedMagnitude, {"event_id": identifier, "kind": ""})
    readings = rows("readings", Reading, {"line": 0, "station": "", "phase": ""})
    return BulletinEvent(
        id=identifier,
        region=clean_text(str(properties.get("region", "")))[0],
        line=at,
        origins=origins,
        magnitudes=magnitudes,
        readings=readings,
        comments=tuple(clean_text(text, limit=400)[0] for text in comments if isinstance(text, str))
        if isinstance(comments, list)
        else (),
        not_used=tuple(lost),
    )


# Ends of what a number may be; the rest of the fields have only to be finite.
_BOUNDS = {
    "latitude": (-90.0, 90.0),
    "longitude": (-180.0, 180.0),
    "back_azimuth_deg": (0.0, 360.0),
    "azimuth_deg": (0.0, 360.0),
    "distance_deg": (0.0, 180.0),
    "slowness_s_per_deg": (0.0, 400.0),
    "ellipse_level": (0.01, 0.9999),
    "magnitude": (-5.0, 12.0),
    "time_weight": (0.0, 1.0),
}


# Fields of one letter, and the letters each may be; `defining` may hold several.
_LETTERS = {
    "depth_flag": "fd",
    "analysis": "amg",
    "method": "ipgo",
    "mode": "am",
    "polarity": "cd",
    "onset": "ieq",
    "bound": "<>",
    "magnitude_bound": "<>",
    "defining": "TAS",
}


def _row(raw: object, kind: type[_Row], needed: dict[str, Any]) -> _Row | str:
    """Build a row from an object, or say which field is wrong."""
    if not isinstance(raw, dict):
        return "is no object"
    made: dict[str, Any] = dict(needed)
    for item in fields(kind):
        value = raw.get(item.name)
        if value is None or item.name == "event_id":
            continue
        checked = _value(str(item.type), item.name, value)
        if checked is None:
            return f"{item.name} is {excerpt(str(value))}, which does not fit the field"
        made[item.name] = checked
    if kind is PublishedMagnitude and "magnitude" not in made:
        return "has no magnitude"
    return kind(**made)


def _value(annotation: str, name: str, value: object) -> Any:
    if annotation.startswith("bool"):
        return value if isinstance(value, bool) else None
    if annotation.startswith("datetime"):
        return iso_time(value) if isinstance(value, str) else None
    if annotation.startswith("tuple"):
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            return None
        return tuple(clean_text(text, limit=400)[0] for text in value)
    if name in _LETTERS:
        fits = isinstance(value, str) and set(value) <= set(_LETTERS[name])
        return value if fits and (name == "defining" or len(str(value)) == 1) else None
    if annotation.startswith("str"):
        return clean_text(value, limit=400)[0] if isinstance(value, str) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    low, high = _BOUNDS.get(name, (-1e12, 1e12))
    if not low <= value <= high or (name.endswith("sd_s") and value < 0):
        return None
    if annotation.startswith("int"):
        return value if isinstance(value, int) else None
    return float(value)


def _finite(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e15:
        return None
    return float(value)


def _read_usgs(feature: dict[str, Any], properties: dict[str, Any], at: int) -> BulletinEvent:
    identifier = clean_code(str(feature.get("id", ""))) or f"event{at}"
    author = clean_code(str(properties.get("net", ""))) or ""
    geometry = feature.get("geometry")
    place = geometry.get("coordinates", []) if isinstance(geometry, dict) else []
    numbers = [_finite(value) for value in place[:3]] if isinstance(place, list) else []
    longitude, latitude, depth = (*numbers, None, None, None)[:3]
    millis = _finite(properties.get("time"))
    time = epoch_time(millis / 1000.0) if millis is not None else None
    magnitude = _finite(properties.get("mag"))
    fits = latitude is not None and longitude is not None and abs(latitude) <= 90 and abs(longitude) <= 180
    return BulletinEvent(
        id=identifier,
        region=clean_text(str(properties.get("place") or ""))[0],
        line=at,
        origins=(
            PublishedOrigin(
                event_id=identifier,
                author=author,
                id=identifier,
                time=time,
                latitude=latitude if fits else None,
                longitude=longitude if fits else None,
                depth_km=depth if depth is not None and abs(depth) < 1000 else None,
            ),
        ),
        magnitudes=(
            PublishedMagnitude(
                event_id=identifier,
                kind=clean_code(str(properties.get("magType") or "")) or "",
                magnitude=magnitude,
                author=author,
                origin_id=identifier,
            ),
        )
        if magnitude is not None and -5 <= magnitude <= 12
        else (),
    )
