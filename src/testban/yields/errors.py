"""What can go wrong when a yield is estimated."""

from __future__ import annotations

from testban.model import BadInputError


class MagnitudeRangeError(BadInputError):
    """A magnitude that no underground explosion of the calibration resembles, or that is not a number."""


class UnknownSiteError(BadInputError):
    """A site name that is not in the table; the message offers near matches."""


class UnknownRockError(BadInputError):
    """A rock that is not in the table; the message offers near matches."""


class SiteInputError(BadInputError):
    """A place given twice, by halves or outside the globe."""


class DepthRangeError(BadInputError):
    """A burial depth that cannot be one."""


class YieldDataError(BadInputError):
    """A packaged table whose content contradicts itself."""
