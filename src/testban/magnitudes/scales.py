"""The formulas: from an amplitude, a period and a distance to a station magnitude."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from testban.magnitudes.corrections import mb_correction
from testban.magnitudes.errors import AmplitudeError, CorrectionRangeError
from testban.model import Floats

# IDC: stations at 20 to 105 deg (documentation of mb(IDC) in SeisComP); the table itself ends at 100 deg.
MB_DISTANCE_DEG = (20.0, 100.0)
# Russell (2006), Bull. Seism. Soc. Am. 96, 665: formulated for periods of 8 to 25 s.
VMAX_PERIOD_S = (8.0, 25.0)


def station_mb(
    amplitude_nm: ArrayLike,
    *,
    period_s: ArrayLike,
    distance_deg: ArrayLike,
    depth_km: ArrayLike = 0.0,
    table: str = "veith-clawson",
) -> Floats:
    """Body-wave magnitude of a station.

    Parameters
    ----------
    amplitude_nm : array_like
        Ground displacement, zero-to-peak, nanometres.
    period_s : array_like
        Its period, seconds.
    distance_deg, depth_km : array_like
        Geocentric distance and depth of the event.
    table : str
        "veith-clawson" (IDC) or "gutenberg-richter" (USGS, ISC).

    Returns
    -------
    ndarray

    Raises
    ------
    AmplitudeError
        An amplitude or period that is not a positive number.
    CorrectionRangeError
        Distance outside 20 to 100 deg, where mb is defined, or depth outside the table.

    Examples
    --------
    >>> station_mb(100.0, period_s=1.0, distance_deg=50.0).round(2).item()
    5.67
    """
    amplitude, period = _positive(amplitude_nm, "amplitude"), _positive(period_s, "period")
    _within(distance_deg, MB_DISTANCE_DEG, "distance", "deg", "mb")
    q = mb_correction(table, distance_deg=distance_deg, depth_km=depth_km)
    return np.asarray(np.log10(amplitude / period) + q)


def ms_vmax(amplitude_nm: ArrayLike, *, period_s: ArrayLike, distance_deg: ArrayLike) -> Floats:
    """Surface-wave magnitude by the variable-period formula, regional and teleseismic.

    Parameters
    ----------
    amplitude_nm : array_like
        Maximum of the filtered vertical displacement, zero-to-peak, nanometres; the filter is that of
        `vmax_corner_hz`.
    period_s : array_like
        Centre period of the filter, 8 to 25 s.
    distance_deg : array_like
        Epicentral distance, 0.1 to 179.9 degrees.

    Returns
    -------
    ndarray

    Notes
    -----
    Ms = log a + 1/2 log sin D + 0.0031 (20/T)^1.8 D - 0.66 log(20/T) - log fc - 0.43, D in degrees, fc <=
    0.6 / (T sqrt D): Russell (2006), Bull. Seism. Soc. Am. 96, 665, abstract.

    Examples
    --------
    >>> ms_vmax(1000.0, period_s=20.0, distance_deg=30.0).round(2).item()
    4.77
    """
    amplitude = _positive(amplitude_nm, "amplitude")
    period, distance = np.asarray(period_s, float), np.asarray(distance_deg, float)
    _within(period, VMAX_PERIOD_S, "period", "s", "Ms(VMAX)")
    _within(distance, (0.1, 179.9), "distance", "deg", "Ms(VMAX)")
    ratio = 20.0 / period
    return np.asarray(
        np.log10(amplitude)
        + 0.5 * np.log10(np.sin(np.radians(distance)))
        + 0.0031 * ratio**1.8 * distance
        - 0.66 * np.log10(ratio)
        - np.log10(vmax_corner_hz(period_s=period, distance_deg=distance))
        - 0.43
    )


def vmax_corner_hz(*, period_s: ArrayLike, distance_deg: ArrayLike) -> Floats:
    """Half-width fc of the band-pass 1/T - fc to 1/T + fc of `ms_vmax`, Hz.

    Examples
    --------
    >>> vmax_corner_hz(period_s=20.0, distance_deg=36.0).item()
    0.005
    """
    return np.asarray(0.6 / (np.asarray(period_s, float) * np.sqrt(np.asarray(distance_deg, float))))


def local_magnitude(amplitude_nm: ArrayLike, *, distance_km: ArrayLike) -> Floats:
    """Local magnitude ML, southern California calibration.

    Parameters
    ----------
    amplitude_nm : array_like
        Maximum of a horizontal trace as a Wood-Anderson seismograph of magnification 1 would write it, nm.
    distance_km : array_like
        Hypocentral distance, up to 1,000 km.

    Notes
    -----
    ML = log10 A + 1.11 log10 R + 0.00189 R - 2.09: Hutton & Boore (1987) as in the IASPEI standard
    procedures. Elsewhere the attenuation differs, and the result is off by tenths of a unit.

    Examples
    --------
    >>> local_magnitude(1.0e6 / 2080.0, distance_km=100.0).round(2).item()
    3.0
    """
    amplitude = _positive(amplitude_nm, "amplitude")
    _within(distance_km, (1.0, 1000.0), "distance", "km", "ML")
    distance = np.asarray(distance_km, float)
    return np.asarray(np.log10(amplitude) + 1.11 * np.log10(distance) + 0.00189 * distance - 2.09)


def mb_pn(amplitude_nm: ArrayLike, *, distance_km: ArrayLike) -> Floats:
    """Regional mb from Pn, western United States calibration.

    Notes
    -----
    mb = log10 A + 2.4 log10 D - 3.95, A zero-to-peak in nanometres, D in km: Denny, Taylor & Vergino (1987),
    Bull. Seism. Soc. Am. 77, 987, abstract. Other regions need their own constant.

    Examples
    --------
    >>> mb_pn(100.0, distance_km=500.0).round(2).item()
    4.53
    """
    amplitude = _positive(amplitude_nm, "amplitude")
    _within(distance_km, (200.0, 1700.0), "distance", "km", "mb(Pn)")
    return np.asarray(np.log10(amplitude) + 2.4 * np.log10(np.asarray(distance_km, float)) - 3.95)


def mb_lg(amplitude_nm: ArrayLike, *, distance_km: ArrayLike, gamma_per_km: float) -> Floats:
    """Regional mb from Lg at 1 Hz.

    Parameters
    ----------
    amplitude_nm : array_like
        Lg, zero-to-peak, nanometres.
    distance_km : array_like
        150 to 3,000 km.
    gamma_per_km : float
        Attenuation of the path, pi / (Q U T); it differs by a factor of ten between regions and has no
        default. About 0.00063 for eastern North America.

    Notes
    -----
    mb(Lg) = log10 A + 0.833 log10 r + 0.4343 gamma (r - 10) - 0.87: IASPEI standard procedures after Nuttli
    (1973); constants from memory, unverified.

    Examples
    --------
    >>> mb_lg(100.0, distance_km=500.0, gamma_per_km=0.00063).round(2).item()
    3.51
    """
    amplitude = _positive(amplitude_nm, "amplitude")
    _within(distance_km, (150.0, 3000.0), "distance", "km", "mb(Lg)")
    _within(gamma_per_km, (0.0, 0.05), "attenuation", "per km", "mb(Lg)")
    r = np.asarray(distance_km, float)
    return np.asarray(np.log10(amplitude) + 0.833 * np.log10(r) + 0.4343 * gamma_per_km * (r - 10.0) - 0.87)


def _positive(values: ArrayLike, name: str) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    bad = ~(np.isfinite(array) & (array > 0.0))
    if bad.any():
        raise AmplitudeError(f"{name} {np.ravel(array)[np.ravel(bad)][0]:g} is not a positive number")
    return array


def _within(values: ArrayLike, bounds: tuple[float, float], name: str, unit: str, scale: str) -> None:
    array = np.asarray(values, dtype=np.float64)
    bad = ~((array >= bounds[0]) & (array <= bounds[1]))
    if bad.any():
        raise CorrectionRangeError(
            f"{name} {np.ravel(array)[np.ravel(bad)][0]:g} {unit} is outside {bounds[0]:g} to {bounds[1]:g}"
            f" {unit}, where {scale} is defined"
        )
