"""Read 1-D Earth models: `.tvel` and `.nd`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from testban.model import Floats
from testban.safe_io import ForeignFileError, file_name, read_bytes
from testban.travel_times.errors import ModelFileError

_BOUNDARY_NAMES = {
    "mantle": "moho",
    "moho": "moho",
    "outer-core": "cmb",
    "cmb": "cmb",
    "inner-core": "icb",
    "icocb": "icb",
    "iocb": "icb",
}
MAX_BYTES = 4_000_000  # a 1-D model is a few kilobytes; more is not one


@dataclass(frozen=True)
class VelocityModel:
    """A spherical model: velocity linear in depth between nodes, a repeated depth is a discontinuity.

    Attributes
    ----------
    name : str
        Name, from the file.
    depth_km, vp_km_s, vs_km_s : ndarray, shape (n,)
        Nodes from the surface to the centre; vs is 0 in fluids.
    density_g_cm3 : ndarray, shape (n,), or None
        Densities, where every node has one.
    text : str
        The file as read: what is hashed when built tables are kept, and what other readers are given.
    suffix : str
        ``.tvel`` or ``.nd``.
    """

    name: str
    depth_km: Floats
    vp_km_s: Floats
    vs_km_s: Floats
    density_g_cm3: Floats | None
    text: str
    suffix: str

    @property
    def radius_km(self) -> float:
        """Radius of the planet: the depth of the last node."""
        return float(self.depth_km[-1])


def read_velocity_model(path: str | Path) -> VelocityModel:
    """Read a `.tvel` file (two title lines, then depth, vp, vs ...) or an `.nd` file (named boundaries).

    Parameters
    ----------
    path : str or Path
        File ending with ``.tvel`` or ``.nd``. Depths in km, velocities in km/s; a fourth column is
        density in g/cm3; further columns are ignored.

    Returns
    -------
    VelocityModel

    Raises
    ------
    ModelFileError
        The file is absent, of another kind, not numbers, not downward, has no centre, or holds velocities
        that no Earth has.

    Examples
    --------
    >>> import tempfile
    >>> rows = "0 5.8 3.4\\n20 5.8 3.4\\n20 8.0 4.5\\n2890 13.6 7.2\\n2890 8 0\\n6371 11 0"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "toy.tvel"
    ...     _ = file.write_text("toy P\\ntoy S\\n" + rows)
    ...     read_velocity_model(file).radius_km
    6371.0
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in (".tvel", ".nd"):
        raise ModelFileError(f"{path.name}: a velocity model ends with .tvel or .nd, not '{suffix}'")
    try:
        text = read_bytes(path, limit=MAX_BYTES).decode("utf-8", errors="replace")
    except ForeignFileError as error:
        raise ModelFileError(f"{file_name(path)}: cannot be read: {error.reason}") from error
    return parse_velocity_model(text, name=path.stem, suffix=suffix)


def parse_velocity_model(text: str, *, name: str, suffix: str) -> VelocityModel:
    """Parse the text of a model file; see `read_velocity_model`."""
    rows: list[tuple[float, float, float, float]] = []
    lines = text.splitlines()
    start = 2 if suffix == ".tvel" else 0
    for number, line in enumerate(lines[start:], start=start + 1):
        fields = line.split("#")[0].split()
        if not fields:
            continue
        if suffix == ".nd" and len(fields) == 1:
            if fields[0].lower() not in _BOUNDARY_NAMES:
                raise ModelFileError(f"{name}{suffix} line {number}: unknown boundary '{fields[0][:40]}'")
            continue
        if len(fields) < 3:
            raise ModelFileError(
                f"{name}{suffix} line {number}: needs depth, vp, vs; has {len(fields)} values"
            )
        try:
            values = [float(field) for field in fields[:4]]
        except ValueError as error:
            raise ModelFileError(f"{name}{suffix} line {number}: {error}") from error
        rows.append((values[0], values[1], values[2], values[3] if len(values) > 3 else np.nan))
    if len(rows) < 4:
        raise ModelFileError(f"{name}{suffix}: {len(rows)} nodes; a model needs at least 4")
    depth, vp, vs, density = (np.array(column, dtype=np.float64) for column in zip(*rows, strict=True))
    _check(depth, vp, vs, where=f"{name}{suffix}")
    return VelocityModel(
        name=name,
        depth_km=depth,
        vp_km_s=vp,
        vs_km_s=vs,
        density_g_cm3=density if np.isfinite(density).all() and (density > 0).all() else None,
        text=text,
        suffix=suffix,
    )


def _check(
    depth: Floats,
    vp: Floats,
    vs: Floats,
    *,
    where: str,
) -> None:
    if not (np.isfinite(depth).all() and np.isfinite(vp).all() and np.isfinite(vs).all()):
        raise ModelFileError(f"{where}: a depth or velocity is not a finite number")
    if depth[0] != 0.0:
        raise ModelFileError(f"{where}: starts at depth {depth[0]} km, not at the surface")
    if np.any(np.diff(depth) < 0):
        row = int(np.argmax(np.diff(depth) < 0))
        raise ModelFileError(f"{where}: depth {depth[row + 1]} km follows {depth[row]} km")
    if not 6300.0 <= depth[-1] <= 6400.0:
        raise ModelFileError(f"{where}: ends at {depth[-1]} km; the centre of the Earth is at 6371 km")
    if np.any((depth[2:] == depth[1:-1]) & (depth[1:-1] == depth[:-2])):
        raise ModelFileError(f"{where}: one depth appears three times")
    if vp.min() < 1.0 or vp.max() > 20.0:
        raise ModelFileError(f"{where}: vp from {vp.min()} to {vp.max()} km/s; 1 to 20 km/s is possible")
    if vs.min() < 0.0 or np.any(vs >= vp):
        row = int(np.argmax((vs < 0) | (vs >= vp)))
        raise ModelFileError(
            f"{where}: vs {vs[row]} km/s at {depth[row]} km does not lie between 0 and vp {vp[row]}"
        )
    if vs[0] == 0.0:
        raise ModelFileError(f"{where}: fluid at the surface; S waves from the surface are needed")
    fluid_shallow = (vs == 0.0) & (depth < 1000.0)
    if fluid_shallow.any():
        raise ModelFileError(
            f"{where}: fluid at {depth[fluid_shallow][0]} km; none is expected above the core"
        )
    if not np.any(vs == 0.0):
        raise ModelFileError(f"{where}: no fluid core (vs is never 0)")
