"""What is measured on the records of one event: onsets, P/S, amplitudes, magnitudes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from testban.magnitudes import ScaleReadings
from testban.model import Detection, InputFile

Kind = Literal["measured", "lower bound", "upper bound", "not measured"]


@dataclass(frozen=True, slots=True)
class StationRatio:
    """P over S at one station in one band.

    Attributes
    ----------
    station : str
    band_hz : (float, float)
    distance_km, azimuth_deg : float
        From the epicentre; azimuth at the epicentre.
    log10_ratio : float or None
        Three components, corrected for noise. A bound where `kind` says so.
    kind : str
        "measured"; "lower bound" (S in the noise); "upper bound" (P in the noise); "not measured".
    p, s, noise : float or None
        Root mean square of the three components in each window, counts, noise included; the components
        brought to one gain unless `reason` says otherwise.
    reason : str
        Why it is a bound, or not measured; and why the components were summed in counts, where they were.
    """

    station: str
    band_hz: tuple[float, float]
    distance_km: float
    azimuth_deg: float
    log10_ratio: float | None
    kind: Kind
    p: float | None = None
    s: float | None = None
    noise: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PAmplitude:
    """Amplitude of the first P on one vertical channel.

    Attributes
    ----------
    channel : str
    band_hz : (float, float)
    amplitude, noise : float
        Root mean square after and before the onset, counts; the amplitude is corrected for noise.
    velocity_m_s : float or None
        The amplitude as ground velocity, where a response that can be trusted is known.
    """

    channel: str
    band_hz: tuple[float, float]
    amplitude: float
    noise: float
    velocity_m_s: float | None = None


@dataclass(frozen=True, slots=True)
class Measurements:
    """Everything measured for one event.

    Attributes
    ----------
    event : str
    time_s, latitude, longitude : float
        The origin the windows were laid by.
    origin_source : str
        Whose origin that is.
    onsets : tuple of Detection
        First P, one a station.
    ratios : tuple of StationRatio
    amplitudes : tuple of PAmplitude
    inputs : tuple of InputFile
        The waveform files, with their hashes.
    magnitudes : tuple of ScaleReadings
        mb and Ms(VMAX): what each record gave, or why there is none.
    """

    event: str
    time_s: float
    latitude: float
    longitude: float
    origin_source: str
    onsets: tuple[Detection, ...] = field(repr=False, default=())
    ratios: tuple[StationRatio, ...] = field(repr=False, default=())
    amplitudes: tuple[PAmplitude, ...] = field(repr=False, default=())
    inputs: tuple[InputFile, ...] = field(repr=False, default=())
    magnitudes: tuple[ScaleReadings, ...] = field(repr=False, default=())

    def in_band(self, band_hz: tuple[float, float]) -> tuple[StationRatio, ...]:
        """The ratios of one band."""
        return tuple(ratio for ratio in self.ratios if ratio.band_hz == band_hz)
