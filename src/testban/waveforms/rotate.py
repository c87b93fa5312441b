"""Turn three components by their azimuth and dip, never by the letter of their name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from testban.model import Floats
from testban.waveforms.errors import OrientationError

# Volume spanned by the three unit axes: 1 when at right angles, 0 in one plane.
MIN_VOLUME = 0.5


def rotate_to_zne(components: Floats, *, azimuths_deg: Sequence[float], dips_deg: Sequence[float]) -> Floats:
    """Rotate three recorded components to vertical (up), north and east.

    Parameters
    ----------
    components : ndarray of float64, shape (3, n)
        In any order.
    azimuths_deg, dips_deg : sequence of 3 floats
        Azimuth clockwise from north; dip down from horizontal (-90 points up), the SEED convention.

    Returns
    -------
    ndarray of float64, shape (3, n)
        Z up, N, E.

    Raises
    ------
    OrientationError
        The three axes span less than half the volume of a right-angled set.

    Examples
    --------
    >>> rotate_to_zne(np.eye(3), azimuths_deg=[0, 0, 90], dips_deg=[90, 0, 0]).round(6)[0, 0]
    np.float64(-1.0)
    """
    azimuth, dip = np.radians(np.asarray(azimuths_deg, float)), np.radians(np.asarray(dips_deg, float))
    axes = np.column_stack([-np.sin(dip), np.cos(dip) * np.cos(azimuth), np.cos(dip) * np.sin(azimuth)])
    volume = abs(float(np.linalg.det(axes)))
    if volume < MIN_VOLUME:
        raise OrientationError(
            f"axes with azimuths {list(azimuths_deg)} and dips {list(dips_deg)} deg span a volume of "
            f"{volume:.2f}, {MIN_VOLUME} needed"
        )
    return np.linalg.solve(axes, np.asarray(components, dtype=np.float64))


def rotate_to_zrt(zne: Floats, *, back_azimuth_deg: float) -> Floats:
    """Rotate vertical, north, east to vertical, radial (away from the source) and transverse.

    Parameters
    ----------
    zne : ndarray of float64, shape (3, n)
        Vertical, north and east, one row each.
    back_azimuth_deg : float
        Direction from the station to the source, clockwise from north.

    Returns
    -------
    ndarray of float64, shape (3, n)
        Z, R (away from the source), T (clockwise from R seen from above).

    Examples
    --------
    >>> rotate_to_zrt(np.array([[0.0], [1.0], [0.0]]), back_azimuth_deg=180.0).round(6).ravel().tolist()
    [0.0, 1.0, 0.0]
    """
    angle = np.radians(back_azimuth_deg)
    z, north, east = zne
    radial = -north * np.cos(angle) - east * np.sin(angle)
    transverse = north * np.sin(angle) - east * np.cos(angle)
    return np.vstack([z, radial, transverse])
