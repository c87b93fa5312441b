"""The calibration explosions: body-wave magnitude and announced yield, site by site."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from testban.yields.errors import YieldDataError
from testban.yields.sites import all_sites, province_at


@dataclass(frozen=True)
class Explosions:
    """Calibration explosions as arrays of equal length n.

    Attributes
    ----------
    site : tuple of str
        Site identifier of each explosion.
    province : tuple of str
        Province of each explosion's site: "western-north-america" or "elsewhere".
    mb : ndarray, shape (n,)
        Network body-wave magnitude (ISC or USGS, as the table says).
    log10_yield : ndarray, shape (n,)
        log10 of the announced yield in kilotons.
    """

    site: tuple[str, ...]
    province: tuple[str, ...]
    mb: NDArray[np.float64]
    log10_yield: NDArray[np.float64]

    def __post_init__(self) -> None:
        sizes = (len(self.site), len(self.province), self.mb.size, self.log10_yield.size)
        if len(set(sizes)) > 1:
            raise YieldDataError(f"sites, provinces, magnitudes, yields: lengths {sizes} differ")
        if not (np.isfinite(self.mb).all() and np.isfinite(self.log10_yield).all()):
            raise YieldDataError("calibration explosions hold a value that is not finite")

    def without(self, *, rows: NDArray[np.bool_]) -> Explosions:
        """Return the explosions that are not marked in `rows` (boolean, shape (n,))."""
        keep = ~rows
        return Explosions(
            site=tuple(s for s, k in zip(self.site, keep, strict=True) if k),
            province=tuple(p for p, k in zip(self.province, keep, strict=True) if k),
            mb=self.mb[keep],
            log10_yield=self.log10_yield[keep],
        )


@lru_cache(maxsize=1)
def load_explosions() -> Explosions:
    """Read the packaged table of underground explosions with mb and one announced yield.

    Yields given as a range or as an upper bound are not announced yields and are not in the table; nor are
    magnitudes of other scales, shots in the air or cratering shots, or the later shots of a salvo. The
    tests of the DPRK are not in it: their yields are estimates of the kind made here.

    Returns
    -------
    Explosions
        Bergkvist & Ferm (2000), *Nuclear explosions 1945-1998*, FOA and SIPRI.

    Examples
    --------
    >>> table = load_explosions()
    >>> table.mb.size, len(set(table.site))
    (131, 29)
    """
    text = files("testban.yields").joinpath("data/explosions.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    province = {
        site.id: province_at(latitude_deg=site.latitude, longitude_deg=site.longitude) for site in all_sites()
    }
    return Explosions(
        site=tuple(row["site"] for row in rows),
        province=tuple(province[row["site"]] for row in rows),
        mb=np.array([float(row["mb"]) for row in rows]),
        log10_yield=np.log10([float(row["yield_kt"]) for row in rows]),
    )
