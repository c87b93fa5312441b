"""Write QuakeML 1.2 (BED); ObsPy serialises, and its objects stay in this file.

What QuakeML has no word for stands in a namespace of its own, `urn:testban:quakeml:1`, as one element
``assessment`` under each event; docs/formats.md lists its elements.
"""

from __future__ import annotations

import io
import math
import re
from datetime import datetime
from typing import Any

from testban.bulletins.quakeml_assessment import NAMESPACE, assessment, element
from testban.bulletins.records import Bulletin, BulletinEvent, PublishedMagnitude, PublishedOrigin, Reading
from testban.bulletins.uncertainty import LEVEL, ellipse_factor, marginal_sd_deg
from testban.model import NORMAL_90, Finding, one_line

SD_PERCENT = 100.0 * math.erf(math.sqrt(0.5))  # one standard deviation of a normal error: 68.27 %
_TYPES = {
    "k": "known",
    "s": "suspected",
    "e": "earthquake",
    "r": "rock burst",
    "i": "induced or triggered event",
    "m": "mining explosion",
    "h": "chemical explosion",
    "x": "experimental explosion",
    "n": "nuclear explosion",
}
_MODES = {"m": "manual", "a": "automatic"}
_POLARITY = {"c": "positive", "d": "negative"}
_ONSET = {"i": "impulsive", "e": "emergent", "q": "questionable"}
_DEPTH = {"f": "operator assigned", "d": "constrained by depth phases", "": "from location"}


def render_quakeml(bulletin: Bulletin, *, key: str, finding: Finding | None = None) -> bytes:
    """Return a bulletin as QuakeML 1.2, the same bytes for the same bulletin.

    Parameters
    ----------
    bulletin, key, finding
        As for `catalog_of`.
    """
    out = io.BytesIO()
    catalog_of(bulletin, key=key, finding=finding).write(out, format="QUAKEML", nsmap={"testban": NAMESPACE})
    return out.getvalue()


def catalog_of(bulletin: Bulletin, *, key: str, finding: Finding | None = None) -> Any:
    """Return a bulletin as an ObsPy `Catalog`.

    Parameters
    ----------
    bulletin : Bulletin
        Events to write.
    key : str
        Name under which every resource identifier stands.
    finding : Finding, optional
        Finding the bulletin was made from, for the elements of our own namespace.

    Returns
    -------
    obspy.Catalog
    """
    from obspy.core.event import Catalog

    root = f"smi:local/testban/{_part(key)}"
    events = []
    for at, event in enumerate(bulletin.events, start=1):
        made = _event(event, f"{root}/{at}")
        if finding is not None:
            assessed = finding.seismic_events[at - 1]
            made.extra = {"assessment": assessment(finding, assessed)}
            pairs = zip(event.readings, assessed.arrivals, strict=True)
            kept = [residual for reading, residual in pairs if reading.named]
            for arrival, residual in zip(made.origins[0].arrivals, kept, strict=True):
                # The error of the residual: reading and travel time together, so none of the pick's own.
                arrival.extra = {"residualSd": element(f"{residual.sd_s:.6g}", unit="s")}
        events.append(made)
    return Catalog(events, resource_id=root, description=one_line(bulletin.title) or None)


def _part(text: str) -> str:
    """Return a text as a part of a resource identifier."""
    return re.sub(r"[^A-Za-z0-9_.~*()-]", "_", text)[:80] or "unnamed"


def _moment(time: datetime) -> Any:
    from obspy import UTCDateTime

    return UTCDateTime(time)


