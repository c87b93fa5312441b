"""Correct spherical travel times for the ellipticity of the Earth."""

from __future__ import annotations

import io
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import ArrayLike

from testban.model import Floats
from testban.travel_times.errors import DistanceDepthError, UnknownPhaseError

# Phases that take the coefficients of another: they follow nearly the same path.
_SAME_PATH = {
    "Pg": "P",
    "Pb": "P",
    "Pn": "P",
    "Sg": "S",
    "Sb": "S",
    "Sn": "S",
    "Lg": "S",
    "PKP": "PKPdf",
}
_ROOT3_HALF = np.sqrt(3.0) / 2.0


def ellipticity_s(
    phase: str,
    distance_deg: ArrayLike,
    depth_km: ArrayLike,
    azimuth_from_source_deg: ArrayLike,
    source_latitude_deg: ArrayLike,
) -> Floats:
    """Seconds to add to the time through the spherical model.

    dt = (1 + 3 cos 2c)/4 tau0 + (sqrt(3)/2) sin 2c cos a tau1 + (sqrt(3)/2) sin^2 c cos 2a tau2, with c the
    geocentric colatitude of the source and a the azimuth from source to receiver (Dziewonski & Gilbert
    1976, eq. 25; Kennett & Gudmundsson 1996). The coefficients are integrated along the rays of ak135 in a
    hydrostatic Earth (`coefficients`) and read linearly between nodes of 2.5 degrees and 20 to 100 km.

    Parameters
    ----------
    phase : str
        Pg, Pb and Pn take the coefficients of P; Sg, Sb, Sn and Lg those of S; PKP those of PKPdf.
    distance_deg, depth_km, azimuth_from_source_deg : array_like
        Geocentric distance, depth, azimuth clockwise from north; broadcast. Beyond the distances at which a
        phase is tabulated the coefficients of the nearest one are used.
    source_latitude_deg : array_like
        Geographic (geodetic) latitude of the source.

    Returns
    -------
    ndarray
        Seconds; NaN where an input is NaN.

    Raises
    ------
    UnknownPhaseError
        No coefficients for this phase.
    DistanceDepthError
        Latitude outside -90 to 90 degrees.

    Examples
    --------
    >>> float(ellipticity_s("P", 60.0, 0.0, 0.0, 0.0).round(2))
    -0.19
    """
    depths, distances, values = _coefficients(_table_name(phase))
    latitude = np.asarray(source_latitude_deg, dtype=np.float64)
    if (np.abs(latitude) > 90.0).any():
        raise DistanceDepthError(
            f"latitude {latitude[np.abs(latitude) > 90.0].flat[0]:g} is outside -90 to 90"
        )
    x, z, azimuth, latitude = np.broadcast_arrays(
        *(
            np.asarray(a, dtype=np.float64)
            for a in (distance_deg, depth_km, azimuth_from_source_deg, latitude)
        )
    )
    tau = _interpolate(depths, distances, values, x, z)
    colatitude = np.pi / 2 - _geocentric(np.radians(latitude))
    a = np.radians(azimuth)
    return np.asarray(
        0.25 * (1.0 + 3.0 * np.cos(2.0 * colatitude)) * tau[..., 0]
        + _ROOT3_HALF * np.sin(2.0 * colatitude) * np.cos(a) * tau[..., 1]
        + _ROOT3_HALF * np.sin(colatitude) ** 2 * np.cos(2.0 * a) * tau[..., 2]
    )


def _table_name(phase: str) -> str:
    name = _SAME_PATH.get(phase, phase)
    if name not in _all_coefficients():
        raise UnknownPhaseError(f"no ellipticity coefficients for phase '{phase}'")
    return name


def _geocentric(latitude: Floats) -> Floats:
    flattening = 1.0 / 298.257223563  # WGS84
    return np.arctan2((1.0 - flattening) ** 2 * np.sin(latitude), np.cos(latitude))


def _interpolate(
    depths: Floats,
    distances: Floats,
    values: Floats,
    x: Floats,
    z: Floats,
) -> Floats:
    x = np.clip(x, distances[0], distances[-1])
    z = np.clip(z, depths[0], depths[-1])
    i = np.clip(np.searchsorted(distances, x) - 1, 0, len(distances) - 2)
    j = np.clip(np.searchsorted(depths, z) - 1, 0, len(depths) - 2)
    s = ((x - distances[i]) / (distances[i + 1] - distances[i]))[..., None]
    t = ((z - depths[j]) / (depths[j + 1] - depths[j]))[..., None]
    near = values[j, i] * (1 - s) + values[j, i + 1] * s
    deep = values[j + 1, i] * (1 - s) + values[j + 1, i + 1] * s
    return np.asarray(near * (1 - t) + deep * t)


def _coefficients(
    name: str,
) -> tuple[Floats, Floats, Floats]:
    return _all_coefficients()[name]


@lru_cache(maxsize=1)
def _all_coefficients() -> dict[str, tuple[Floats, Floats, Floats]]:
    packed = (resources.files("testban.travel_times") / "data" / "ellipticity_ak135.npz").read_bytes()
    with np.load(io.BytesIO(packed), allow_pickle=False) as file:
        depths = file["depth_km"]
        return {
            name: (
                depths,
                file[f"{name}_distance_deg"],
                file[f"{name}_tau_s"].astype(np.float64),
            )
            for name in (key.removesuffix("_tau_s") for key in file.files if key.endswith("_tau_s"))
        }
