"""Whose land an event may have been on, and on what basis it is called nuclear, in words."""

from __future__ import annotations

from testban.model import NuclearBasis, SeismicEvent
from testban.wording.phrases import territory_text
from testban.wording.rounding import level_text


def covered_text(event: SeismicEvent) -> str:
    """Write whose land the ellipse of the arrivals alone covers, or nothing where that was not worked out."""
    if not event.territory:
        return ""
    level = level_text(event.origin.ellipse.level)
    return (
        f"the {level} ellipse of the arrivals alone covers {territory_text(event.territory)}; "
        "a waveform names no State"
    )


def basis_text(basis: NuclearBasis) -> str:
    """Write on what basis, if any, an explosion is called nuclear, and the source of it.

    Examples
    --------
    >>> basis_text(NuclearBasis(kind="none", source="no declaration was given"))
    'none (no declaration was given)'
    """
    return f"{basis.kind} ({basis.source.rstrip('.')})"
