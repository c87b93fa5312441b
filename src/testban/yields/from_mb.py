"""Estimate the yield of a contained underground explosion from its body-wave magnitude."""

from __future__ import annotations

import math
from dataclasses import dataclass

from testban.model import DEFAULT_LEVEL, Measured
from testban.yields.calibration import load_explosions
from testban.yields.calibration_scale import ObservedMagnitude, on_calibration_scale
from testban.yields.caveats import depth_caveats, magnitude_caveats, rock_caveats, site_caveats
from testban.yields.coupling import Rock
from testban.yields.errors import MagnitudeRangeError, SiteInputError
from testban.yields.posterior import Line, Posterior, load_posterior
from testban.yields.predict import quantiles, yield_probability
from testban.yields.sites import ELSEWHERE, WESTERN_NORTH_AMERICA, Site, find_site, province_at, site_at
from testban.yields.tables import Relation, load_relations

# How far beyond the calibration magnitudes the relation is still used, magnitude units.
REACH = 1.0
# Greatest standard deviation of a network magnitude that still carries an answer, magnitude units.
MAX_SD = 1.0


@dataclass(frozen=True)
class YieldEstimate:
    """A yield with what it was made from.

    Attributes
    ----------
    explosive_yield : Measured
        Kilotons TNT equivalent: median and equal-tailed interval, asymmetric because the model is in log
        yield.
    relation : str
        The relation used, in words.
    site : Site or None
        The named site at the place, calibrated or not.
    mb : float
        Magnitude on the scale of the calibration.
    slope : float
        Posterior mean of b, magnitude units per decade of yield.
    sd_within, sd_between, sd_parameters, sd_mb, sd_depth, sd_rock : float
        Components of the standard deviation of the magnitude expected at the median yield, magnitude units:
        within a site, between sites (0 at a calibrated site), parameters of the relation, the magnitude
        itself, the depth effect, the coupling of the rock.
    rock : Rock or None
        The rock that was named.
    published : tuple of Relation
        Published relations for the site, for comparison only.
    caveats : tuple of str
        What the reader must know before quoting the number.
    """

    explosive_yield: Measured
    relation: str
    site: Site | None
    mb: float
    slope: float
    sd_within: float
    sd_between: float
    sd_parameters: float
    sd_mb: float
    sd_depth: float
    sd_rock: float
    rock: Rock | None
    published: tuple[Relation, ...]
    caveats: tuple[str, ...]

    @property
    def factor(self) -> float:
        """Half-width of the interval as a factor: the square root of high over low."""
        return math.sqrt(self.explosive_yield.high / self.explosive_yield.low)


