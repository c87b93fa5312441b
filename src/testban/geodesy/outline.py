"""The line around an error ellipse."""

from __future__ import annotations

import numpy as np

from testban.geodesy.distances import position_at_offset
from testban.model import Ellipse, Floats


def ellipse_offsets(ellipse: Ellipse, *, points: int = 181) -> tuple[Floats, Floats]:
    """Return the outline of an ellipse in km east and north of its centre; the first point is also the last.

    Examples
    --------
    >>> e = Ellipse(kind="coverage", level=0.9, major_km=20.0, minor_km=10.0, strike_deg=90.0, area_km2=628.0)
    >>> east_km, north_km = ellipse_offsets(e)
    >>> round(float(east_km.max()), 6), round(float(north_km.max()), 6)
    (20.0, 10.0)
    """
    turn = np.linspace(0.0, 2.0 * np.pi, points)
    along, across = ellipse.major_km * np.cos(turn), ellipse.minor_km * np.sin(turn)
    strike = np.radians(ellipse.strike_deg)
    east = along * np.sin(strike) + across * np.cos(strike)
    north = along * np.cos(strike) - across * np.sin(strike)
    return east, north


def ellipse_outline(
    latitude_deg: float, longitude_deg: float, ellipse: Ellipse, *, points: int = 181
) -> tuple[Floats, Floats]:
    """Return latitudes and longitudes around an ellipse centred at a point, degrees.

    Examples
    --------
    >>> e = Ellipse(kind="coverage", level=0.9, major_km=20.0, minor_km=10.0, strike_deg=0.0, area_km2=628.0)
    >>> latitude_deg, longitude_deg = ellipse_outline(0.0, 180.0, e)
    >>> round(float(latitude_deg.max()), 3), latitude_deg.shape
    (0.181, (181,))
    """
    return position_at_offset(latitude_deg, longitude_deg, *ellipse_offsets(ellipse, points=points))
