"""Screen an event by depth; the null hypothesis is an explosion."""

from __future__ import annotations

from testban.model import Depth, Screening

TEST = "depth"
# An event is screened out by depth when it lies deeper than this with confidence: the IDC's practice, from
# memory, unverified. The Protocol to the CTBT, Annex 2, names depth as a parameter of screening and no bound.
SCREENING_DEPTH_KM = 10.0


def screen_depth(depth: Depth) -> Screening:
    """Screen by depth.

    Parameters
    ----------
    depth : Depth
        With its interval, km.

    Returns
    -------
    Screening
        "screened out" where the whole interval lies below 10 km; "insufficient data" where it allows the
        surface.

    Examples
    --------
    >>> screen_depth(Depth(value=33.0, low=25.0, high=41.0, level=0.9, fixed=False)).result
    'screened out'
    """
    interval = f"{100 * depth.level:.0f} % interval {depth.low:.0f}-{depth.high:.0f} km"
    if depth.low <= 0.0:
        return Screening(
            test=TEST,
            considered=False,
            result="insufficient data",
            low=depth.low,
            high=depth.high,
            threshold=SCREENING_DEPTH_KM,
            reason=f"the arrivals allow the surface: {interval}",
        )
    return Screening(
        test=TEST,
        considered=True,
        result="screened out" if depth.low > SCREENING_DEPTH_KM else "not screened out",
        value=depth.value,
        low=depth.low,
        high=depth.high,
        threshold=SCREENING_DEPTH_KM,
        reason=f"{interval} against {SCREENING_DEPTH_KM:.0f} km",
    )
