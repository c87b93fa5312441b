"""From a finding to a bulletin, the one form that every format is written from."""

from __future__ import annotations

from dataclasses import replace

from testban.bulletins import (
    Bulletin,
    BulletinEvent,
    PublishedMagnitude,
    PublishedOrigin,
    Reading,
    interval_sd,
)
from testban.model import (
    NORMAL_90,
    ArrivalResidual,
    Finding,
    Magnitude,
    Measured,
    Origin,
    SeismicEvent,
    one_line,
)
from testban.wording.origins import view_origin
from testban.wording.view import EventView, view_event

AUTHOR = "TESTBAN"
# Characters of one comment: IMS1.0 wraps it, and cuts it here.
MAX_COMMENT = 800


def bulletin_of(finding: Finding) -> Bulletin:
    """Return the finding as a bulletin: per event both origins, magnitudes and arrivals with residuals.

    The residuals belong to the first origin; the one with path corrections, where there is one, is the
    second.
    """
    title = one_line(f"testban {finding.provenance.version} {finding.id} {finding.title}")
    events = tuple(_event(event, at, finding) for at, event in enumerate(finding.seismic_events, start=1))
    return Bulletin(format="finding", events=events, title=title)


def bulletin_event(
    key: str,
    origin: Origin,
    *,
    calibrated: Origin | None = None,
    arrivals: tuple[ArrivalResidual, ...],
    region: str = "",
) -> BulletinEvent:
    """Return a located event as one of a bulletin: its origins and its arrivals with residuals.

    Parameters
    ----------
    key : str
        Identifier of the event; those of its origins begin with it.
    origin : Origin
        From the arrivals alone; the residuals belong to it.
    calibrated : Origin, optional
        With path corrections.
    arrivals : tuple of ArrivalResidual
        Of the first origin.
    region : str
        Title of the event.

    Returns
    -------
    BulletinEvent
    """
    origins = [_origin(origin, key, f"{key}U", prime=True, readings=arrivals)]
    if calibrated is not None:
        origins.append(_origin(calibrated, key, f"{key}C", prime=False, readings=()))
    return BulletinEvent(
        id=key,
        region=one_line(region),
        origins=tuple(origins),
        readings=tuple(_reading(arrival, number) for number, arrival in enumerate(arrivals, start=1)),
    )


def _event(event: SeismicEvent, at: int, finding: Finding) -> BulletinEvent:
    key = str(at)
    calibrated = event.calibrated_origin
    located = bulletin_event(
        key,
        event.origin,
        calibrated=calibrated if isinstance(calibrated, Origin) else None,
        arrivals=event.arrivals,
        region=finding.title or finding.id,
    )
    return replace(
        located,
        magnitudes=tuple(
            _magnitude(magnitude, magnitude.magnitude, key, f"{key}U")
            for magnitude in event.magnitudes
            if isinstance(magnitude.magnitude, Measured)
        ),
        comments=_comments(view_event(finding, at)),
    )


def _origin(
    origin: Origin, event_id: str, identifier: str, *, prime: bool, readings: tuple[ArrivalResidual, ...]
) -> PublishedOrigin:
    depth, ellipse = origin.depth_km, origin.ellipse
    spread = (origin.time_high - origin.time_low).total_seconds()
    defining = {reading.station for reading in readings if reading.defining}
    distances = [reading.distance_deg for reading in readings if reading.defining]
    view = view_origin(origin, corrected=not prime)
    comments = (
        view.label,
        f"{view.ellipse}, {view.area}; time {view.time_error}, in its column one sd",
        *((f"depth {view.depth}",) if depth.fixed else ()),
        *((f"warning: {view.warning}",) if view.warning else ()),
        *view.notes,
    )
    return PublishedOrigin(
        event_id=event_id,
        author=AUTHOR,
        id=identifier,
        time=origin.time,
        time_low=origin.time_low,
        time_high=origin.time_high,
        time_sd_s=interval_sd(0.0, spread, ellipse.level),
        rms_s=origin.rms_residual_s,
        latitude=origin.latitude,
        longitude=origin.longitude,
        major_km=ellipse.major_km,
        minor_km=ellipse.minor_km,
        strike_deg=ellipse.strike_deg,
        ellipse_level=ellipse.level,
        depth_km=depth.value,
        depth_flag="f" if depth.fixed else "",
        depth_error_90_km=None
        if depth.fixed
        else NORMAL_90 * interval_sd(depth.low, depth.high, depth.level),
        phases_defining=origin.arrivals_used,
        stations=len(defining) if defining else None,
        gap_deg=origin.azimuthal_gap_deg,
        nearest_deg=min(distances) if distances else None,
        farthest_deg=max(distances) if distances else None,
        analysis="a",
        method="i",
        event_type="uk",
        prime=prime,
        comments=tuple(one_line(comment) for comment in comments),
    )


def _magnitude(magnitude: Magnitude, value: Measured, event_id: str, origin_id: str) -> PublishedMagnitude:
    return PublishedMagnitude(
        event_id=event_id,
        kind=one_line(magnitude.kind),
        magnitude=value.value,
        author="EXTERNAL" if magnitude.external else AUTHOR,
        origin_id=origin_id,
        sd=interval_sd(value.low, value.high, value.level) or None,
        stations=magnitude.stations,
        source=one_line(magnitude.source),
    )


def _reading(arrival: ArrivalResidual, number: int) -> Reading:
    parts = arrival.station.split(".")
    seed = len(parts) >= 3
    return Reading(
        line=number,
        station=parts[1] if len(parts) >= 2 and parts[1] else arrival.station,
        network=parts[0] if len(parts) >= 2 else "",
        location=parts[2] if seed else "",
        channel=parts[3] if len(parts) > 3 else "",
        phase=arrival.phase,
        time=arrival.time,
        distance_deg=arrival.distance_deg,
        azimuth_deg=arrival.azimuth_deg,
        residual_s=arrival.residual_s,
        defining="T" if arrival.defining else "",
        time_weight=arrival.weight,
        id=arrival.id,
    )


def _comments(view: EventView) -> tuple[str, ...]:
    """Say in words what a bulletin has no field for."""
    answers = (
        view.territory,
        view.explosive_yield,
        view.what,
        view.repeats,
        view.p_over_s,
        view.size,
        view.nuclear_basis,
    )
    lines = [f"screening {row.whole}" for row in view.screenings]
    lines += [f"{answer.label}: {text}" for answer in answers for text in (*answer.lines, *answer.details)]
    return tuple(one_line(line, limit=MAX_COMMENT) for line in lines)
