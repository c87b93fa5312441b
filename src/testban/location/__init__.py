"""Where and when: absolute location, location with path corrections, ellipses that cover."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban.location._locate import locate
    from testban.location._path_terms import PathTerm, path_terms
    from testban.location._try_to_locate import location_of, try_to_locate
    from testban.location.accelerate import Accelerator
    from testban.location.calibrate import locate_with_references
    from testban.location.depth import LAYER_SHARES, LAYERS_KM
    from testban.location.ellipse import coverage_ellipse
    from testban.location.error_model import ErrorModel
    from testban.location.errors import NotLocatedError
    from testban.location.event_criteria import CriteriaAnswer, EventCriteria, meet_criteria, named_criteria
    from testban.location.quality import GroundTruth5, ground_truth_5, network_quality, secondary_gap
    from testban.location.reweighted_least_squares import DEGREES_OF_FREEDOM
    from testban.location.same_event import is_same_event
    from testban.location.threads import on_one_thread

__all__ = [
    "DEGREES_OF_FREEDOM",
    "LAYERS_KM",
    "LAYER_SHARES",
    "Accelerator",
    "CriteriaAnswer",
    "ErrorModel",
    "EventCriteria",
    "GroundTruth5",
    "NotLocatedError",
    "PathTerm",
    "coverage_ellipse",
    "ground_truth_5",
    "is_same_event",
    "locate",
    "locate_with_references",
    "location_of",
    "meet_criteria",
    "named_criteria",
    "network_quality",
    "on_one_thread",
    "path_terms",
    "secondary_gap",
    "try_to_locate",
]
