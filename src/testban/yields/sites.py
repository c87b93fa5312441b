"""The sites: which are calibrated, where they lie, and in which province a place is."""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from testban.geodesy import geodesic
from testban.yields.errors import SiteInputError, UnknownSiteError

WESTERN_NORTH_AMERICA, ELSEWHERE = "western-north-america", "elsewhere"


@dataclass(frozen=True)
class Site:
    """A named site; `radius_km` is None for a region, which is used only when named."""

    id: str
    name: str
    aliases: tuple[str, ...]
    latitude: float
    longitude: float
    radius_km: float | None
    calibrated: bool
    explosions: int
    reason: str


@lru_cache(maxsize=1)
def _tables() -> tuple[tuple[Site, ...], dict[str, dict[str, float]]]:
    text = files("testban.yields").joinpath("data/sites.yaml").read_text(encoding="utf-8")
    raw = yaml.safe_load(text)
    sites = tuple(
        Site(
            id=key,
            name=entry["name"],
            aliases=tuple(str(alias) for alias in entry["aliases"]),
            latitude=float(entry["latitude"]),
            longitude=float(entry["longitude"]),
            radius_km=entry["radius_km"],
            calibrated=part == "calibrated",
            explosions=entry.get("explosions", 0),
            reason=entry.get("reason", ""),
        )
        for part in ("calibrated", "not_calibrated")
        for key, entry in raw[part].items()
    )
    return sites, raw["provinces"]


def all_sites() -> tuple[Site, ...]:
    """Return every named site, calibrated ones first."""
    return _tables()[0]


def find_site(name: str) -> Site:
    """Find a site by its identifier, name or alias; case, spaces and hyphens do not matter.

    Parameters
    ----------
    name : str
        For example "punggye-ri" or "NTS".

    Returns
    -------
    Site

    Raises
    ------
    UnknownSiteError
        No site of that name; the message offers near matches.

    Examples
    --------
    >>> find_site("NTS").id
    'nevada'
    """
    names: dict[str, Site] = {}
    for site in all_sites():
        for label in (site.id, site.name, *site.aliases):
            names[_plain(label)] = site
    plain = _plain(name)
    if plain in names:
        return names[plain]
    near = dict.fromkeys(
        names[match].id for match in difflib.get_close_matches(plain, names, n=3, cutoff=0.6)
    )
    hint = (
        f"did you mean {', '.join(near)}?" if near else f"known: {', '.join(site.id for site in all_sites())}"
    )
    raise UnknownSiteError(f"no site named {name!r}; {hint}")


def _plain(label: str) -> str:
    return "".join(ch for ch in label.lower() if ch.isalnum())


def site_at(*, latitude_deg: float, longitude_deg: float) -> Site | None:
    """Return the site whose stated radius holds the place, the nearest if several do, or None.

    Raises
    ------
    SiteInputError
        Coordinates that are not finite or not on the globe.

    Examples
    --------
    >>> site_at(latitude_deg=37.1, longitude_deg=-116.1).id
    'nevada'
    >>> site_at(latitude_deg=0.0, longitude_deg=0.0) is None
    True
    """
    _check_place(latitude_deg, longitude_deg)
    near = [
        (away, site)
        for site in all_sites()
        if site.radius_km is not None
        and (away := _distance_km(latitude_deg, longitude_deg, site)) <= site.radius_km
    ]
    return min(near, key=lambda pair: pair[0])[1] if near else None


def _distance_km(latitude_deg: float, longitude_deg: float, site: Site) -> float:
    return float(geodesic(latitude_deg, longitude_deg, site.latitude, site.longitude)[0])


def province_at(*, latitude_deg: float, longitude_deg: float) -> str:
    """Return the province of a place: "western-north-america" or "elsewhere".

    Examples
    --------
    >>> province_at(latitude_deg=41.3, longitude_deg=129.1)
    'elsewhere'
    """
    _check_place(latitude_deg, longitude_deg)
    for name, box in _tables()[1].items():
        if box["south"] <= latitude_deg <= box["north"] and box["west"] <= longitude_deg <= box["east"]:
            return name
    return ELSEWHERE


def _check_place(latitude_deg: float, longitude_deg: float) -> None:
    if not (math.isfinite(latitude_deg) and abs(latitude_deg) <= 90.0):
        raise SiteInputError(f"latitude {latitude_deg} is not between -90 and 90 degrees")
    if not (math.isfinite(longitude_deg) and abs(longitude_deg) <= 180.0):
        raise SiteInputError(f"longitude {longitude_deg} is not between -180 and 180 degrees")
