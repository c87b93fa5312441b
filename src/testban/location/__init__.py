"""Where and when: absolute location, location with path corrections, ellipses that cover."""

from testban.location.calibrate import locate_with_references
from testban.location.error_model import ErrorModel
from testban.location.errors import NotLocatedError
from testban.location.event_criteria import CriteriaAnswer, EventCriteria, meet_criteria, named_criteria
from testban.location.locate import Solution, locate
from testban.location.path_terms import PathTerm, path_terms
from testban.location.quality import GroundTruth5, ground_truth_5, network_quality, secondary_gap
from testban.location.same_event import is_same_event

__all__ = [
    "CriteriaAnswer",
    "ErrorModel",
    "EventCriteria",
    "GroundTruth5",
    "NotLocatedError",
    "PathTerm",
    "Solution",
    "ground_truth_5",
    "is_same_event",
    "locate",
    "locate_with_references",
    "meet_criteria",
    "named_criteria",
    "network_quality",
    "path_terms",
    "secondary_gap",
]