def estimate_yield(
    mb: float,
    *,
    mb_sd: float,
    latitude_deg: float | None = None,
    longitude_deg: float | None = None,
    site: str | None = None,
    agency: str | None = None,
    depth_m: float | None = None,
    rock: str | None = None,
    level: float = DEFAULT_LEVEL,
    inputs: tuple[str, ...] = ("external:mb",),
) -> YieldEstimate:
    """Estimate the yield of a contained, coupled underground explosion from its body-wave magnitude.

    Parameters
    ----------
    mb : float
        Network body-wave magnitude.
    mb_sd : float
        Its standard deviation, magnitude units (0.1 for a mean over a dozen stations). The scatter of the
        calibration already holds the errors of its own magnitudes, so the answer is a little too wide.
    latitude_deg, longitude_deg : float, optional
        Place of the event: a calibrated site is recognised within its stated radius.
    site : str, optional
        Name of a site, instead of the place.
    agency : str, optional
        "ISC", "USGS" or "IDC"; None is taken as the scale of the calibration (ISC, USGS) and said in a
        caveat.
    depth_m : float, optional
        Burial depth below the surface, metres; None means customary burial for the yield.
    rock : str, optional
        Rock around the shot, such as "granite" or "alluvium"; None means one of those of the calibration.
    level : float
        Probability of the interval.
    inputs : tuple of str
        Evidence identifiers of the magnitude; the table of the calibration is added.

    Returns
    -------
    YieldEstimate

    Raises
    ------
    MagnitudeRangeError
        A magnitude or standard deviation that is not finite or beyond what the calibration can carry, a level
        outside (0, 1), an unknown agency.
    UnknownSiteError, SiteInputError
        An unknown name; a place given by halves or together with a name.
    UnknownRockError
        A rock that is not in the table.
    DepthRangeError
        A depth that is negative, zero, not finite or beyond 5 km.

    Notes
    -----
    Prior on yield: flat in log yield. At a calibrated site its own intercept is used; anywhere else the
    site is drawn from the between-site distribution of its province, or of all calibrated sites when no
    place is known. The depth effect is mb ~ -m log10(h / h0), h0 the customary depth for the yield, m from
    none to the whole of the depth exponent of seismic moment. Dry porous rock lowers mb; at a calibrated
    site, whose own rock is in its line, by none to the whole of it. Sources in ``relations.yaml``.

    Examples
    --------
    >>> known = estimate_yield(5.9, mb_sd=0.05, site="semipalatinsk")
    >>> new = estimate_yield(5.9, mb_sd=0.05, site="punggye-ri")
    >>> known.factor < new.factor
    True
    """
    _check_magnitude(mb, mb_sd, level)
    place = _place(site, latitude_deg, longitude_deg)
    observed = on_calibration_scale(mb, mb_sd, agency=agency, depth_m=depth_m, rock=rock, place=place)
    posterior = load_posterior()
    lines, where = _lines(posterior, place, latitude_deg, longitude_deg)
    low, middle, high = _interval(observed, posterior, lines, level)
    between, parameters = _components(
        posterior, lines, middle, calibrated=place is not None and place.calibrated
    )
    return YieldEstimate(
        explosive_yield=Measured(
            value=10.0**middle,
            low=10.0**low,
            high=10.0**high,
            level=level,
            unit="kt",
            inputs=(*inputs, *_tables_used(depth_m, observed.rock)),
        ),
        relation=f"hierarchical mb-yield relation over 29 sites, {where}",
        site=place,
        mb=observed.mb,
        slope=posterior.average(lines[0][1].mean[:, 1]),
        sd_within=math.sqrt(posterior.average(posterior.sigma**2)),
        sd_between=between,
        sd_parameters=parameters,
        sd_mb=observed.sd,
        sd_depth=abs(observed.depth_shift.sd_constant + observed.depth_shift.sd_slope * middle),
        sd_rock=observed.rock_sd,
        rock=observed.rock,
        published=_published_for(place),
        caveats=(
            *observed.agency_caveats,
            *site_caveats(place, where),
            *magnitude_caveats(observed.mb),
            *depth_caveats(depth_m, middle),
            *rock_caveats(observed.rock, observed.rock_shift, observed.rock_sd),
        ),
    )


def _interval(
    observed: ObservedMagnitude, posterior: Posterior, lines: list[tuple[float, Line]], level: float
) -> tuple[float, float, float]:
    """Lower end, median and upper end of log10 yield."""
    probability = yield_probability(
        observed.mb - observed.rock_shift,
        mb_sd=math.hypot(observed.sd, observed.rock_sd),
        posterior=posterior,
        lines=lines,
        shift=observed.depth_shift,
    )
    low, middle, high = quantiles(probability, (0.5 - 0.5 * level, 0.5, 0.5 + 0.5 * level))
    return low, middle, high


def _tables_used(depth_m: float | None, rock: Rock | None) -> tuple[str, ...]:
    """Evidence identifiers of the packaged tables behind the answer."""
    by_depth = ("table:depth-scaling",) if depth_m is not None else ()
    by_rock = ("table:rocks",) if rock is not None else ()
    return ("table:announced-yields", *by_depth, *by_rock)


