"""Combine the stations in every band measured."""

from __future__ import annotations

from testban.discrimination._network_ratio import NetworkRatio, network_ratio
from testban.measurements import Measurements, NotMeasurableError


def network_ratios(
    measurements: Measurements,
) -> tuple[dict[tuple[float, float], NetworkRatio], dict[tuple[float, float], str]]:
    """Combine the stations in every band measured.

    Parameters
    ----------
    measurements : Measurements
        P/S of every station and band.

    Returns
    -------
    ratios : dict of band to NetworkRatio
    reasons : dict of band to str
        Why a band has none.
    """
    ratios, reasons = {}, {}
    for band in sorted({ratio.band_hz for ratio in measurements.ratios}):
        try:
            ratios[band] = network_ratio(measurements.in_band(band))
        except NotMeasurableError as fault:
            reasons[band] = str(fault)
    return ratios, reasons
