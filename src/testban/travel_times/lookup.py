"""Travel times by phase name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from testban.model import Floats, Indices
from testban.travel_times.bounce import bounce_distance_deg, bounce_s
from testban.travel_times.elevation import elevation_s
from testban.travel_times.ellipticity import ellipticity_s
from testban.travel_times.errors import DistanceDepthError, UnknownModelError, UnknownPhaseError
from testban.travel_times.evaluate import (
    BranchCandidates,
    evaluate_exact,
    evaluate_mixed,
    make_branch_candidates,
)
from testban.travel_times.first_arrival_cells import Cells, evaluate_cells, make_cells
from testban.travel_times.layering import VelocityLaw
from testban.travel_times.own_model import load_or_build
from testban.travel_times.table import Table, read_table

PACKAGED_MODEL = "ak135"
MAX_DEPTH_KM = 700.0
# How far Pdiff is taken as a first arrival: beyond it the wave is too weak to be read at 1 Hz and PKP is
# read first. A convention of this package, to be set by the caller.
DEFAULT_PDIFF_LIMIT_DEG = 140.0
FIRST_P = ("P", "PKPab", "PKPbc", "PKPdf", "PKiKP")
FIRST = "first P"
MANY = 20_000  # queries from which the fast layer is made (0.3 s a phase) and all threads are used
# Waves diffracted along a boundary, as the table numbers them.
_DIFFRACTED = {FIRST: 0, "Pdiff": 0, "Sdiff": 1, "Pg": 2, "Sg": 3}
# Pg and Sg have rays to 9 degrees in ak135; they are continued with the velocity of the upper crust to this
# distance. A convention of this package: IASPEI says "larger distances" without a number.
CRUSTAL_LIMIT_DEG = 20.0
# Older names of the same phases.
_ALIASES = {"PKIKP": "PKPdf", "P*": "Pb", "S*": "Sb", "Pdif": "Pdiff", "Sdif": "Sdiff"}
# Lg has no ray: it is a train of crustal S. Group velocity, distances and depths to which it is given are
# those of the ak135 Lg table of the open processing system of the IMS (SNL-GMS, GMS-PI27): 31.77 s/deg to
# 30 degrees, sources to 34.9 km, the depth counted as a straight line.
LG_KM_S = 3.5
LG_MAX_DEG = 30.0
LG_MAX_DEPTH_KM = 35.0


class TravelTime(NamedTuple):
    """Times and derivatives, each of the broadcast shape of the input.

    NaN in all three where the phase does not arrive there (its branch begins further away or has ended, or
    the source lies too deep for it) or where the input itself is NaN.
    """

    time_s: Floats
    ray_parameter_s_per_deg: Floats
    depth_derivative_s_per_km: Floats


def model_name(model: str | Path) -> str:
    """Name a velocity model in an answer: the packaged one, or a file without its folder and ending.

    Examples
    --------
    >>> model_name("ak135"), model_name("/data/models/iasp91.tvel")
    ('ak135', 'iasp91')
    """
    return PACKAGED_MODEL if str(model) == PACKAGED_MODEL else Path(model).stem


class TravelTimes:
    """Travel times through one spherical Earth model.

    Distances are geocentric angles in degrees (0 to 180) between source and a receiver at the surface;
    depths are km below the surface of the sphere (0 to 700); times are seconds after the origin time.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._ids = {phase: np.array(ids, dtype=np.int64) for phase, ids in table.phases.items()}
        self._names = {*self._ids, "Pdiff", "Sdiff"}
        self._branches: dict[str, BranchCandidates] = {}
        self._cells: dict[tuple[str, float], Cells] = {}
        self._stack: tuple[NDArray[np.int8], Indices, Floats] | None = None

    @classmethod
    def load(
        cls,
        model: str | Path,
        *,
        velocity_law: VelocityLaw = "taup",
        progress: Callable[[float], None] | None = None,
    ) -> TravelTimes:
        """Load the packaged model, ak135, or a `.tvel`/`.nd` file.

        Parameters
        ----------
        model : str or Path
            "ak135" (packaged), or a model file; ObsPy carries iasp91 and others in ``obspy/taup/data``. The
            table of a file is built once (some 20 s) and kept in the user's cache folder under the hash of
            the file.
        velocity_law : {"taup", "linear"}
            How velocity runs between the nodes of a file; see `make_layers`. The packaged table follows
            "taup".
        progress : callable, optional
            Called with the share done, 0 to 1, while a table is built.

        Raises
        ------
        UnknownModelError
            Neither "ak135" nor a file.
        ModelFileError
            The file cannot be used.

        Examples
        --------
        >>> tt = TravelTimes.load("ak135")
        >>> round(float(tt.phase("P", 60.0, 33.0).time_s), 2)
        603.27
        """
        if str(model) == PACKAGED_MODEL:
            return cls(_packaged())
        path = Path(model)
        if not path.is_file():
            raise UnknownModelError(f"'{model}' is neither a file nor the packaged model, {PACKAGED_MODEL}")
        return cls(load_or_build(path, law=velocity_law, progress=progress))

    @property
    def name(self) -> str:
        """Name of the model."""
        return self._table.name

    @property
    def phases(self) -> tuple[str, ...]:
        """Names of the phases that can be asked for."""
        return (*sorted({*self._names, "Lg"}),)

    def phase(self, name: str, distance_deg: ArrayLike, depth_km: ArrayLike) -> TravelTime:
        """Time of a named phase: the earliest of its arrivals.

        Parameters
        ----------
        name : str
            One of `phases`, or an older name: PKIKP, P*, S*, Pdif, Sdif.
        distance_deg, depth_km : array_like
            Broadcast against each other.

        Returns
        -------
        TravelTime
            Time in s, ray parameter dT/dDelta in s/deg, and dT/dz in s/km, which is negative for waves that
            leave downward.

        Raises
        ------
        UnknownPhaseError
            No such phase.
        DistanceDepthError
            A distance outside 0 to 180 degrees or a depth outside 0 to 700 km.

        Examples
        --------
        >>> tt = TravelTimes.load("ak135")
        >>> tt.phase("PcP", [30.0, 60.0], 0.0).time_s.round(1)
        array([552.6, 654.4])
        """
        name = _ALIASES.get(name, name)
        if name == "Lg":
            return self._lg(distance_deg, depth_km)
        if name not in self._names:
            raise UnknownPhaseError(
                f"phase '{name}' is not in the table of {self.name}: {', '.join(self.phases)}"
            )
        return self._look_up(name, distance_deg, depth_km, limit=self._limit(name))

    def first_p(
        self,
        distance_deg: ArrayLike,
        depth_km: ArrayLike,
        *,
        pdiff_limit_deg: float = DEFAULT_PDIFF_LIMIT_DEG,
    ) -> TravelTime:
        """First arriving P wave: the earliest of P (with Pg, Pb, Pn), Pdiff up to a distance, PKP and PKiKP.

        Parameters
        ----------
        distance_deg, depth_km : array_like
            Broadcast against each other.
        pdiff_limit_deg : float
            Beyond this distance Pdiff is left out.

        Examples
        --------
        >>> tt = TravelTimes.load("ak135")
        >>> tt.first_p([5.0, 50.0, 150.0], 10.0).time_s.round(1)
        array([  75.1,  534.4, 1185.7])
        """
        return self._look_up(FIRST, distance_deg, depth_km, limit=pdiff_limit_deg)

    def _branches_of(self, name: str) -> BranchCandidates:
        if name not in self._branches:
            ids = np.unique(
                [b for part in (FIRST_P if name == FIRST else (name,)) for b in self._ids.get(part, ())]
            )
            self._branches[name] = make_branch_candidates(
                self._table, ids.astype(np.int64), _DIFFRACTED.get(name, -1)
            )
        return self._branches[name]

    def _look_up(
        self, name: str, distance_deg: ArrayLike, depth_km: ArrayLike, *, limit: float
    ) -> TravelTime:
        x, z, shape = _checked(distance_deg, depth_km)
        out = np.empty((3, x.size))
        self._fill(name, x, z, out, limit=limit)
        return TravelTime(*(row.reshape(shape) for row in out))

    def _fill(
        self,
        name: str,
        x: Floats,
        z: Floats,
        out: Floats,
        *,
        limit: float,
    ) -> None:
        branches = self._branches_of(name)
        if x.size < MANY:
            evaluate_exact(self._table, x, z, branches, out, max_diffracted_deg=limit)
            return
        key = (name, limit)
        if key not in self._cells:
            self._cells[key] = make_cells(self._table, branches, max_diffracted_deg=limit)
        evaluate_cells(self._table, self._cells[key], branches, x, z, out, max_diffracted_deg=limit)

    def fill(
        self,
        name: str,
        distance_deg: Floats,
        depth_km: Floats,
        out: Floats,
    ) -> None:
        """As `phase` (or `first_p` for the name "first P"), without checks, into an array of the caller.

        Parameters
        ----------
        name : str
            One of `phases` except Lg, or "first P".
        distance_deg, depth_km : ndarray of float64, contiguous, shape (n,)
            Values outside the table give NaN and raise nothing.
        out : ndarray of float64, contiguous, shape (3, n)
            Receives time, ray parameter, depth derivative.

        Notes
        -----
        From 20,000 queries on, polynomials in cells of half a degree and 10 km are made (once a phase) and
        used by all threads; they stay within 0.1 ms of the answer to fewer queries.
        """
        self._fill(name, distance_deg, depth_km, out, limit=self._limit(name))

    def codes(self, names: Sequence[str]) -> Indices:
        """Numbers of phases for `fill_mixed`; -1 for a name that has no ray here.

        Examples
        --------
        >>> tt = TravelTimes.load("ak135")
        >>> bool((tt.codes(["Pn", "nonsense"]) >= 0).tolist() == [True, False])
        True
        """
        codes = {name: number for number, name in enumerate(self._mixed_names)}
        return np.array([codes.get(_ALIASES.get(name, name), -1) for name in names], dtype=np.int64)

    def fill_mixed(
        self,
        codes: Indices,
        distance_deg: Floats,
        depth_km: Floats,
        out: Floats,
    ) -> None:
        """As `fill`, each query with its own phase, on one thread; code -1 gives NaN."""
        if self._stack is None:
            each_phase = [self._branches_of(name) for name in self._mixed_names]
            most = max(branches.candidates.shape[-1] for branches in each_phase)
            stack = np.full((len(each_phase), *each_phase[0].candidates.shape[:-1], most), -1, dtype=np.int8)
            for row, branches in zip(stack, each_phase, strict=True):
                row[..., : branches.candidates.shape[-1]] = branches.candidates
            waves = np.array([branches.wave for branches in each_phase], dtype=np.int64)
            self._stack = (
                stack,
                waves,
                np.array([self._limit(name) for name in self._mixed_names]),
            )
        evaluate_mixed(self._table, codes, distance_deg, depth_km, *self._stack, out)

    @property
    def _mixed_names(self) -> tuple[str, ...]:
        return (FIRST, *sorted(self._names))

    def _limit(self, name: str) -> float:
        if name == FIRST:
            return DEFAULT_PDIFF_LIMIT_DEG
        return CRUSTAL_LIMIT_DEG if name in ("Pg", "Sg") else 180.0

    def _lg(self, distance_deg: ArrayLike, depth_km: ArrayLike) -> TravelTime:
        x, z, shape = _checked(distance_deg, depth_km)
        per_deg = np.pi / 180.0 * self._table.radius_km
        inside = (x <= LG_MAX_DEG) & (z <= LG_MAX_DEPTH_KM)
        time = np.hypot(x * per_deg, z) / LG_KM_S
        safe = np.maximum(time, 1e-9) * LG_KM_S**2
        rows = (time, x * per_deg**2 / safe, z / safe)
        return TravelTime(*(np.where(inside, row, np.nan).reshape(shape) for row in rows))

    def ellipticity_s(
        self,
        phase: str,
        distance_deg: ArrayLike,
        depth_km: ArrayLike,
        azimuth_from_source_deg: ArrayLike,
        source_latitude_deg: ArrayLike,
    ) -> Floats:
        """Seconds to add to the spherical time for the ellipticity of the Earth; see `ellipticity_s`."""
        return ellipticity_s(
            _ALIASES.get(phase, phase),
            distance_deg,
            depth_km,
            azimuth_from_source_deg,
            source_latitude_deg,
        )

    def bounce_distance_deg(self, phase: str, distance_deg: ArrayLike, depth_km: ArrayLike) -> Floats:
        """Distance from the source at which pP, sP or PP is reflected at the surface; NaN where it is not.

        Examples
        --------
        >>> tt = TravelTimes.load("ak135")
        >>> round(float(tt.bounce_distance_deg("pP", 60.0, 100.0)), 2)
        0.48
        """
        x, z, shape = _checked(distance_deg, depth_km)
        p = self.phase(phase, x, z).ray_parameter_s_per_deg
        return bounce_distance_deg(self._table, phase, x, z, p).reshape(shape)

    def bounce_s(self, phase: str, ray_parameter_s_per_deg: ArrayLike, elevation_m: ArrayLike) -> Floats:
        """Seconds to add for the height of the surface where pP, sP or PP is reflected; see `bounce_s`."""
        return bounce_s(self._table, phase, ray_parameter_s_per_deg, elevation_m)

    def elevation_s(self, phase: str, ray_parameter_s_per_deg: ArrayLike, elevation_m: ArrayLike) -> Floats:
        """Seconds to add for a station above the surface of the model; see `elevation_s`."""
        speed = self._table.surface_vs_km_s if _arrives_as_s(phase) else self._table.surface_vp_km_s
        return elevation_s(
            ray_parameter_s_per_deg,
            elevation_m,
            surface_km_s=speed,
            radius_km=self._table.radius_km,
        )


