"""What waveforms show of the events in them: the nouns that processing fills."""

from __future__ import annotations

from dataclasses import dataclass, field

from testban.association import ColocatedEvent, DetectedEvent
from testban.location import Solution
from testban.measurements.records import Measurements
from testban.model import Arrival, Excluded, InputFile, Station
from testban.waveforms import Waveforms


@dataclass(frozen=True, slots=True)
class WaveformEvent:
    """One event as its waveforms show it.

    Attributes
    ----------
    arrivals : tuple of Arrival
        First P at each station, to be located.
    solution : Solution or None
        The location; None where it failed.
    measurements : Measurements
        P/S by station and band, first-P amplitudes, onsets.
    detected : DetectedEvent
        What association knew.
    """

    arrivals: tuple[Arrival, ...]
    solution: Solution | None
    measurements: Measurements
    detected: DetectedEvent = field(repr=False)


@dataclass(frozen=True, slots=True)
class SuspectedRepeat:
    """A second event suspected at the place of a first: signals and measurements, no location.

    Attributes
    ----------
    of : int
        Number of the event whose place it would share.
    repeat : ColocatedEvent
    measurements : Measurements
    """

    of: int
    repeat: ColocatedEvent
    measurements: Measurements


@dataclass(frozen=True, slots=True)
class WaveformResult:
    """Everything a set of waveforms says.

    Attributes
    ----------
    events : tuple of WaveformEvent
    repeats : tuple of SuspectedRepeat
    unassociated : tuple of Excluded
        Signals of no event.
    stations : tuple of Station
    not_used : tuple of Excluded
        Files, channels and readings left out, each with its reason.
    inputs : tuple of InputFile
    waveforms : Waveforms
    """

    events: tuple[WaveformEvent, ...]
    repeats: tuple[SuspectedRepeat, ...]
    unassociated: tuple[Excluded, ...]
    stations: tuple[Station, ...]
    not_used: tuple[Excluded, ...]
    inputs: tuple[InputFile, ...]
    waveforms: Waveforms = field(repr=False)
