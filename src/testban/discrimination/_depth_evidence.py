"""What the depth of an event says of each explanation."""

from __future__ import annotations

import math

from scipy.special import ndtr, ndtri

from testban.discrimination.populations import DepthFacts, load_depth_facts
from testban.location import LAYER_SHARES, LAYERS_KM
from testban.model import Depth, Evidence


def depth_evidence(depth: Depth, *, facts: DepthFacts | None = None) -> Evidence:
    """Turn the depth interval of an origin into evidence.

    An explosion, or a collapse of what people dug, lies above a depth that drilling sets; an earthquake lies
    where earthquakes do. With p the probability that the event lies above that depth (from the interval, made
    under the distribution of earthquakes) and q that share of earthquakes, the likelihood of an explosion
    against an earthquake is p / q, held at 1 where larger: depth never speaks for an explosion. One interval
    in twenty is taken to be wrong (a misread depth phase). An interval that allows the surface is no
    evidence.

    Parameters
    ----------
    depth : Depth
        With its interval, km.
    facts : DepthFacts, optional
        By default the packaged ones.

    Returns
    -------
    Evidence

    Examples
    --------
    >>> at_surface = Depth(value=0.0, low=0.0, high=48.0, level=0.9, fixed=True)
    >>> depth_evidence(at_surface).reason
    'the arrivals allow the surface (90 % interval 0-48 km)'
    >>> deep = Depth(value=33.0, low=25.0, high=41.0, level=0.9, fixed=False)
    >>> round(depth_evidence(deep).log_likelihood["explosion"], 1)
    -3.0
    """
    depth_facts = facts or load_depth_facts()
    interval = f"{100 * depth.level:.0f} % interval {depth.low:.0f}-{depth.high:.0f} km"
    if depth.low <= 0.0:
        return Evidence(kind="depth", name="depth", reason=f"the arrivals allow the surface ({interval})")
    quantile = float(ndtri(0.5 * (1.0 + depth.level)))
    # Half of the interval below its best value; the whole of it where that half is lost to rounding.
    sd_km = (depth.value - depth.low) / quantile or (depth.high - depth.low) / (2.0 * quantile)
    above = float(ndtr((depth_facts.deepest_km - depth.value) / sd_km)) if sd_km > 0.0 else 0.0
    share = LAYER_SHARES[0] * depth_facts.deepest_km / LAYERS_KM[1]
    ratio = (1.0 - depth_facts.outlier_share) * min(1.0, above / share) + depth_facts.outlier_share
    shallow = math.log(ratio)
    return Evidence(
        kind="depth",
        name="depth",
        log_likelihood={"explosion": shallow, "earthquake": 0.0, "collapse": shallow},
        inputs=("event:origin",),
    )