def _event(event: BulletinEvent, root: str) -> Any:
    from obspy.core.event import Event as QuakeEvent
    from obspy.core.event import EventDescription, ResourceIdentifier

    origins = [(f"{root}/origin/{at}", origin) for at, origin in enumerate(_placed(event), start=1)]
    picks, arrivals = _picks(event, root)
    made_origins = [_origin(origin, identifier) for identifier, origin in origins]
    preferred = next((at for at, (_, origin) in enumerate(origins) if origin.prime), len(origins) - 1)
    if made_origins:
        made_origins[preferred].arrivals = arrivals
    ids = {origin.id: identifier for identifier, origin in reversed(origins) if origin.id}
    magnitudes = [
        _magnitude(magnitude, f"{root}/magnitude/{at}", ids.get(magnitude.origin_id))
        for at, magnitude in enumerate(event.magnitudes, start=1)
    ]
    made = QuakeEvent(
        resource_id=root,
        event_descriptions=[EventDescription(text=event.region, type="region name")] if event.region else [],
        comments=_comments(event.comments, root),
        origins=made_origins,
        magnitudes=magnitudes,
        picks=picks,
        preferred_origin_id=ResourceIdentifier(origins[preferred][0]) if origins else None,
    )
    kind = {origin.event_type for _, origin in origins if origin.event_type in KINDS}
    if len(kind) == 1:
        made.event_type, made.event_type_certainty = KINDS[kind.pop()]
    return made


KINDS = {a + b: (_TYPES[b], _TYPES[a]) for a in "ks" for b in "erimhxn"}


def _placed(event: BulletinEvent) -> list[PublishedOrigin]:
    """Return the origins that QuakeML can hold: it demands time, latitude and longitude."""
    return [o for o in event.origins if None not in (o.time, o.latitude, o.longitude)]


def _comments(texts: tuple[str, ...], root: str) -> list[Any]:
    from obspy.core.event import Comment

    return [
        Comment(text=text, resource_id=f"{root}/comment/{at}")
        for at, text in enumerate(texts, start=1)
        if text
    ]


def _origin(origin: PublishedOrigin, identifier: str) -> Any:
    from obspy.core.event import CreationInfo, Origin, OriginQuality, OriginUncertainty, QuantityError

    assert origin.time is not None
    assert origin.latitude is not None
    assert origin.longitude is not None
    ellipse = None
    sds: tuple[float | None, float | None] = (None, None)
    if origin.major_km and origin.minor_km and origin.strike_deg is not None:
        factor = ellipse_factor(given=origin.ellipse_level or LEVEL, wanted=LEVEL)
        ellipse = OriginUncertainty(
            max_horizontal_uncertainty=round(1000.0 * origin.major_km * factor, 3),
            min_horizontal_uncertainty=round(1000.0 * origin.minor_km * factor, 3),
            azimuth_max_horizontal_uncertainty=origin.strike_deg,
            preferred_description="uncertainty ellipse",
            confidence_level=100.0 * LEVEL,
        )
        sds = marginal_sd_deg(
            major_km=origin.major_km,
            minor_km=origin.minor_km,
            strike_deg=origin.strike_deg,
            level=origin.ellipse_level or LEVEL,
            latitude=origin.latitude,
        )

    def error(sd: float | None, scale: float = 1.0) -> Any:
        return QuantityError(uncertainty=round(sd * scale, 6), confidence_level=SD_PERCENT) if sd else None

    time_error = error(origin.time_sd_s)
    if origin.time_low is not None and origin.time_high is not None:
        time_error = QuantityError(
            lower_uncertainty=(origin.time - origin.time_low).total_seconds(),
            upper_uncertainty=(origin.time_high - origin.time).total_seconds(),
            confidence_level=100.0 * (origin.ellipse_level or LEVEL),
        )
    depth_sd = origin.depth_error_90_km / NORMAL_90 if origin.depth_error_90_km is not None else None
    quality = OriginQuality(
        used_phase_count=origin.phases_defining,
        used_station_count=origin.stations,
        standard_error=origin.rms_s,
        azimuthal_gap=origin.gap_deg,
        minimum_distance=origin.nearest_deg,
        maximum_distance=origin.farthest_deg,
    )
    return Origin(
        resource_id=identifier,
        time=_moment(origin.time),
        time_errors=time_error,
        time_fixed=origin.time_fixed or None,
        latitude=origin.latitude,
        latitude_errors=error(sds[0]),
        longitude=origin.longitude,
        longitude_errors=error(sds[1]),
        epicenter_fixed=origin.epicentre_fixed or None,
        depth=1000.0 * origin.depth_km if origin.depth_km is not None else None,
        depth_errors=error(depth_sd, 1000.0),
        depth_type=_DEPTH[origin.depth_flag] if origin.depth_km is not None else None,
        origin_uncertainty=ellipse,
        quality=quality if any(value is not None for value in vars(quality).values()) else None,
        evaluation_mode=_MODES.get(origin.analysis),
        creation_info=CreationInfo(author=origin.author) if origin.author else None,
        comments=_comments(origin.comments, identifier),
    )


