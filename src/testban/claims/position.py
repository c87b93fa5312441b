"""Judge a claimed position: how far from ours, against the ellipses of both."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from scipy.special import chdtri

from testban.claims.claim import Claim, ClaimedEllipse
from testban.claims.verdict import ItemVerdict, Statistic
from testban.geodesy import KM_PER_DEG, offset_km
from testban.model import Origin, SeismicEvent
from testban.wording import level_text, view_origin

# A place written wrong, once put right, lies about as near as any agency's does.
SLIP_KM = 100.0


def judge_position(claim: Claim, event: SeismicEvent, *, level: float) -> Iterator[ItemVerdict]:
    """Judge a position against the origin of the arrivals alone, and the one with path corrections."""
    origins = [("position", event.origin, "event:origin")]
    if isinstance(event.calibrated_origin, Origin):
        origins.append(("position, path corrections", event.calibrated_origin, "event:calibrated_origin"))
    for name, origin, identifier in origins:
        yield _judge_position(name, claim, origin, level=level, inputs=(identifier,))


def _judge_position(
    name: str, claim: Claim, origin: Origin, *, level: float, inputs: tuple[str, ...]
) -> ItemVerdict:
    assert claim.latitude is not None
    assert claim.longitude is not None
    longitude = (claim.longitude.value + 180.0) % 360.0 - 180.0
    offset = np.array(
        offset_km(origin.latitude, origin.longitude, claim.latitude.value, longitude), dtype=float
    )
    distance = float(np.hypot(*offset))
    ellipse, view = origin.ellipse, view_origin(origin, corrected="event:calibrated_origin" in inputs)
    ours = _covariance(ClaimedEllipse(ellipse.major_km, ellipse.minor_km, ellipse.strike_deg, ellipse.level))
    stated = claim.ellipse is not None or claim.position_sd_km is not None
    theirs = np.zeros((2, 2))
    if claim.ellipse is not None:
        theirs = _covariance(claim.ellipse)
    elif claim.position_sd_km is not None:
        theirs = claim.position_sd_km**2 * np.eye(2)
    theirs = theirs + np.diag(
        [
            (claim.longitude.step / math.sqrt(12) * KM_PER_DEG * math.cos(math.radians(origin.latitude)))
            ** 2,
            (claim.latitude.step / math.sqrt(12) * KM_PER_DEG) ** 2,
        ]
    )
    statistic = _mahalanobis(offset, ours + theirs)
    bound = float(chdtri(2, 1.0 - level))
    outside = statistic > bound
    reason = f"{distance:.1f} km apart; the squared distance in standard deviations is {_rounded(statistic)}"
    reason += f", the {level_text(level)} bound of chi-square with 2 degrees of freedom {bound:.2f}"
    alternatives = []
    if outside and not stated:
        reason += "; the claim states no error and is taken as exact"
        needed = _needed_sd(offset, ours, bound)
        alternatives.append(
            f"with an error of {needed:.1f} km (one standard deviation) or more it would agree"
        )
    if outside:
        alternatives += _slips(claim.latitude.value, longitude, origin)
    if outside and stated:
        alternatives.append("an error shared by all its paths, which the claim's own ellipse leaves out")
    return ItemVerdict(
        item=name,
        claimed=f"{claim.latitude.value:.4f}, {longitude:.4f}" + _position_error(claim),
        evidence=f"{view.position} ({view.label}; {view.ellipse})",
        verdict="inconsistent" if outside else "consistent",
        decided_by=Statistic("squared distance in standard deviations", statistic, "1", bound),
        reason=reason,
        alternatives=tuple(alternatives),
        inputs=inputs,
    )


def _rounded(statistic: float) -> str:
    """Write a statistic to two decimals, or to the whole where it is far beyond every bound."""
    return f"{statistic:.2f}" if statistic < 100.0 else f"{statistic:,.0f}"


def _slips(latitude: float, longitude: float, origin: Origin) -> list[str]:
    """Name the slips of writing that would have put a place of ours where the claim has it."""
    written = {
        "with the other sign of latitude": (-latitude, longitude),
        "with the other sign of longitude": (latitude, -longitude),
        "with latitude and longitude exchanged": (longitude, latitude),
    }
    slips = []
    for slip, (north, east) in written.items():
        if abs(north) <= 90.0:
            away = float(np.hypot(*offset_km(origin.latitude, origin.longitude, north, east)))
            if away <= SLIP_KM:
                slips.append(f"{slip} it would lie {away:.0f} km from it")
    return slips


def _covariance(ellipse: ClaimedEllipse) -> np.ndarray:
    """Covariance of (east, north), km2, from an ellipse at its level."""
    scale = float(chdtri(2, 1.0 - ellipse.level))
    strike = math.radians(ellipse.strike_deg)
    major = np.array([math.sin(strike), math.cos(strike)])
    minor = np.array([math.cos(strike), -math.sin(strike)])
    outer = ellipse.major_km**2 * np.outer(major, major) + ellipse.minor_km**2 * np.outer(minor, minor)
    return outer / scale


def _mahalanobis(offset: np.ndarray, covariance: np.ndarray) -> float:
    return float(offset @ np.linalg.solve(covariance, offset))


def _needed_sd(offset: np.ndarray, ours: np.ndarray, bound: float) -> float:
    """Error of each coordinate, km, that would bring the claim to the bound: by bisection."""
    low, high = 0.0, float(np.hypot(*offset))
    for _ in range(60):
        middle = 0.5 * (low + high)
        if _mahalanobis(offset, ours + middle**2 * np.eye(2)) > bound:
            low = middle
        else:
            high = middle
    return high


def _position_error(claim: Claim) -> str:
    if claim.ellipse is not None:
        ellipse = claim.ellipse
        axes = f"semi-axes {ellipse.major_km:g} x {ellipse.minor_km:g} km"
        return f" ({level_text(ellipse.level)} ellipse, {axes})"
    return f" ± {claim.position_sd_km:g} km" if claim.position_sd_km is not None else ""
