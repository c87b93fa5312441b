"""State what was measured in the nouns of the finding."""

from __future__ import annotations

from collections.abc import Mapping

from testban.discrimination._first_motions import first_motions
from testban.discrimination._network_ratio import NetworkRatio
from testban.discrimination._network_ratios import network_ratios
from testban.discrimination._ratio_evidence import ratio_evidence
from testban.discrimination._relative_size import relative_size
from testban.discrimination.ratio_screening import screen_ratio
from testban.magnitudes import scale_magnitude
from testban.measurements import Measurements, NotMeasurableError
from testban.model import (
    HYPOTHESIS_BAND,
    BandRatio,
    Discriminants,
    Measured,
    Missing,
    RelativeMagnitude,
    StationPS,
)

RATIO_LEVEL = 0.95  # of the intervals of ratios and relative sizes
Band = tuple[float, float]


def discriminants_of(
    measurements: Measurements,
    *,
    references: Mapping[str, Measurements] | None = None,
) -> Discriminants:
    """Combine the stations, say what they are evidence of, and compare with reference events.

    Parameters
    ----------
    measurements : Measurements
        Of one event.
    references : mapping, optional
        Measurements of other events by id, for relative sizes.

    Returns
    -------
    Discriminants
    """
    ratios, reasons = network_ratios(measurements)
    used = tuple(
        evidence(row.station, row.band_hz)
        for row in measurements.in_band(HYPOTHESIS_BAND)
        if row.log10_ratio is not None
    )
    ratio = ratios.get(HYPOTHESIS_BAND)
    why = reasons.get(HYPOTHESIS_BAND, "no P/S was measured at 4-8 Hz")
    bands = sorted({ratio.band_hz for ratio in measurements.ratios})
    return Discriminants(
        p_over_s=tuple(_band(measurements, band, ratios.get(band), reasons.get(band, "")) for band in bands),
        relative_magnitudes=tuple(
            _relative(measurements, other, name) for name, other in (references or {}).items()
        ),
        magnitudes=tuple(scale_magnitude(magnitude) for magnitude in measurements.magnitudes),
        screening=screen_ratio(ratio, reason=why),
        evidence=(ratio_evidence(ratio, reason=why, inputs=used), first_motions(measurements.onsets)),
        inputs=measurements.inputs,
    )


def evidence(station: str, band: Band) -> str:
    """Name the row of a station's ratio, so that a number can be followed to it.

    Examples
    --------
    >>> evidence("IC.MDJ", (4.0, 8.0))
    'p_over_s:IC.MDJ/4-8'
    """
    return f"p_over_s:{station}/{band[0]:g}-{band[1]:g}"


def _band(measurements: Measurements, band: Band, ratio: NetworkRatio | None, reason: str) -> BandRatio:
    rows = measurements.in_band(band)
    corrected: Measured | Missing
    as_measured: Measured | Missing
    if ratio is None:
        corrected = as_measured = Missing(status="insufficient_data", reason=reason)
    else:
        inputs = tuple(evidence(row.station, band) for row in rows if row.log10_ratio is not None)
        corrected = _plain(ratio.log10_ratio, ratio.low, ratio.high, inputs)
        as_measured = _plain(ratio.as_measured, ratio.as_measured_low, ratio.as_measured_high, inputs)
    return BandRatio(
        low_hz=band[0],
        high_hz=band[1],
        corrected=corrected,
        as_measured=as_measured,
        reference_km=ratio.reference_km if ratio else None,
        stations=tuple(
            StationPS(
                station=row.station,
                distance_km=row.distance_km,
                log10_ratio=row.log10_ratio,
                kind=row.kind,
                reason=row.reason,
            )
            for row in rows
        ),
    )


def _plain(log10: float, low: float, high: float, inputs: tuple[str, ...]) -> Measured:
    return Measured(
        value=10.0**log10, low=10.0**low, high=10.0**high, level=RATIO_LEVEL, unit="1", inputs=inputs
    )


def _relative(measurements: Measurements, other: Measurements, name: str) -> RelativeMagnitude:
    source = f"first P at common channels, against the measurements of {name}"
    try:
        size = relative_size(measurements.amplitudes, other.amplitudes)
    except NotMeasurableError as fault:
        missing = Missing(status="insufficient_data", reason=str(fault))
        return RelativeMagnitude(reference=name, difference=missing, channels=(), source=source)
    difference = Measured(
        value=size.difference,
        low=size.low,
        high=size.high,
        level=RATIO_LEVEL,
        unit="magnitude",
        inputs=tuple(f"channel:{channel}" for channel in size.channels),
    )
    return RelativeMagnitude(reference=name, difference=difference, channels=size.channels, source=source)
