"""Distance and depth corrections of body-wave magnitude, read from the published tables."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
import yaml
from numpy.typing import ArrayLike

from testban.magnitudes.errors import CorrectionRangeError
from testban.model import Floats


@dataclass(frozen=True)
class CorrectionTable:
    """A table Q(distance, depth) for mb = log10(A / T) + Q, A in nanometres.

    Attributes
    ----------
    name, source : str
    distance_deg, depth_km : ndarray
        Nodes.
    q : ndarray, shape (distances, depths)
        For the amplitude that `amplitude` names.
    amplitude : str
        "peak-to-peak" or "zero-to-peak".
    """

    name: str
    source: str
    distance_deg: Floats
    depth_km: Floats
    q: Floats
    amplitude: str


@lru_cache(maxsize=4)
def load_table(name: str) -> CorrectionTable:
    """Read a packaged table.

    Parameters
    ----------
    name : str
        "veith-clawson" (1972; distances 0-100 deg, depths 0-800 km; IDC practice) or "gutenberg-richter"
        (1956; 5-109 deg, 0-100 km; USGS and ISC practice).

    Raises
    ------
    CorrectionRangeError
        No table of that name.

    Examples
    --------
    >>> load_table("veith-clawson").amplitude
    'peak-to-peak'
    """
    folder = files("testban.magnitudes").joinpath("data")
    index = yaml.safe_load(folder.joinpath("tables.yaml").read_text(encoding="utf-8"))
    if name not in index:
        raise CorrectionRangeError(f"no correction table {name!r}; known: {', '.join(index)}")
    entry = index[name]
    rows = list(csv.reader(folder.joinpath(entry["file"]).read_text(encoding="utf-8").splitlines()))
    values = np.array(rows[1:], dtype=np.float64)
    return CorrectionTable(
        name=name,
        source=entry["source"],
        distance_deg=values[:, 0],
        depth_km=np.array([float(label.split("_")[1]) for label in rows[0][1:]]),
        q=values[:, 1:] + entry["offset"],
        amplitude=entry["amplitude"],
    )


def mb_correction(name: str, *, distance_deg: ArrayLike, depth_km: ArrayLike) -> Floats:
    """Correction Q to add to log10(A / T), A zero-to-peak in nanometres, T in seconds.

    Parameters
    ----------
    name : str
        Table, see `load_table`.
    distance_deg, depth_km : array_like
        Broadcast against each other; interpolated linearly between the nodes.

    Returns
    -------
    ndarray

    Raises
    ------
    CorrectionRangeError
        A value outside the table, or not finite.

    Examples
    --------
    >>> mb_correction("veith-clawson", distance_deg=[30.0, 60.0], depth_km=0.0).round(3).tolist()
    [3.721, 3.731]
    >>> mb_correction("gutenberg-richter", distance_deg=60.0, depth_km=0.0).round(3).item()
    3.9
    """
    table = load_table(name)
    distance, depth = np.broadcast_arrays(np.asarray(distance_deg, float), np.asarray(depth_km, float))
    for label, values, nodes, unit in (
        ("distance", distance, table.distance_deg, "deg"),
        ("depth", depth, table.depth_km, "km"),
    ):
        bad = ~((values >= nodes[0]) & (values <= nodes[-1]))
        if bad.any():
            raise CorrectionRangeError(
                f"{label} {np.ravel(values)[np.ravel(bad)][0]:g} {unit} is outside {nodes[0]:g} to"
                f" {nodes[-1]:g} {unit} of the table {name}"
            )
    q = _bilinear(table, distance, depth)
    return q + np.log10(2.0) if table.amplitude == "peak-to-peak" else q


def _bilinear(table: CorrectionTable, distance: Floats, depth: Floats) -> Floats:
    i = np.clip(
        np.searchsorted(table.distance_deg, distance, side="right") - 1, 0, table.distance_deg.size - 2
    )
    j = np.clip(np.searchsorted(table.depth_km, depth, side="right") - 1, 0, table.depth_km.size - 2)
    u = (distance - table.distance_deg[i]) / (table.distance_deg[i + 1] - table.distance_deg[i])
    v = (depth - table.depth_km[j]) / (table.depth_km[j + 1] - table.depth_km[j])
    q = table.q
    near = (1.0 - u) * q[i, j] + u * q[i + 1, j]
    far = (1.0 - u) * q[i, j + 1] + u * q[i + 1, j + 1]
    return np.asarray((1.0 - v) * near + v * far)
