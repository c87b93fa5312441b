"""Where and when: absolute location, location with path corrections, ellipses that cover."""

from testban.location.calibrate import locate_with_references
from testban.location.error_model import ErrorModel
from testban.location.errors import NotLocatedError
from testban.location.locate import Solution, locate

__all__ = ["ErrorModel", "NotLocatedError", "Solution", "locate", "locate_with_references"]