def _arrives_as_s(phase: str) -> bool:
    """Whether the last leg of a phase is S: the last capital P or S in its name (Lg is S)."""
    legs = [letter for letter in phase.removesuffix("diff") if letter in "PSKIpsL"]
    if not legs:
        raise UnknownPhaseError(f"phase '{phase}' names no leg")
    return legs[-1] in "SsL"


def _checked(distance_deg: ArrayLike, depth_km: ArrayLike) -> tuple[Floats, Floats, tuple[int, ...]]:
    try:
        x = np.asarray(distance_deg, dtype=np.float64)
        z = np.asarray(depth_km, dtype=np.float64)
        x, z = np.broadcast_arrays(x, z)
    except (TypeError, ValueError) as error:
        raise DistanceDepthError(
            f"distances and depths must be numbers of matching shapes: {error}"
        ) from error
    for label, values, most, unit in (
        ("distance", x, 180.0, "degrees"),
        ("depth", z, MAX_DEPTH_KM, "km"),
    ):
        bad = (values < 0.0) | (values > most)
        if bad.any():
            raise DistanceDepthError(
                f"{label} {values[bad].flat[0]:g} {unit} is outside 0 to {most:g} {unit}"
            )
    # copies, always writable: compiled loops are made once per kind of array
    return np.array(x).ravel(), np.array(z).ravel(), x.shape


@cache
def _packaged() -> Table:
    return read_table(
        (resources.files("testban.travel_times") / "data" / f"{PACKAGED_MODEL}.npz").read_bytes()
    )
