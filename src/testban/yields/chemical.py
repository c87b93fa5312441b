"""Compare a yield with chemical explosions and with the treaty's voluntary notice of large blasts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from testban.model import Measured
from testban.yields.errors import MagnitudeRangeError
from testban.yields.tables import load_tables

Against = Literal["above", "below", "cannot tell"]


@dataclass(frozen=True)
class ChemicalComparison:
    """A yield against two amounts of chemical explosive.

    Attributes
    ----------
    notice : str
        "above", "below" or "cannot tell": the interval against 300 tonnes of TNT, the size from which
        States are asked, as a voluntary measure, to tell of a single chemical explosion.
    largest : str
        The same against the largest planned chemical explosion on record: "above" says that the size is
        implausible for a chemical shot, not that the explosion was nuclear.
    notice_kt, largest_kt : float
        The two amounts, kt TNT equivalent.
    sources : tuple of str
        Where they come from, with "(unverified)" where the document was not seen.
    """

    notice: Against
    largest: Against
    notice_kt: float
    largest_kt: float
    sources: tuple[str, str]


def compare_with_chemical(explosive_yield: Measured) -> ChemicalComparison:
    """Compare a yield interval with chemical explosions.

    Raises
    ------
    MagnitudeRangeError
        A yield in another unit than kilotons.

    Examples
    --------
    >>> shot = Measured(value=150.0, low=40.0, high=600.0, level=0.9, unit="kt", inputs=("external:mb",))
    >>> compare_with_chemical(shot).largest
    'above'
    """
    if explosive_yield.unit != "kt":
        raise MagnitudeRangeError(f"yield in {explosive_yield.unit!r} where kilotons are needed")
    table = load_tables()["chemical"]

    def against(bound_kt: float) -> Against:
        if explosive_yield.low > bound_kt:
            return "above"
        return "below" if explosive_yield.high < bound_kt else "cannot tell"

    def source(key: str) -> str:
        return str(table[f"{key}_source"]) + ("" if table[f"{key}_verified"] else " (unverified)")

    return ChemicalComparison(
        notice=against(table["notice_kt"]),
        largest=against(table["largest_kt"]),
        notice_kt=table["notice_kt"],
        largest_kt=table["largest_kt"],
        sources=(source("notice"), source("largest")),
    )
