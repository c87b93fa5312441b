"""What the records hold: events with their arrivals, and signals of events suspected or unknown."""

from __future__ import annotations

from dataclasses import dataclass, field

from testban.model import Arrival, Detection, Excluded, Station


@dataclass(frozen=True, slots=True)
class DetectedEvent:
    """An event and its arrivals, before it is located with all its errors.

    Attributes
    ----------
    latitude, longitude : float
        A least squares on a 1-D model; only a start for the location.
    time_s : float
        POSIX seconds.
    score, threshold : float
        Natural logarithm of the evidence against chance, and the value it had to exceed.
    arrivals : tuple of Arrival
        First P, phase "P", with the reading error; with the back azimuth where times are few.
    detections : dict of str to Detection
        The readings behind the arrivals, by station.
    """

    latitude: float
    longitude: float
    time_s: float
    score: float
    threshold: float
    arrivals: tuple[Arrival, ...]
    detections: dict[str, Detection] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ColocatedEvent:
    """Signals that agree with a second event at the place of a first one: suspected, not located.

    Attributes
    ----------
    of : int
        Number of the event whose place it would share.
    time_s : float
        Origin time if it was there, POSIX seconds.
    chance : float
        How many such coincidences independent signals would make.
    arrivals : tuple of Arrival
    detections : dict of str to Detection
    """

    of: int
    time_s: float
    chance: float
    arrivals: tuple[Arrival, ...]
    detections: dict[str, Detection] = field(repr=False)


@dataclass(frozen=True, slots=True)
class EventsFromRecords:
    """What the records hold.

    Attributes
    ----------
    events : tuple of DetectedEvent
        The best attested first.
    repeats : tuple of ColocatedEvent
    unassociated : tuple of Excluded
        Signals of no event, with what is known of each.
    stations : tuple of Station
        Those whose records were searched.
    not_used : tuple of Excluded
        Channels and readings left out here, with the reason.
    """

    events: tuple[DetectedEvent, ...]
    repeats: tuple[ColocatedEvent, ...]
    unassociated: tuple[Excluded, ...]
    stations: tuple[Station, ...]
    not_used: tuple[Excluded, ...]
