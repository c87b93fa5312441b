"""The yield of an underground explosion from its magnitude, or against a reference explosion."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from testban.api.results import Result, Row
from testban.model import DEFAULT_LEVEL, BadInputError, Measured
from testban.yields import (
    ChemicalComparison,
    YieldEstimate,
    compare_with_chemical,
    estimate_yield,
    yield_from_reference,
)

MAX_FACTOR = 100.0


@dataclass(frozen=True)
class YieldResult(Result):
    """A yield interval, what it was made from, and chemical explosions for comparison.

    Attributes
    ----------
    mb, mb_sd : float
        As given.
    estimate : YieldEstimate
    chemical : ChemicalComparison
    """

    mb: float
    mb_sd: float
    estimate: YieldEstimate
    chemical: ChemicalComparison

    @property
    def explosive_yield(self) -> Measured:
        """The interval, kilotons."""
        return self.estimate.explosive_yield

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.estimate.caveats

    def to_dict(self) -> dict[str, Any]:
        estimate = self.estimate
        rock = estimate.rock
        return {
            "mb": {"value": self.mb, "sd": self.mb_sd, "source": "external:mb"},
            "yield": self.explosive_yield.model_dump(mode="json"),
            "site": None if estimate.site is None else estimate.site.id,
            "calibrated": estimate.site is not None and estimate.site.calibrated,
            "rock": None
            if rock is None
            else {"name": rock.name, "kind": rock.kind, "source": rock.source, "verified": rock.verified},
            "relation": estimate.relation,
            "slope": estimate.slope,
            "standard_deviations": {
                "within_site": estimate.sd_within,
                "between_sites": estimate.sd_between,
                "parameters": estimate.sd_parameters,
                "magnitude": estimate.sd_mb,
                "depth": estimate.sd_depth,
                "rock": estimate.sd_rock,
            },
            "published": [
                {"id": r.id, "yield_kt": r.yield_kt(estimate.mb), "source": r.source, "verified": r.verified}
                for r in estimate.published
            ],
            "chemical": chemical_data(self.chemical),
        }

    def to_rows(self) -> list[Row]:
        return [_row(self.explosive_yield)]


@dataclass(frozen=True)
class RelativeYieldResult(Result):
    """A yield against that of a reference explosion of the site.

    Attributes
    ----------
    relative_magnitude, relative_sd : float
        Magnitude minus that of the reference, and its standard deviation.
    reference : Measured
        Yield of the reference, kt.
    reference_factor : float
        Its 90 % interval as a factor either way.
    explosive_yield : Measured
    chemical : ChemicalComparison
    """

    relative_magnitude: float
    relative_sd: float
    reference: Measured
    reference_factor: float
    explosive_yield: Measured
    chemical: ChemicalComparison

    @property
    def warnings(self) -> tuple[str, ...]:
        stated = f"{self.reference.value:g} kt within a factor of {self.reference_factor:g}"
        return (
            "assumes that both were contained, fully coupled single shots of one site, "
            "in like rock and depth",
            f"the yield of the reference, {stated}, is as it was given",
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "relative_magnitude": {
                "value": self.relative_magnitude,
                "sd": self.relative_sd,
                "source": "external:relative_magnitude",
            },
            "reference": self.reference.model_dump(mode="json"),
            "yield": self.explosive_yield.model_dump(mode="json"),
            "chemical": chemical_data(self.chemical),
        }

    def to_rows(self) -> list[Row]:
        return [_row(self.explosive_yield)]


def yield_from_mb(
    mb: float,
    *,
    site: str | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    mb_sd: float = 0.1,
    agency: str | None = None,
    depth_m: float | None = None,
    rock: str | None = None,
    level: float = DEFAULT_LEVEL,
) -> YieldResult:
    """Estimate the yield of an underground explosion from its body-wave magnitude.

    The interval is as wide as the announced yields of 131 explosions at 29 sites demand.

    Parameters
    ----------
    mb : float
        Body-wave magnitude of the network.
    site : str, optional
        Name of the site, such as "punggye-ri"; or give the place.
    latitude, longitude : float, optional
        Degrees.
    mb_sd : float
        Standard deviation of mb.
    agency : {"ISC", "USGS", "IDC"}, optional
        Whose mb it is.
    depth_m : float, optional
        Burial depth, metres.
    rock : str, optional
        Rock around the shot, such as "granite", "salt" or "alluvium".
    level : float
        Probability of the interval.

    Returns
    -------
    YieldResult

    Raises
    ------
    BadInputError
        A value outside its bounds, or a site, agency or rock that is not known.

    Examples
    --------
    >>> import testban as tb
    >>> answer = tb.yield_from_mb(6.1, site="punggye-ri")
    >>> answer.explosive_yield.unit
    'kt'
    """
    estimate = estimate_yield(
        mb,
        mb_sd=mb_sd,
        site=site,
        latitude_deg=latitude,
        longitude_deg=longitude,
        agency=agency,
        depth_m=depth_m,
        rock=rock,
        level=level,
    )
    return YieldResult(mb, mb_sd, estimate, compare_with_chemical(estimate.explosive_yield))


def yield_from_relative_magnitude(
    relative_magnitude: float,
    *,
    reference_kt: float,
    relative_sd: float = 0.1,
    reference_factor: float = 1.5,
    level: float = DEFAULT_LEVEL,
) -> RelativeYieldResult:
    """Estimate the yield against that of a reference explosion of the same site.

    Parameters
    ----------
    relative_magnitude : float
        Magnitude minus that of the reference explosion.
    reference_kt : float
        Yield of the reference explosion, kilotons.
    relative_sd : float
        Standard deviation of `relative_magnitude`.
    reference_factor : float
        90 % interval of the reference's yield, as a factor either way.
    level : float
        Probability of the interval.

    Returns
    -------
    RelativeYieldResult

    Raises
    ------
    BadInputError
        A value outside its bounds.

    Examples
    --------
    >>> import testban as tb
    >>> round(tb.yield_from_relative_magnitude(0.0, reference_kt=10.0).explosive_yield.value)
    10
    """
    if not (math.isfinite(reference_kt) and reference_kt > 0.0):
        raise BadInputError(f"yield of the reference {reference_kt:g} is not above 0 kt")
    if not 1.0 <= reference_factor <= MAX_FACTOR:
        raise BadInputError(f"factor of the reference {reference_factor:g} is not between 1 and 100")
    reference = Measured(
        value=reference_kt,
        low=reference_kt / reference_factor,
        high=reference_kt * reference_factor,
        level=0.9,
        unit="kt",
        inputs=("external:reference_yield",),
    )
    explosive_yield = yield_from_reference(
        relative_magnitude,
        difference_sd=relative_sd,
        reference=reference,
        level=level,
        inputs=("external:relative_magnitude",),
    )
    return RelativeYieldResult(
        relative_magnitude,
        relative_sd,
        reference,
        reference_factor,
        explosive_yield,
        compare_with_chemical(explosive_yield),
    )


def chemical_data(chemical: ChemicalComparison) -> dict[str, Any]:
    """Write the comparison with chemical explosions as plain data."""
    return {
        "voluntary_notice": {"kt": chemical.notice_kt, "result": chemical.notice},
        "largest_on_record": {"kt": chemical.largest_kt, "result": chemical.largest},
        "sources": list(chemical.sources),
    }


def _row(measured: Measured) -> Row:
    return {
        "yield_kt": measured.value,
        "low_kt": measured.low,
        "high_kt": measured.high,
        "level": measured.level,
    }
