"""Every screening test of an event, each with its result or the reason why there is none."""

from __future__ import annotations

from collections.abc import Sequence

from testban.discrimination.depth_screening import screen_depth
from testban.discrimination.ms_mb import ms_mb_pair, screen_ms_mb
from testban.model import Depth, Discriminants, Magnitude, Screening

NO_AMPLITUDES = Screening(
    test="P/S",
    considered=False,
    result="insufficient data",
    reason="no amplitude of P or S was measured: the input holds arrival times only",
)


def screen_event(
    depth: Depth, magnitudes: Sequence[Magnitude], discriminants: Discriminants | None
) -> tuple[Screening, ...]:
    """Apply the screening tests; the null hypothesis is an explosion.

    Parameters
    ----------
    depth : Depth
        Of the origin from the arrivals alone.
    magnitudes : sequence of Magnitude
        All magnitudes of the event.
    discriminants : Discriminants or None
        None where no amplitude was measured.

    Returns
    -------
    tuple of Screening
        By depth, by Ms:mb, by P/S.

    Examples
    --------
    >>> at_surface = Depth(value=0.0, low=0.0, high=48.0, level=0.9, fixed=True)
    >>> [(one.test, one.result) for one in screen_event(at_surface, (), None)]
    [('depth', 'insufficient data'), ('Ms:mb', 'insufficient data'), ('P/S', 'insufficient data')]
    """
    by_ratio = discriminants.screening if discriminants else NO_AMPLITUDES
    return screen_depth(depth), screen_ms_mb(*ms_mb_pair(magnitudes)), by_ratio
