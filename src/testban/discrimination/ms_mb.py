"""Screen an event by surface-wave against body-wave magnitude; the null hypothesis is an explosion."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from testban.model import Magnitude, Measured, Missing, Screening

TEST = "Ms:mb"
# Selby, Marshall & Bowers (2012), Bull. Seismol. Soc. Am. 102, 88: the line Ms = mb - 0.64, drawn for 409
# explosions so that with high confidence none is screened out; tested at the IDC since 3 June 2010. Scatter
# of single stations, level and two-station rule: Le Bras & Wuster (2022), IDC Processing of Seismic,
# Hydroacoustic and Infrasonic Data, rev. 3, section 7.3.2, as two public programs carry them.
OFFSET = 0.64
SD_STATION_MB, SD_STATION_MS = 0.34, 0.23
QUANTILE = 1.96
MIN_MS_STATIONS = 2
# Below this mb the IDC does not apply the test.
MIN_MB = 3.5
# The earlier line, Ms = 1.25 mb - 2.20, takes mb times 1.25, hence 1.25^2 on its variance. Those programs
# keep the factor with the line of slope 1, where the variance of mb - Ms has none; so it is reported and not
# the default. It is the more cautious of the two.
OLD_SLOPE = 1.25
MB_KINDS = ("mb", "mb(IDC)")


def ms_mb_pair(magnitudes: Sequence[Magnitude]) -> tuple[Magnitude | None, Magnitude | None]:
    """Choose the mb and the Ms that an event is screened by.

    Own ones first; of others' mb that of the IDC, for whose magnitudes the rule was drawn. An Ms of too few
    stations gives way to one of two or more. Which one is chosen does not depend on whether its value is
    withheld.

    Parameters
    ----------
    magnitudes : sequence of Magnitude
        All magnitudes of the event.

    Returns
    -------
    mb, ms : Magnitude or None

    Examples
    --------
    >>> ms_mb_pair(())
    (None, None)
    """
    mb = min(
        (magnitude for magnitude in magnitudes if magnitude.kind in MB_KINDS), key=_mb_rank, default=None
    )
    ms = min(
        (magnitude for magnitude in magnitudes if magnitude.kind.startswith("Ms")), key=_ms_rank, default=None
    )
    return mb, ms


def screen_ms_mb(mb: Magnitude | None, ms: Magnitude | None) -> Screening:
    """Screen by Ms:mb.

    Parameters
    ----------
    mb, ms : Magnitude or None
        Network magnitudes with their number of stations, or a bound on Ms.

    Returns
    -------
    Screening
        ``value`` is mb - Ms, ``low`` and ``high`` its ends at 1.96 sigma. "screened out" when the upper end
        is below 0.64; "not screened out"; "not considered" (mb below 3.5, fewer than two Ms stations);
        "insufficient data" (no mb, or neither Ms nor a bound on it that decides).

    Notes
    -----
    sigma^2 = 0.34^2 / N_mb + 0.23^2 / N_Ms; an unknown N_mb counts as 1, which is the cautious side. The
    reason also says what the older variance, with 1.25^2 on the first term, would give. An upper bound on Ms
    is a lower bound on mb - Ms: it can show that an event is not screened out, never that it is.

    Examples
    --------
    >>> def network(kind, value, stations):
    ...     m = Measured(value=value, low=value, high=value, level=0.9, unit="magnitude", inputs=("x",))
    ...     return Magnitude(kind=kind, magnitude=m, stations=stations, external=True, source="x")
    >>> screen_ms_mb(network("mb", 5.1, 40), network("Ms", 5.4, 12)).result
    'screened out'
    >>> screen_ms_mb(network("mb", 4.1, 20), network("Ms", 2.94, 6)).result
    'not screened out'
    """
    if mb is None:
        return _insufficient("no mb")
    if isinstance(mb.magnitude, Missing):
        return _insufficient(f"{mb.kind}: {mb.magnitude.reason}")
    body = mb.magnitude.value
    if body < MIN_MB:
        return _not_considered(f"mb {body:.2f} is below {MIN_MB:g}, where the test is not applied")
    if ms is None:
        return _insufficient("no surface wave was measured, and no Ms is given")
    if isinstance(ms.magnitude, Missing):
        return _by_bound(mb, ms, ms.magnitude)
    difference = body - ms.magnitude.value
    if ms.stations is None or ms.stations < MIN_MS_STATIONS:
        count = f"{ms.stations} Ms station" if ms.stations else "the number of Ms stations is not given"
        return _not_considered(
            f"mb - Ms = {difference:.2f}, but {count}, and {MIN_MS_STATIONS} are needed", value=difference
        )
    half = QUANTILE * sigma(mb.stations, ms.stations)
    old = QUANTILE * sigma(mb.stations, ms.stations, slope=OLD_SLOPE)
    result, by_old = (_result(difference + reach < OFFSET) for reach in (half, old))
    comparison = (
        f"mb - Ms = {difference:.2f} +-{half:.2f} (1.96 sigma; {_counted(mb)}, {ms.stations} Ms stations) "
        f"against {OFFSET:g}; with 1.25² on the variance of mb, as in the older rule of slope 1.25, "
        f"+-{old:.2f}: {'the same result' if by_old == result else by_old}"
    )
    return Screening(
        test=TEST,
        considered=True,
        result=result,
        value=difference,
        low=difference - half,
        high=difference + half,
        threshold=OFFSET,
        reason=f"{comparison}{_whose(mb, ms)}",
    )


def sigma(mb_stations: int | None, ms_stations: int, *, slope: float = 1.0) -> float:
    """Standard deviation of slope * mb - Ms of a network.

    Examples
    --------
    >>> round(sigma(40, 12), 3), round(sigma(None, 2), 3)
    (0.085, 0.377)
    """
    body = (slope * SD_STATION_MB) ** 2 / max(mb_stations or 1, 1)
    return math.sqrt(body + SD_STATION_MS**2 / ms_stations)


def _by_bound(mb: Magnitude, ms: Magnitude, missing: Missing) -> Screening:
    assert isinstance(mb.magnitude, Measured)
    if ms.upper_bound is None:
        return _insufficient(f"{ms.kind}: {missing.reason}")
    least = mb.magnitude.value - ms.upper_bound
    bound = (
        f"no surface wave was seen, {ms.kind} at most {ms.upper_bound:.2f}, so mb - Ms at least {least:.2f}"
    )
    if (ms.bound_stations or 0) < MIN_MS_STATIONS:
        return _not_considered(
            f"{bound}, but {ms.bound_stations or 0} Ms station, and {MIN_MS_STATIONS} are needed", low=least
        )
    if least + QUANTILE * SD_STATION_MB / math.sqrt(max(mb.stations or 1, 1)) < OFFSET:
        return _insufficient(f"{bound}, which leaves both sides of {OFFSET:g} open", low=least)
    return Screening(
        test=TEST,
        considered=True,
        result="not screened out",
        low=least,
        threshold=OFFSET,
        reason=f"{bound}, against {OFFSET:g}: a bound can show this and never the opposite{_whose(mb, ms)}",
    )


def _result(out: bool) -> Literal["screened out", "not screened out"]:
    return "screened out" if out else "not screened out"


def _insufficient(reason: str, *, low: float | None = None) -> Screening:
    return Screening(
        test=TEST, considered=False, result="insufficient data", low=low, threshold=OFFSET, reason=reason
    )


def _not_considered(reason: str, *, value: float | None = None, low: float | None = None) -> Screening:
    return Screening(
        test=TEST,
        considered=False,
        result="not considered",
        value=value,
        low=low,
        threshold=OFFSET,
        reason=reason,
    )


def _counted(mb: Magnitude) -> str:
    return f"{mb.stations} mb stations" if mb.stations else "mb stations not given, so one assumed"


def _whose(mb: Magnitude, ms: Magnitude) -> str:
    """Say it where a magnitude comes from others."""
    others = [magnitude.kind for magnitude in (mb, ms) if magnitude.external]
    return f"; {' and '.join(others)} taken from others" if others else ""


def _mb_rank(magnitude: Magnitude) -> tuple[bool, bool, bool]:
    absent = isinstance(magnitude.magnitude, Missing) and magnitude.magnitude.status != "input_withheld"
    return absent, magnitude.external, magnitude.kind != "mb(IDC)"


def _ms_rank(magnitude: Magnitude) -> tuple[bool, bool, bool]:
    withheld = isinstance(magnitude.magnitude, Missing) and magnitude.magnitude.status == "input_withheld"
    value = withheld or isinstance(magnitude.magnitude, Measured)
    enough = value and (magnitude.stations or 0) >= MIN_MS_STATIONS
    return not enough, not (value or magnitude.upper_bound is not None), magnitude.external
