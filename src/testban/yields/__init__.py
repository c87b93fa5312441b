"""The yield of an underground explosion from its magnitude, with the width that the past earned."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.yields.calibration import Explosions, load_explosions
    from testban.yields.chemical import ChemicalComparison, compare_with_chemical
    from testban.yields.coupling import Rock, all_rocks, find_rock
    from testban.yields.errors import (
        DepthRangeError,
        MagnitudeRangeError,
        SiteInputError,
        UnknownRockError,
        UnknownSiteError,
        YieldDataError,
    )
    from testban.yields.from_mb import YieldEstimate, estimate_yield
    from testban.yields.posterior import Posterior, fit_posterior, load_posterior
    from testban.yields.relative import yield_from_reference
    from testban.yields.sites import Site, all_sites, find_site, province_at, site_at
    from testban.yields.tables import Relation, load_relations, load_tables

__all__ = [
    "ChemicalComparison",
    "DepthRangeError",
    "Explosions",
    "MagnitudeRangeError",
    "Posterior",
    "Relation",
    "Rock",
    "Site",
    "SiteInputError",
    "UnknownRockError",
    "UnknownSiteError",
    "YieldDataError",
    "YieldEstimate",
    "all_rocks",
    "all_sites",
    "compare_with_chemical",
    "estimate_yield",
    "find_rock",
    "find_site",
    "fit_posterior",
    "load_explosions",
    "load_posterior",
    "load_relations",
    "load_tables",
    "province_at",
    "site_at",
    "yield_from_reference",
]
