"""Say which way the ground moved first, and why that is not weighed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from testban.discrimination.measurements import OnsetReading
from testban.model import Evidence

NAME = "first motions"
# validation/hypotheses.py, known explosions recorded in Norway: every first motion should be up.
NOT_WEIGHED = (
    "shown and not weighed: on records of known explosions, whose first motions are all up, as many are read "
    "down as up (polarity of old channels, emergent onsets)"
)


def first_motions(onsets: Sequence[OnsetReading]) -> Evidence:
    """Count first motions: an explosion pushes up everywhere, a collapse pulls down everywhere.

    Parameters
    ----------
    onsets : sequence of OnsetReading

    Returns
    -------
    Evidence
        Never weighed; the reason holds the counts.

    Examples
    --------
    >>> first_motions(()).reason
    'no onset was read'
    """
    if not onsets:
        return Evidence(kind="first motion", name=NAME, reason="no onset was read")
    seen = Counter(one.polarity for one in onsets)
    counts = f"{seen['up']} up, {seen['down']} down, {seen['unclear']} unclear"
    if not seen["up"] + seen["down"]:
        return Evidence(kind="first motion", name=NAME, reason=f"none is clear ({counts})")
    return Evidence(kind="first motion", name=NAME, reason=f"{counts}; {NOT_WEIGHED}")
