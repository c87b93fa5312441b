"""Stations by code: found by any of their names, and refused where one code means two places."""

from __future__ import annotations

from dataclasses import dataclass, field

from testban.model import Excluded, InputFile, Station
from testban.waveforms import SAME_SITE_KM, apart_km

# Answers kept, as a bulletin asks for the same few stations again and again.
MAX_ANSWERS = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StationTable:
    """The stations of a file, what of it was not used, and the file itself.

    `networks` gives the network of a station where the file names one, `refused` the codes that cannot be
    used with the reason (upper case), `coarse` the stations whose place is given to 0.1 degree or less.
    """

    stations: tuple[Station, ...]
    not_used: tuple[Excluded, ...] = ()
    warnings: tuple[str, ...] = ()
    input: InputFile | None = None
    networks: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    coarse: frozenset[str] = frozenset()
    _index: dict[str, list[Station]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _answers: dict[tuple[str, str], Station | str] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Index every station by its identifier, its code and its network.code."""
        for station in self.stations:
            for name in names_of(station.id, self.networks.get(station.id, "")):
                self._index.setdefault(name, []).append(station)

    def find(self, code: str, *, network: str = "") -> Station | str:
        """Return the station of a code, or the reason why there is none.

        Examples
        --------
        >>> table = StationTable(stations=(Station(id="IC.MDJ.00.BHZ", latitude=44.6, longitude=129.6),))
        >>> table.find("mdj").id, table.find("XYZ")
        ('IC.MDJ.00.BHZ', 'unknown station XYZ: no coordinates')
        """
        asked = (code, network)
        if asked not in self._answers:
            if len(self._answers) >= MAX_ANSWERS:  # a hostile file may ask for any number of names
                self._answers.clear()
            self._answers[asked] = self._find(code, network)
        return self._answers[asked]

    def _find(self, code: str, network: str) -> Station | str:
        key = code.upper()
        parts = key.split(".")
        if len(parts) >= 2 and parts[1] and key not in self._index:  # NET.STA, or a SEED identifier
            network, key = parts[0], parts[1]
        stations = (self._index.get(f"{network.upper()}.{key}") if network else None) or self._index.get(key)
        if key in self.refused and not stations:
            return self.refused[key]
        if not stations:
            return f"unknown station {code}: no coordinates"
        far = max(apart_km(stations[0], other) for other in stations)
        if far > SAME_SITE_KM:
            return f"station {code} is ambiguous: the stations of that code lie {far:.1f} km apart"
        return stations[0]


def names_of(identifier: str, network: str) -> set[str]:
    """Every name by which a station is looked up, in upper case.

    Examples
    --------
    >>> sorted(names_of("IC.MDJ.00.BHZ", ""))
    ['IC.MDJ', 'IC.MDJ.00.BHZ', 'MDJ']
    """
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
