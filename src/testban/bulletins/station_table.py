"""Stations by code: found by any of their names, and refused where one code means two places."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from testban.model import InputFile, NotUsed, Station

# Epochs of one station and the elements of one array lie this near each other; further apart are two places.
SAME_PLACE_KM = 1.0
KM_PER_DEG = 111.195


def distance_km(one: Station, other: Station) -> float:
    """Distance of two stations that may be at one place; flat earth, good to 1 % within 100 km."""
    mean = math.radians(0.5 * (one.latitude + other.latitude))
    east = (one.longitude - other.longitude + 180.0) % 360.0 - 180.0
    return KM_PER_DEG * math.hypot(one.latitude - other.latitude, east * math.cos(mean))


@dataclass(frozen=True, slots=True, kw_only=True)
class StationTable:
    """The stations of a file, what of it was not used, and the file itself.

    `networks` gives the network of a station where the file names one, `refused` the codes that cannot be
    used with the reason (upper case), `coarse` the stations whose place is given to 0.1 degree or less.
    """

    stations: tuple[Station, ...]
    not_used: tuple[NotUsed, ...] = ()
    warnings: tuple[str, ...] = ()
    input: InputFile | None = None
    networks: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    coarse: frozenset[str] = frozenset()
    _index: dict[str, list[Station]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index every station by its identifier, its code and its network.code."""
        for station in self.stations:
            for name in _names(station.id, self.networks.get(station.id, "")):
                self._index.setdefault(name, []).append(station)

    def find(self, code: str, *, network: str = "") -> Station | str:
        """Return the station of a code, or the reason why there is none.

        Examples
        --------
        >>> table = StationTable(stations=(Station(id="IC.MDJ.00.BHZ", latitude=44.6, longitude=129.6),))
        >>> table.find("mdj").id, table.find("XYZ")
        ('IC.MDJ.00.BHZ', 'unknown station XYZ: no coordinates')
        """
        key = code.upper()
        parts = key.split(".")
        if len(parts) >= 2 and parts[1] and key not in self._index:  # NET.STA, or a SEED identifier
            network, key = parts[0], parts[1]
        found = (self._index.get(f"{network.upper()}.{key}") if network else None) or self._index.get(key)
        if key in self.refused and not found:
            return self.refused[key]
        if not found:
            return f"unknown station {code}: no coordinates"
        far = max(distance_km(found[0], other) for other in found)
        if far > SAME_PLACE_KM:
            return f"station {code} is ambiguous: the stations of that code lie {far:.1f} km apart"
        return found[0]


def _names(identifier: str, network: str) -> set[str]:
    key = identifier.upper()
    parts = key.split(".")
    names = {key}
    if len(parts) >= 3 and parts[1]:  # NET.STA.LOC[.CHA]
        names |= {parts[1], ".".join(parts[:2])}
    elif len(parts) == 2 and all(parts):  # NET.STA
        names.add(parts[1])
    if network:
        names.add(f"{network.upper()}.{key}")
    return names
