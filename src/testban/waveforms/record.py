"""What is recorded: a channel, its samples and which of them can be used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from testban.model import Flags, Floats


@dataclass(frozen=True, slots=True)
class Channel:
    """Where a channel stands and how it points.

    Attributes
    ----------
    seed_id : str
        Network, station, location and channel code, joined by dots.
    latitude, longitude : float
        Degrees, WGS84.
    elevation_m : float
    azimuth_deg : float or None
        Clockwise from north; None when nobody says it.
    dip_deg : float or None
        Degrees down from horizontal: -90 points up (the SEED convention).
    gain_counts_per_m_s : float or None
        Counts per m/s of ground velocity at 1 Hz; None without a response that can be trusted.
    source : str
        Where the position comes from.
    """

    seed_id: str
    latitude: float
    longitude: float
    elevation_m: float = 0.0
    azimuth_deg: float | None = None
    dip_deg: float | None = None
    gain_counts_per_m_s: float | None = None
    source: str = ""

    @property
    def station(self) -> str:
        """Network and station code, or the station code alone where there is no network."""
        return station_of(self.seed_id)

    @property
    def sensor(self) -> str:
        """The seed id without its orientation letter: what the three components share."""
        return self.seed_id[:-1]


@dataclass(frozen=True, slots=True)
class Record:
    """One channel's samples at a constant rate.

    Attributes
    ----------
    channel : Channel
    start_s : float
        Time of the first sample, seconds since 1970-01-01 UTC.
    sampling_rate_hz : float
    samples : ndarray of float64, shape (n,)
        Counts; samples that are not usable hold a linear bridge.
    usable : ndarray of bool, shape (n,)
        False in gaps, constant stretches, spikes and where a sample was no number.
    clipped : bool
        The digitiser or the sensor saturated: onsets stand, amplitudes do not.
    """

    channel: Channel
    start_s: float
    sampling_rate_hz: float
    samples: Floats = field(repr=False)
    usable: Flags = field(repr=False)
    clipped: bool = False

    @property
    def seed_id(self) -> str:
        return self.channel.seed_id

    @property
    def end_s(self) -> float:
        """Time of the last sample, seconds since 1970-01-01 UTC."""
        return self.start_s + (self.samples.size - 1) / self.sampling_rate_hz

    @property
    def nyquist_hz(self) -> float:
        return 0.5 * self.sampling_rate_hz


def station_of(seed_id: str) -> str:
    """Return network and station code of a seed id.

    Examples
    --------
    >>> station_of("IC.MDJ.00.BHZ"), station_of(".MDJ..BHZ")
    ('IC.MDJ', 'MDJ')
    """
    network, _, rest = seed_id.partition(".")
    station = rest.partition(".")[0]
    return f"{network}.{station}" if network and station else station or network


def by_sensor(records: Iterable[Record]) -> dict[str, list[Record]]:
    """Group records by their sensor: the seed id without the letter of the component.

    Parameters
    ----------
    records : iterable of Record
        Of any components.

    Returns
    -------
    dict of str to list of Record
        In order of the sensor.
    """
    sensors: dict[str, list[Record]] = {}
    for record in records:
        sensors.setdefault(record.channel.sensor, []).append(record)
    return dict(sorted(sensors.items()))
