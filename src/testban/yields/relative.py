"""Estimate a yield relative to a reference explosion at the same site."""

from __future__ import annotations

import math
from statistics import NormalDist

from testban.model import DEFAULT_LEVEL, Measured
from testban.yields.errors import MagnitudeRangeError
from testban.yields.posterior import load_posterior

# Larger differences leave the range over which one slope was fitted.
MAX_DIFFERENCE = 3.0


def yield_from_reference(
    magnitude_difference: float,
    *,
    difference_sd: float,
    reference: Measured,
    level: float = DEFAULT_LEVEL,
    inputs: tuple[str, ...],
) -> Measured:
    """Estimate the yield from a relative magnitude and the yield of the reference explosion.

    Parameters
    ----------
    magnitude_difference : float
        Event minus reference, measured on the same stations and phase, magnitude units.
    difference_sd : float
        Its standard deviation, magnitude units.
    reference : Measured
        Yield of the reference, kt; its interval is read as log-normal at its own level.
    level : float
        Probability of the interval.
    inputs : tuple of str
        Evidence identifiers of the difference.

    Returns
    -------
    Measured
        Kilotons.

    Raises
    ------
    MagnitudeRangeError
        A difference or standard deviation that is not finite or too large, or a reference not in kilotons
        or not positive.

    Notes
    -----
    log10 Y = log10 Y_ref + (dm + e) / b. The site term cancels; the scatter within the site enters twice (e
    has variance 2 sigma^2 + sd^2), because two shots of one site differ in rock and depth. The slope is its
    posterior mean, its uncertainty is added.

    Examples
    --------
    >>> shot = Measured(value=10.0, low=8.0, high=12.5, level=0.9, unit="kt", inputs=("external:yield",))
    >>> result = yield_from_reference(0.75, difference_sd=0.05, reference=shot, inputs=("measured:relative",))
    >>> 80.0 < result.value < 120.0 and result.low < 50.0
    True
    """
    if not (math.isfinite(magnitude_difference) and abs(magnitude_difference) <= MAX_DIFFERENCE):
        raise MagnitudeRangeError(
            f"relative magnitude {magnitude_difference} is not within +-{MAX_DIFFERENCE:g}"
        )
    if not (math.isfinite(difference_sd) and difference_sd >= 0.0):
        raise MagnitudeRangeError(
            f"standard deviation of the relative magnitude {difference_sd} is not usable"
        )
    if reference.unit != "kt" or reference.low <= 0.0:
        raise MagnitudeRangeError(
            f"reference yield from {reference.low:g} {reference.unit}: not a positive yield in kt"
        )
    posterior = load_posterior()
    line = posterior.at_new_site["elsewhere"]
    slope = posterior.average(line.mean[:, 1])
    slope_variance = posterior.average(line.cov[:, 1, 1] + (line.mean[:, 1] - slope) ** 2)
    normal = NormalDist()
    reference_sd = math.log10(reference.high / reference.low) / (
        2.0 * normal.inv_cdf(0.5 + 0.5 * reference.level)
    )
    steps = magnitude_difference / slope
    variance = (
        reference_sd**2
        + (2.0 * posterior.average(posterior.sigma**2) + difference_sd**2) / slope**2
        + slope_variance * (steps / slope) ** 2
    )
    middle = math.log10(reference.value) + steps
    half = normal.inv_cdf(0.5 + 0.5 * level) * math.sqrt(variance)
    return Measured(
        value=10.0**middle,
        low=10.0 ** (middle - half),
        high=10.0 ** (middle + half),
        level=level,
        unit="kt",
        inputs=(*inputs, *reference.inputs, "table:announced-yields"),
    )
