"""Telling sources apart: P/S, relative size, and from evidence to hypotheses."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.discrimination._depth_evidence import depth_evidence
    from testban.discrimination._first_motions import first_motions
    from testban.discrimination._mechanism_evidence import mechanism_evidence
    from testban.discrimination._ms_mb_evidence import ms_mb_evidence
    from testban.discrimination._network_ratio import NetworkRatio, network_ratio
    from testban.discrimination._network_ratios import network_ratios
    from testban.discrimination._ratio_difference import RatioDifference, ratio_difference
    from testban.discrimination._ratio_evidence import ratio_evidence
    from testban.discrimination._relative_size import RelativeSize, relative_size
    from testban.discrimination._screen_event import screen_event
    from testban.discrimination.depth_screening import SCREENING_DEPTH_KM, screen_depth
    from testban.discrimination.discriminants import RATIO_LEVEL, discriminants_of, evidence
    from testban.discrimination.errors import DiscriminationError, PriorError
    from testban.discrimination.hypotheses import evidence_weights, explain, explain_ratio
    from testban.discrimination.ms_mb import OFFSET, TEST, ms_mb_pair, screen_ms_mb
    from testban.discrimination.ms_mb_populations import (
        MsMbPopulation,
        MsMbPopulations,
        load_ms_mb_populations,
    )
    from testban.discrimination.populations import (
        DistanceModel,
        Population,
        Populations,
        distance_model,
        load_populations,
    )
    from testban.discrimination.prior import check_prior, parse_prior, prior_text
    from testban.discrimination.ratio_screening import screen_ratio

__all__ = [
    "OFFSET",
    "RATIO_LEVEL",
    "SCREENING_DEPTH_KM",
    "TEST",
    "DiscriminationError",
    "DistanceModel",
    "MsMbPopulation",
    "MsMbPopulations",
    "NetworkRatio",
    "Population",
    "Populations",
    "PriorError",
    "RatioDifference",
    "RelativeSize",
    "check_prior",
    "depth_evidence",
    "discriminants_of",
    "distance_model",
    "evidence",
    "evidence_weights",
    "explain",
    "explain_ratio",
    "first_motions",
    "load_ms_mb_populations",
    "load_populations",
    "mechanism_evidence",
    "ms_mb_evidence",
    "ms_mb_pair",
    "network_ratio",
    "network_ratios",
    "parse_prior",
    "prior_text",
    "ratio_difference",
    "ratio_evidence",
    "relative_size",
    "screen_depth",
    "screen_event",
    "screen_ms_mb",
    "screen_ratio",
]
