"""Say which way the ground moved first, and why that is not weighed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from testban.model import Detection, Evidence

NAME = "first motions"
# validation/first_motions.py: 200 records, 49 of them clear; every first motion should be up.
NOT_WEIGHED = (
    "shown and not weighed: of 49 clear first motions of 27 known explosions recorded in Norway, all of "
    "which should be up, 25 were read down (inverted old channels, emergent onsets)"
)


def first_motions(onsets: Sequence[Detection]) -> Evidence:
    """Count first motions: an explosion pushes up everywhere, a collapse pulls down everywhere.

    Parameters
    ----------
    onsets : sequence of Detection
        First P with their motions.

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
    polarities = Counter(onset.polarity for onset in onsets)
    counts = f"{polarities['up']} up, {polarities['down']} down, {polarities['unclear']} unclear"
    if not polarities["up"] + polarities["down"]:
        return Evidence(kind="first motion", name=NAME, reason=f"none is clear ({counts})")
    return Evidence(kind="first motion", name=NAME, reason=f"{counts}; {NOT_WEIGHED}")
