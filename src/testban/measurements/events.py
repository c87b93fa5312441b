"""What waveforms show of the events in them: the nouns that processing fills."""

from __future__ import annotations

from dataclasses import dataclass, field

from testban.association import ColocatedEvent, DetectedEvent
from testban.measurements.records import Measurements
from testban.model import Arrival, Excluded, InputFile, LocationResult, Solution, Station
from testban.waveforms import Waveforms


@dataclass(frozen=True, slots=True)
class WaveformEvent:
    """One event as its waveforms show it.

    Attributes
    ----------
    detected : DetectedEvent
        What association knew.
    location : LocationResult
        The location, or why there is none.
    measurements : Measurements
        P/S by station and band, first-P amplitudes, onsets, magnitudes; its tables are empty where nothing
        was measured.
    """

    detected: DetectedEvent = field(repr=False)
    location: LocationResult
    measurements: Measurements

    @property
    def arrivals(self) -> tuple[Arrival, ...]:
        """First P at each station, by which it was located."""
        return self.detected.arrivals

    @property
    def solution(self) -> Solution | None:
        """The location; None where it failed."""
        return self.location.solution


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
    """Everything that the waveforms of one stretch of time say.

    Attributes
    ----------
    waveforms : Waveforms
        The records; without the responses that the ground motion of the events refutes.
    events : tuple of WaveformEvent
        The best attested first.
    reason : str
        Why there is no event; empty where there is one.
    repeats : tuple of SuspectedRepeat
    unassociated : tuple of Excluded
        Signals of no event.
    stations : tuple of Station
    not_used : tuple of Excluded
        Files, channels and readings left out, each with its reason.
    """

    waveforms: Waveforms = field(repr=False)
    events: tuple[WaveformEvent, ...] = ()
    reason: str = ""
    repeats: tuple[SuspectedRepeat, ...] = ()
    unassociated: tuple[Excluded, ...] = ()
    stations: tuple[Station, ...] = ()
    not_used: tuple[Excluded, ...] = ()

    @property
    def inputs(self) -> tuple[InputFile, ...]:
        """Every file that was read, with its hash."""
        return self.waveforms.inputs
