"""Write CSS3.0 flat files: origin, origerr, assoc, arrival and site tables of one bulletin.

KBCore tables are the same rows with a header, separated by tabs, in files that LocOO3D's examples name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from testban.bulletins.conversion_losses import Losses
from testban.bulletins.css import FIELDS, TABLES
from testban.bulletins.errors import CannotWriteError
from testban.bulletins.files import write_text
from testban.bulletins.records import Bulletin, BulletinEvent, PublishedOrigin, Reading
from testban.bulletins.station_table import StationTable
from testban.bulletins.uncertainty import LEVEL, interval_sd
from testban.model import NORMAL_90, Station

NULL_TIME = -9999999999.999
SITE_FIELDS = [
    "sta",
    "ondate",
    "offdate",
    "lat",
    "lon",
    "elev",
    "staname",
    "statype",
    "refsta",
    "dnorth",
    "deast",
    "lddate",
]
# Magnitudes an origin row has columns for.
_KINDS = {"mb": "mb", "ms": "ms", "ml": "ml"}
_DTYPE = {"f": "r", "d": "d", "": "-"}


@dataclass
class _Tables:
    rows: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in TABLES})
    stations: dict[str, Station] = field(default_factory=dict)
    orid: int = 0
    arid: int = 0
    taken: set[int] = field(default_factory=set)


def write_css(
    bulletin: Bulletin, path: Path, stations: StationTable | None, *, headed: bool = False
) -> tuple[str, ...]:
    """Write the tables next to each other.

    Parameters
    ----------
    bulletin : Bulletin
        Events to write.
    path : Path
        ``NAME.origin`` (or another of the tables) writes ``NAME.*``. Anything else is a folder, made where
        there is none: it gets ``bulletin.*``, or ``origins.txt`` and so on with `headed`.
    stations : StationTable or None
        Where the stations are, for the site table.
    headed : bool
        Write KBCore tables instead, into a folder.

    Returns
    -------
    tuple of str
        What the tables could not hold.

    Raises
    ------
    CannotWriteError
        The place cannot be written to, holds an older table that would be mixed with these, or no event has a
        reading.
    """
    folder = _place(path, "origin", headed=headed).parent
    if folder.exists() and not folder.is_dir():
        raise CannotWriteError(f"{path}: {folder.name} is a file, and the tables go into a folder")
    made, losses = _Tables(), Losses()
    for number, event in enumerate(bulletin.events, start=1):
        _event(made, losses, event, number, stations)
    if not made.rows["arrival"]:
        raise CannotWriteError(f"{path.name}: no reading can be written to an arrival table")
    made.rows["site"] = [_site(station, code) for code, station in sorted(made.stations.items())]
    for kind, rows in made.rows.items():
        target = _place(path, kind, headed=headed)
        if rows:
            lines = _headed(kind, rows) if headed else rows
            write_text(target, "\n".join(lines) + "\n")
        elif target.exists():
            raise CannotWriteError(f"{target.name}: is of an older set of tables; remove it first")
        else:
            losses.add(f"the {kind} table: nothing for it is known")
    return losses.notes()


def _place(path: Path, kind: str, *, headed: bool) -> Path:
    if headed:
        return path / f"{kind}s.txt"
    if path.suffix[1:] not in TABLES or path.is_dir():
        return path / f"bulletin.{kind}"
    return path.with_suffix(f".{kind}")


def _headed(kind: str, rows: list[str]) -> list[str]:
    names = "\t".join(FIELDS.get(kind, SITE_FIELDS)).upper()
    return [f"#{names}", *("\t".join(row.split()) for row in rows)]


def _event(
    made: _Tables, losses: Losses, event: BulletinEvent, number: int, stations: StationTable | None
) -> None:
    evid = _number(event.id) or number
    arids = _arrivals(made, losses, event, stations)
    # The readings of an event hang together through an origin row, so one without origin gets a row of nulls.
    origins = event.origins or (PublishedOrigin(event_id=event.id, author=""),)
    losses.add("regions and comments", bool(event.region) + sum(bool(o.comments) for o in event.origins))
    preferred = next((o for o in origins if o.prime), origins[-1])
    for origin in origins:
        made.orid += 1
        made.rows["origin"].append(_origin(origin, event, made.orid, evid, len(arids), losses))
        if any(
            value is not None
            for value in (origin.major_km, origin.rms_s, origin.time_sd_s, origin.depth_error_90_km)
        ):
            made.rows["origerr"].append(_origerr(origin, made.orid))
        for arid, reading in arids:
            made.rows["assoc"].append(_assoc(reading, arid, made.orid, residuals=origin is preferred))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 100_000_000 else None


def _arrivals(
    made: _Tables, losses: Losses, event: BulletinEvent, stations: StationTable | None
) -> list[tuple[int, Reading]]:
    arrivals = []
    for reading in event.readings:
        if reading.time is None:
            losses.add("readings without a time")
            continue
        if not reading.named or len(reading.station) > 6 or len(reading.phase_text) > 8:
            losses.add("readings whose station is not a code, or whose station or phase is too long")
            continue
        if not -9_999_999_999.0 < reading.time.timestamp() < 9_999_999_999.0:
            losses.add("readings whose time is outside the field")
            continue
        arid = _number(reading.id)
        if arid is None or arid in made.taken:
            made.arid = next(n for n in range(made.arid + 1, 100_000_000) if n not in made.taken)
            arid = made.arid
        made.taken.add(arid)
        place = stations.find(reading.station, network=reading.network) if stations is not None else None
        if isinstance(place, Station):
            made.stations.setdefault(reading.station, place)
        else:
            losses.add("stations without coordinates are in no site table")
        losses.add("station magnitudes", reading.magnitude is not None)
        made.rows["arrival"].append(_arrival(reading, arid))
        arrivals.append((arid, reading))
    return arrivals


def _jdate(moment: datetime) -> int:
    return moment.year * 1000 + moment.timetuple().tm_yday


def _f(value: float | None, width: int, decimals: int, null: float) -> str:
    if value is not None:
        for places in range(decimals, -1, -1):
            text = f"{value:{width}.{places}f}"
            if len(text) <= width:
                return text
    return f"{null:{width}.{decimals}f}"


def _word(text: str, width: int) -> str:
    joined = "_".join(text.split())[:width]
    return f"{joined or '-':<{width}s}"


def _epoch(moment: datetime) -> float:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()


def _arrival(reading: Reading, arid: int) -> str:
    assert reading.time is not None
    motion = {"c": "c", "d": "d"}.get(reading.polarity, "-")
    onset = {"i": "i", "e": "e", "q": "w"}.get(reading.onset, "-")
    return (
        f"{reading.station:<6s} {_epoch(reading.time):17.5f} {arid:8d} {_jdate(reading.time):8d} "
        f"{-1:8d} {-1:8d} "
        f"{_word(reading.channel, 8)} {_word(reading.phase_text, 8)} - {_f(reading.time_sd_s, 6, 3, -1.0)} "
        f"{_f(reading.back_azimuth_deg, 7, 2, -1.0)} {_f(reading.back_azimuth_sd_deg, 7, 2, -1.0)} "
        f"{_f(reading.slowness_s_per_deg, 7, 2, -1.0)} {_f(reading.slowness_sd_s_per_deg, 7, 2, -1.0)} "
        f"{-1.0:7.2f} {-1.0:7.3f} {_f(reading.amplitude_nm, 10, 1, -1.0)} {_f(reading.period_s, 7, 2, -1.0)} "
        f"{-999.0:7.2f} - {motion:<2s} {_f(reading.snr, 10, 2, -1.0)} {onset} {'-':<15s} {-1:8d} {'-':<17s}"
    )


def _assoc(reading: Reading, arid: int, orid: int, *, residuals: bool) -> str:
    def own(value: float | None) -> float | None:
        return value if residuals else None

    marks = ["d" if letter in reading.defining and residuals else "n" for letter in "TAS"]
    return (
        f"{arid:8d} {orid:8d} {reading.station:<6s} {_word(reading.phase_text, 8)} {9.99:4.2f} "
        f"{_f(own(reading.distance_deg), 8, 3, -1.0)} {-999.0:7.2f} "
        f"{_f(own(reading.azimuth_deg), 7, 2, -999.0)} "
        f"{_f(own(reading.residual_s), 8, 3, -999.0)} {marks[0]} "
        f"{_f(own(reading.back_azimuth_residual_deg), 7, 1, -999.0)} {marks[1]} "
        f"{_f(own(reading.slowness_residual_s_per_deg), 7, 2, -999.0)} {marks[2]} "
        f"{-999.0:7.1f} {_f(own(reading.time_weight), 6, 3, -1.0)} {'-':<15s} {-1:8d} {'-':<17s}"
    )


def _origin(
    origin: PublishedOrigin, event: BulletinEvent, orid: int, evid: int, count: int, losses: Losses
) -> str:
    time = f"{_epoch(origin.time):17.5f}" if origin.time is not None else f"{NULL_TIME:17.5f}"
    day = _jdate(origin.time) if origin.time is not None else -1
    mags: dict[str, float] = {}
    for magnitude in event.magnitudes:
        if magnitude.origin_id and magnitude.origin_id != origin.id:
            continue
        column = _KINDS.get(magnitude.kind.lower())
        if column is None or column in mags:
            losses.add("magnitudes other than one mb, Ms and ML of an origin")
        else:
            mags[column] = magnitude.magnitude
    columns = " ".join(f"{_f(mags.get(kind), 7, 2, -999.0)} {-1:8d}" for kind in ("mb", "ms", "ml"))
    return (
        f"{_f(origin.latitude, 9, 4, -999.0)} {_f(origin.longitude, 9, 4, -999.0)} "
        f"{_f(origin.depth_km, 9, 4, -999.0)} {time} {orid:8d} {evid:8d} "
        f"{day:8d} {count:4d} {_f(origin.phases_defining, 4, 0, -1.0)} "
        f"{-1:4d} {-1:8d} {-1:8d} {_word(origin.event_type, 7)} {-999.0:9.4f} "
        f"{_DTYPE.get(origin.depth_flag, '-')} {columns} {'-':<15s} {_word(origin.author, 15)} "
        f"{-1:8d} {'-':<17s}"
    )


def _origerr(origin: PublishedOrigin, orid: int) -> str:
    level = origin.ellipse_level or LEVEL
    # Half of the central interval at the level of the row, in standard deviations.
    half = 1.0 / interval_sd(-1.0, 1.0, level)
    time = origin.time_sd_s * half if origin.time_sd_s is not None else None
    depth = origin.depth_error_90_km / NORMAL_90 * half if origin.depth_error_90_km is not None else None
    covariance = " ".join(f"{-1.0:15.4f}" for _ in range(10))
    return (
        f"{orid:8d} {covariance} {_f(origin.rms_s, 9, 4, -1.0)} {_f(origin.major_km, 9, 4, -1.0)} "
        f"{_f(origin.minor_km, 9, 4, -1.0)} {_f(origin.strike_deg, 6, 2, -1.0)} {_f(depth, 9, 4, -1.0)} "
        f"{_f(time, 8, 2, -1.0)} {level:5.3f} {-1:8d} {'-':<17s}"
    )


def _site(station: Station, code: str) -> str:
    return (
        f"{code:<6s} {-1:8d} {-1:8d} {station.latitude:9.4f} {station.longitude:9.4f} "
        f"{station.elevation_m / 1000.0:9.4f} {'-':<50s} {'-':<4s} {'-':<6s} {0.0:9.4f} {0.0:9.4f} {'-':<17s}"
    )
