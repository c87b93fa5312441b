"""Look for a second event at the place of a first one, among signals too few to locate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from testban.association._associate import Site, share_as_strong
from testban.model import Detection

# Delays of one repeat agree within this, s: reading errors, and a few hundred metres between the two.
AGREEMENT_S = 1.5


@dataclass(frozen=True, slots=True)
class Repeat:
    """Signals that trail those of a known event by one and the same delay.

    Attributes
    ----------
    delay_s : float
        Median of the delays.
    members : tuple of (int, int)
        Site and detection numbers.
    chance : float
        Expected number of such coincidences if the signals were independent of each other.
    """

    delay_s: float
    members: tuple[tuple[int, int], ...]
    chance: float


def find_repeats(
    sites: Sequence[Site], arrivals: dict[int, Detection], remaining: Sequence[tuple[int, int]]
) -> list[Repeat]:
    """Group remaining signals by their delay after the known event's arrival at the same station.

    An event at the same place reaches every station with the same delay, so two stations are enough to
    suspect it, where three unknowns cannot be solved for. It is a suspicion: the place is assumed.

    Parameters
    ----------
    sites : sequence of Site
        Where the stations are.
    arrivals : dict of int to Detection
        First arrivals of the known event, by site number.
    remaining : sequence of (int, int)
        Site and detection numbers not explained otherwise.

    Returns
    -------
    list of Repeat
        At least two stations each, the least likely by chance first; no signal is used twice.
    """
    delays = sorted(
        (sites[s].detections[d].time_s - arrivals[s].time_s, s, d) for s, d in remaining if s in arrivals
    )
    signals = [(s, d) for _, s, d in delays]
    shares = share_as_strong(np.array([sites[s].detections[d].snr for s, d in signals]))
    surprise = dict(zip(signals, shares.tolist(), strict=True))
    span = max((site.close_s for site in sites), default=0.0) - min((s.open_s for s in sites), default=0.0)
    repeats: list[Repeat] = []
    used: set[tuple[int, int]] = set()
    for delay, _, _ in delays:
        group: dict[int, tuple[float, int]] = {}
        for other, s, d in delays:
            if 0.0 <= other - delay <= AGREEMENT_S and (s, d) not in used:
                group.setdefault(s, (other, d))
        if len(group) < 2:
            continue
        # Poisson: the chance that this many of the delays fall into one window of this width somewhere.
        expected = len(delays) * AGREEMENT_S / max(span, 1.0)
        chance = len(delays) * expected ** (len(group) - 1) / math.factorial(len(group) - 1)
        members = tuple((s, d) for s, (_, d) in sorted(group.items()))
        # ... and are all as strong as these.
        for member in members:
            chance *= surprise[member]
        used.update(members)
        ordered = sorted(value for value, _ in group.values())
        repeats.append(Repeat(ordered[len(ordered) // 2], members, min(chance, float(len(delays)))))
    return sorted(repeats, key=lambda repeat: repeat.chance)
