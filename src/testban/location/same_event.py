"""Whether a reference event is the event itself, whatever it is called."""

from __future__ import annotations

from collections.abc import Sequence

from testban.model import Arrival, ReferenceEvent

# Onsets of one phase of one event, read by two people, differ by less; signals of two events would overlap.
SAME_ONSET_S = 5.0


def is_same_event(arrivals: Sequence[Arrival], reference: ReferenceEvent) -> bool:
    """Tell a reference that is the event itself: one onset at one station is enough.

    An event that corrects its own paths would be put where it was said to be.

    Parameters
    ----------
    arrivals : sequence of Arrival
        Readings of the event.
    reference : ReferenceEvent
        An event of known position.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> time = datetime(2017, 9, 3, 3, 30, 53, tzinfo=UTC)
    >>> onset = Arrival(id="MDJ/Pn", station="MDJ", phase="Pn", time=time)
    >>> known = dict(latitude=41.3, longitude=129.1, sigma_km=0.3, source="a survey")
    >>> is_same_event((onset,), ReferenceEvent(id="A", arrivals=(onset,), **known))
    True
    """
    times = {(arrival.station, arrival.phase): arrival.time for arrival in reference.arrivals}
    return any(
        abs((arrival.time - at).total_seconds()) < SAME_ONSET_S
        for arrival in arrivals
        if (at := times.get((arrival.station, arrival.phase))) is not None
    )