def _published_for(place: Site | None) -> tuple[Relation, ...]:
    """Published relations for a site, for comparison only."""
    if place is None:
        return ()
    return tuple(relation for relation in load_relations().values() if place.id in relation.sites)


def _check_magnitude(mb: float, mb_sd: float, level: float) -> None:
    table = load_explosions().mb
    low, high = float(table.min()) - REACH, float(table.max()) + REACH
    if not math.isfinite(mb):
        raise MagnitudeRangeError(f"mb {mb} is not a number")
    if not low <= mb <= high:
        raise MagnitudeRangeError(
            f"mb {mb:g} is outside {low:.1f} to {high:.1f}, one unit beyond the magnitudes of the calibration"
        )
    if not 0.0 <= mb_sd <= MAX_SD:  # also catches NaN
        raise MagnitudeRangeError(f"standard deviation of mb {mb_sd:g} is not between 0 and {MAX_SD:g}")
    if not 0.0 < level < 1.0:
        raise MagnitudeRangeError(f"level {level:g} is not between 0 and 1")


def _place(site: str | None, latitude_deg: float | None, longitude_deg: float | None) -> Site | None:
    if (latitude_deg is None) != (longitude_deg is None):
        raise SiteInputError("latitude and longitude belong together: only one was given")
    if site is not None:
        if latitude_deg is not None:
            raise SiteInputError(f"site {site!r} and coordinates were both given: give one of them")
        return find_site(site)
    if latitude_deg is None or longitude_deg is None:
        return None
    return site_at(latitude_deg=latitude_deg, longitude_deg=longitude_deg)


def _lines(
    posterior: Posterior, place: Site | None, latitude_deg: float | None, longitude_deg: float | None
) -> tuple[list[tuple[float, Line]], str]:
    if place is not None and place.calibrated:
        return [(1.0, posterior.at_site[place.id])], f"at the calibrated site {place.id}"
    if place is not None:
        latitude_deg, longitude_deg = place.latitude, place.longitude
    if latitude_deg is not None and longitude_deg is not None:
        province = province_at(latitude_deg=latitude_deg, longitude_deg=longitude_deg)
        words = (
            "western North America" if province == WESTERN_NORTH_AMERICA else "outside western North America"
        )
        return [(1.0, posterior.at_new_site[province])], f"at a site drawn anew {words}"
    table = load_explosions()
    west = {s for s, p in zip(table.site, table.province, strict=True) if p == WESTERN_NORTH_AMERICA}
    share = len(west) / len(set(table.site))
    lines = [
        (1.0 - share, posterior.at_new_site[ELSEWHERE]),
        (share, posterior.at_new_site[WESTERN_NORTH_AMERICA]),
    ]
    return lines, "at a site drawn anew from all calibrated ones"


def _components(
    posterior: Posterior, lines: list[tuple[float, Line]], x: float, *, calibrated: bool
) -> tuple[float, float]:
    """Standard deviations of the expected magnitude at x: between sites, and of the parameters."""
    shares = [share for share, _ in lines]
    means = [line.mean[:, 0] + line.mean[:, 1] * x for _, line in lines]
    variances = [
        line.cov[:, 0, 0] + 2.0 * x * line.cov[:, 0, 1] + x * x * line.cov[:, 1, 1] for _, line in lines
    ]
    centre = math.fsum(s * posterior.average(m) for s, m in zip(shares, means, strict=True))
    total = math.fsum(
        s * posterior.average(v + (m - centre) ** 2) for s, m, v in zip(shares, means, variances, strict=True)
    )
    if calibrated:
        return 0.0, math.sqrt(total)
    apart = math.fsum(
        s * (posterior.average(m) - centre) ** 2 for s, m in zip(shares, means, strict=True)
    )  # difference between provinces when the place is unknown
    between = posterior.average(posterior.tau**2) + apart
    return math.sqrt(between), math.sqrt(max(total - between, 0.0))