def _magnitude(magnitude: PublishedMagnitude, identifier: str, origin_id: str | None) -> Any:
    from obspy.core.event import CreationInfo, Magnitude, QuantityError

    return Magnitude(
        resource_id=identifier,
        mag=magnitude.magnitude,
        mag_errors=QuantityError(uncertainty=magnitude.sd, confidence_level=SD_PERCENT)
        if magnitude.sd
        else None,
        magnitude_type=magnitude.kind or None,
        station_count=magnitude.stations,
        origin_id=origin_id,
        creation_info=CreationInfo(author=magnitude.author) if magnitude.author else None,
        comments=_comments((magnitude.source,), identifier),
    )


def _picks(event: BulletinEvent, root: str) -> tuple[list[Any], list[Any]]:
    from obspy.core.event import Arrival, Pick, QuantityError, WaveformStreamID

    def error(sd: float | None) -> Any:
        return QuantityError(uncertainty=sd) if sd else None

    picks, arrivals, taken = [], [], set()
    for at, reading in enumerate(event.readings, start=1):
        if reading.time is None or not reading.named:
            continue
        tail = (
            "/".join(_part(piece) for piece in re.split(r"[/#]", reading.id) if piece)
            if reading.id
            else str(at)
        )
        tail = tail if tail not in taken else f"{tail}.{at}"
        taken.add(tail)
        pick_id = f"{root}/pick/{tail}"
        picks.append(
            Pick(
                resource_id=pick_id,
                time=_moment(reading.time),
                time_errors=error(reading.time_sd_s),
                waveform_id=WaveformStreamID(
                    network_code=reading.network,
                    station_code=reading.station,
                    location_code=reading.location or None,
                    channel_code=reading.channel or None,
                ),
                phase_hint=reading.phase_text or None,
                backazimuth=reading.back_azimuth_deg,
                backazimuth_errors=error(reading.back_azimuth_sd_deg),
                horizontal_slowness=reading.slowness_s_per_deg,
                horizontal_slowness_errors=error(reading.slowness_sd_s_per_deg),
                evaluation_mode=_MODES.get(reading.mode),
                polarity=_POLARITY.get(reading.polarity),
                onset=_ONSET.get(reading.onset),
            )
        )
        if reading.distance_deg is not None or reading.residual_s is not None:
            arrivals.append(
                Arrival(
                    resource_id=f"{root}/arrival/{tail}",
                    pick_id=pick_id,
                    phase=reading.phase_text or "?",
                    distance=reading.distance_deg,
                    azimuth=reading.azimuth_deg,
                    time_residual=reading.residual_s,
                    backazimuth_residual=reading.back_azimuth_residual_deg,
                    horizontal_slowness_residual=reading.slowness_residual_s_per_deg,
                    time_weight=_weight(reading),
                    backazimuth_weight=1.0 if "A" in reading.defining else None,
                    horizontal_slowness_weight=1.0 if "S" in reading.defining else None,
                )
            )
    return picks, arrivals


def _weight(reading: Reading) -> float | None:
    """Return the weight in the solution: zero for what did not define it."""
    if "T" not in reading.defining:
        return 0.0 if reading.time_weight is not None else None
    return reading.time_weight if reading.time_weight is not None else 1.0
