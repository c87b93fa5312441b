"""What the records of one event say on one scale, and the network's magnitude from them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

from testban.magnitudes.network import STATION_SD, NetworkMagnitude, Reading, network_magnitude
from testban.model import DEFAULT_LEVEL, Magnitude, Measured, Missing, Quantity, StationMagnitude

Scale = Literal["mb", "Ms(VMAX)"]
# Selby, Marshall & Bowers (2012), Bull. Seism. Soc. Am. 102, 88: standard deviation of station Ms 0.23.
STATION_SDS: dict[Scale, float] = {"mb": STATION_SD, "Ms(VMAX)": 0.23}
METHODS: dict[Scale, str] = {
    "mb": "own amplitudes by IDC practice (0.8-4.5 Hz, first 5.5 s, Veith-Clawson)",
    "Ms(VMAX)": "own amplitudes of Rayleigh waves of 8-25 s (Russell 2006)",
}
# Interval of the magnitude, and of a bound on it.


@dataclass(frozen=True)
class ScaleReadings:
    """What every record gave on one scale.

    Attributes
    ----------
    scale : str
        "mb" or "Ms(VMAX)".
    readings : tuple of StationMagnitude
        A reading, a bound or a reason for each record.
    position_sd : float
        Error that all readings share because the epicentre and the depth are uncertain, magnitude units.
    direction_sd : float
        Error that is left because stations in one direction share their paths, magnitude units.
    reason : str
        Why no record could be tried at all.
    """

    scale: Scale
    readings: tuple[StationMagnitude, ...] = ()
    position_sd: float = 0.0
    reason: str = ""
    direction_sd: float = 0.0

    @property
    def shared_sd(self) -> float:
        """Both errors that more stations of the same kind do not average out."""
        return math.hypot(self.position_sd, self.direction_sd)


def evidence(scale: str, channel: str) -> str:
    """Name the reading of a record, so that a number can be followed to it.

    Examples
    --------
    >>> evidence("Ms(VMAX)", "IC.MDJ.00.BHZ")
    'magnitude:Ms(VMAX)/IC.MDJ.00.BHZ'
    """
    return f"magnitude:{scale}/{channel}"


def scale_magnitude(measured: ScaleReadings, *, level: float = DEFAULT_LEVEL) -> Magnitude:
    """Combine the records of one event into the magnitude of the finding.

    Records of one group count once: the median of what they measured, else their least restrictive bound.

    Parameters
    ----------
    measured : ScaleReadings
        What every record gave.
    level : float
        Of the interval, or of the one-sided bound where nothing was measured.

    Returns
    -------
    Magnitude
        Network maximum likelihood (see `network_magnitude`), its interval widened by the errors that the
        stations share; a bound, or the reasons, where no record measured it.

    Examples
    --------
    >>> row = StationMagnitude(station="IC.MDJ", channel="IC.MDJ.00.BHZ", kind="measured", value=4.01)
    >>> scale_magnitude(ScaleReadings("Ms(VMAX)", (row,))).stations
    1
    """
    usable = [row for row in measured.readings if row.value is not None]
    source = METHODS[measured.scale]
    if not usable:
        missing = Missing(status="not_measured", reason=measured.reason or grouped_reasons(measured.readings))
        return Magnitude(
            kind=measured.scale,
            magnitude=missing,
            stations=0,
            external=False,
            source=source,
            readings=measured.readings,
        )
    network = network_magnitude(
        _readings(usable),
        station_sd=STATION_SDS[measured.scale],
        level=level,
        inputs=tuple(evidence(measured.scale, row.channel) for row in usable),
    )
    shared = measured.shared_sd * NormalDist().inv_cdf(level)
    return Magnitude(
        kind=measured.scale,
        magnitude=_widened(network.magnitude, measured.shared_sd),
        stations=network.measured,
        external=False,
        source=f"{source}{_remarks(network, measured)}",
        upper_bound=None if network.upper_bound is None else network.upper_bound + shared,
        lower_bound=None if network.lower_bound is None else network.lower_bound - shared,
        bound_level=level if (network.upper_bound, network.lower_bound) != (None, None) else None,
        bound_stations=network.hidden + network.clipped,
        readings=measured.readings,
    )


def _readings(rows: Sequence[StationMagnitude]) -> list[Reading]:
    """One reading per group, for `network_magnitude`."""
    groups: dict[str, list[StationMagnitude]] = {}
    for row in rows:
        groups.setdefault(row.group or row.station, []).append(row)
    readings = []
    for name, members in groups.items():
        by_kind = {
            kind: [row.value for row in members if row.kind == kind and row.value is not None]
            for kind in ("measured", "at least", "at most")
        }
        if by_kind["measured"]:
            readings.append(Reading(name, float(np.median(by_kind["measured"]))))
        elif by_kind["at least"]:
            readings.append(Reading(name, min(by_kind["at least"]), "at least"))
        else:
            readings.append(Reading(name, max(by_kind["at most"]), "at most"))
    return readings


def _widened(magnitude: Quantity, sd: float) -> Quantity:
    if isinstance(magnitude, Missing) or sd <= 0.0:
        return magnitude
    half = sd * NormalDist().inv_cdf(0.5 + 0.5 * magnitude.level)
    low = magnitude.value - math.hypot(magnitude.value - magnitude.low, half)
    high = magnitude.value + math.hypot(magnitude.high - magnitude.value, half)
    return Measured(
        value=magnitude.value,
        low=low,
        high=high,
        level=magnitude.level,
        unit=magnitude.unit,
        inputs=(*magnitude.inputs, "event:origin"),
    )


def _remarks(network: NetworkMagnitude, measured: ScaleReadings) -> str:
    remarks = []
    for count, what in ((network.hidden, "in the noise"), (network.clipped, "clipped")):
        if count:
            remarks.append(f"{count} {what}, as bounds")
    if network.doubtful:
        remarks.append(f"probably faulty and hardly counted: {', '.join(network.doubtful)}")
    if measured.position_sd >= 0.005:
        remarks.append(f"{measured.position_sd:.2f} from the error of the position")
    if measured.direction_sd >= 0.005:
        remarks.append(f"{measured.direction_sd:.2f} as stations in one direction share their paths")
    return "; " + "; ".join(remarks) if remarks else ""


def grouped_reasons(rows: Sequence[StationMagnitude], *, most: int = 3) -> str:
    """Say why records gave no magnitude, the most frequent reason first.

    Examples
    --------
    >>> rows = [StationMagnitude(station=s, channel=s, kind="not measured", reason="too near") for s in "AB"]
    >>> grouped_reasons(rows)
    'too near (2)'
    """
    if not rows:
        return "no vertical record"
    counted = Counter(row.reason.removeprefix(f"{row.channel}: ") for row in rows).most_common()
    reasons = [f"{reason} ({count})" if count > 1 else reason for reason, count in counted[:most]]
    more = sum(count for _, count in counted[most:])
    return "; ".join(reasons) + (f"; and {more} other records" if more else "")
