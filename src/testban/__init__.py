"""testban: from observations to a finding about the nuclear test ban that anyone can re-run."""

from typing import TYPE_CHECKING

from testban._lazy import eager

if TYPE_CHECKING or eager(__name__):
    from testban._version import __version__

__all__ = ["__version__"]
