"""Where and when an event was, in words."""

from __future__ import annotations

from dataclasses import dataclass

from testban.model import OSI_AREA_KM2, OSI_LENGTH_KM, Depth, Origin, SeismicEvent
from testban.wording.phrases import count_text
from testban.wording.rounding import (
    area_text,
    degrees_text,
    level_text,
    number_text,
    origin_time_texts,
    position_text,
    seconds_text,
    two_digits,
)

# Width, km, that a depth without an interval is written to.
MIN_DEPTH_WIDTH_KM = 0.2
INSPECTION_LIMITS = f"{OSI_AREA_KM2:,.0f} km², {OSI_LENGTH_KM:g} km across"


@dataclass(frozen=True)
class OriginView:
    """One solution for position and time, each quantity as it is shown everywhere."""

    label: str
    time: str
    time_error: str
    position: str
    depth: str
    ellipse: str
    area: str
    inspection: str
    network: str
    rms: str
    travel_times: str
    notes: tuple[str, ...]
    warning: str

    @property
    def lines(self) -> tuple[str, ...]:
        """Position and what it is known by, a line each."""
        return (
            f"{self.position} {self.label}",
            f"{self.ellipse}, {self.area}",
            self.inspection,
            f"{self.network}, rms residual {self.rms}",
        )


def best_origin(event: SeismicEvent) -> Origin:
    """Return the origin with path corrections where there is one, else the one from arrivals alone."""
    calibrated = event.calibrated_origin
    return calibrated if isinstance(calibrated, Origin) else event.origin


def origins_of(event: SeismicEvent) -> tuple[OriginView, ...]:
    """Put the origin from arrivals alone into words, then the one with path corrections where it exists."""
    calibrated = event.calibrated_origin
    return (
        view_origin(event.origin),
        *((view_origin(calibrated, corrected=True),) if isinstance(calibrated, Origin) else ()),
    )


def view_origin(origin: Origin, *, corrected: bool = False) -> OriginView:
    """Put an origin into words.

    Parameters
    ----------
    origin : Origin
        The origin.
    corrected : bool
        Whether its travel times were corrected by reference events.
    """
    ellipse = origin.ellipse
    time, error = origin_time_texts(origin.time, origin.time_low, origin.time_high)
    basis = "with path corrections" if corrected else "from the arrivals alone"
    inside = "within" if ellipse.within_osi_limit else "beyond"
    major, minor = two_digits(ellipse.major_km), two_digits(ellipse.minor_km)
    sites = f" at {count_text(origin.separate_sites, 'separate site')}" if origin.separate_sites else ""
    return OriginView(
        label=origin.label if origin.label.startswith(basis) else f"{basis} ({origin.label})",
        time=f"{time} UTC",
        time_error=f"{error} at {level_text(ellipse.level)}",
        position=position_text(origin.latitude, origin.longitude, ellipse),
        depth=depth_text(origin.depth_km),
        ellipse=f"{level_text(ellipse.level)} {ellipse.kind} ellipse, semi-axes {major} x {minor} km, "
        f"strike {degrees_text(ellipse.strike_deg)}",
        area=area_text(ellipse.area_km2),
        inspection=f"{inside} the limits of an on-site inspection ({INSPECTION_LIMITS})",
        network=f"{count_text(origin.arrivals_used, 'arrival')}{sites}, "
        f"azimuthal gap {degrees_text(origin.azimuthal_gap_deg)}",
        rms=seconds_text(origin.rms_residual_s),
        travel_times=origin.velocity_model,
        notes=origin.notes,
        warning=origin.network_warning,
    )


def depth_text(depth: Depth) -> str:
    """Write a depth with its interval, or that it was fixed and why.

    Examples
    --------
    >>> depth_text(Depth(value=12.6, low=4.8, high=21.2, fixed=False))
    '13 km (5 to 21 km at 90 %)'
    >>> depth_text(Depth(value=0.0, low=0.0, high=20.0, fixed=True, reason="no depth phase was read"))
    'fixed to 0 km: no depth phase was read'
    """
    value, low, high = depth_texts(depth)
    reason = f": {depth.reason}" if depth.reason else ""
    if not depth.fixed:
        return f"{value} km ({low} to {high} km at {level_text(depth.level)}){reason}"
    return depth.reason if depth.reason.startswith("fixed to") else f"fixed to {value} km{reason}"


def depth_texts(depth: Depth) -> tuple[str, str, str]:
    """Write value, low and high of a depth, without units."""
    width = max(depth.high - depth.low, MIN_DEPTH_WIDTH_KM)
    value, low, high = (number_text(part, width) for part in (depth.value, depth.low, depth.high))
    return value, low, high
