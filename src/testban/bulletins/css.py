"""Read CSS3.0 and KBCore flat files: arrival, assoc, origin, origerr and site tables that belong together.

CSS3.0 (Anderson et al. 1990, Center for Seismic Studies version 3 database) in its columns without a header,
and the headed, tab-separated form that Sandia's LocOO3D reads (KBCore). Slowness is in s/deg in both.
"""

from __future__ import annotations

from pathlib import Path

from testban.bulletins.errors import BulletinFileError
from testban.bulletins.records import Bulletin, BulletinEvent, PublishedMagnitude, PublishedOrigin, Reading
from testban.bulletins.stations import load_stations
from testban.bulletins.uncertainty import interval_sd
from testban.model import NORMAL_90, Excluded, InputFile, clean_code, epoch_time, excerpt, lines_of, number
from testban.safe_io import decode, file_name, input_file, read_bytes

# Fields of each table in the order of CSS3.0; no field but a site's name holds a blank.
FIELDS = {
    "arrival": [
        "sta",
        "time",
        "arid",
        "jdate",
        "stassid",
        "chanid",
        "chan",
        "iphase",
        "stype",
        "deltim",
        "azimuth",
        "delaz",
        "slow",
        "delslo",
        "ema",
        "rect",
        "amp",
        "per",
        "logat",
        "clip",
        "fm",
        "snr",
        "qual",
        "auth",
        "commid",
        "lddate",
    ],
    "assoc": [
        "arid",
        "orid",
        "sta",
        "phase",
        "belief",
        "delta",
        "seaz",
        "esaz",
        "timeres",
        "timedef",
        "azres",
        "azdef",
        "slores",
        "slodef",
        "emares",
        "wgt",
        "vmodel",
        "commid",
        "lddate",
    ],
    "origin": [
        "lat",
        "lon",
        "depth",
        "time",
        "orid",
        "evid",
        "jdate",
        "nass",
        "ndef",
        "ndp",
        "grn",
        "srn",
        "etype",
        "depdp",
        "dtype",
        "mb",
        "mbid",
        "ms",
        "msid",
        "ml",
        "mlid",
        "algorithm",
        "auth",
        "commid",
        "lddate",
    ],
    "origerr": [
        "orid",
        "sxx",
        "syy",
        "szz",
        "stt",
        "sxy",
        "sxz",
        "syz",
        "stx",
        "sty",
        "stz",
        "sdobs",
        "smajax",
        "sminax",
        "strike",
        "sdepth",
        "stime",
        "conf",
        "commid",
        "lddate",
    ],
}
TABLES = (*FIELDS, "site")
_NEEDED = {
    "arrival": ("arid", "sta", "time"),
    "assoc": ("arid", "orid", "phase"),
    "origin": ("orid",),
    "origerr": ("orid",),
}
_Row = dict[str, str]


def css_tables(path: Path) -> dict[str, Path]:
    """Find the tables that belong to a folder or to one of its tables; empty where the path is no such thing.

    ``NAME.arrival`` goes with ``NAME.assoc`` and so on; ``arrivals.txt`` with ``assocs.txt`` and so on.
    """
    folder = path if path.is_dir() else path.parent
    tables: dict[str, Path] = {}
    stem = None if path.is_dir() else path.name.rpartition(".")[0]
    for kind in TABLES:
        plain = [folder / name for name in (f"{kind}s.txt", f"{kind}.txt", f"{kind}s.tsv", kind)]
        suffixed = sorted(folder.glob(f"*.{kind}")) if path.is_dir() else [folder / f"{stem}.{kind}"]
        hits = [candidate for candidate in (*plain, *suffixed) if candidate.is_file()]
        if path.is_dir() and len(hits) > 1:
            raise BulletinFileError(
                file_name(path),
                f"holds more than one {kind} table: {', '.join(file_name(h) for h in hits[:4])}",
            )
        if hits:
            named = [hit for hit in hits if hit == path]
            tables[kind] = (named or hits)[0]
    belongs = path.is_dir() or path in tables.values()
    return tables if belongs and "arrival" in tables else {}


def read_css(path: Path) -> Bulletin:
    """Read a set of tables.

    Raises
    ------
    BulletinFileError
        A table that is missing, empty or holds no row of its kind.
    """
    tables = css_tables(path)
    if not tables:
        raise BulletinFileError(
            file_name(path.resolve()),
            "belongs to no set of CSS3.0 tables: there is no arrival table next to it",
        )
    inputs: list[InputFile] = []
    rows: dict[str, list[tuple[int, _Row]]] = {}
    lost: list[Excluded] = []
    for kind, table in tables.items():
        if kind != "site":
            data = read_bytes(table, error=BulletinFileError)
            inputs.append(input_file(table, data))
            name = file_name(table)
            rows[kind] = _table(decode(data, name, error=BulletinFileError), kind, name, lost)
    stations = load_stations(tables["site"]) if "site" in tables else None
    events = _events(rows, file_name(tables["arrival"]), lost)
    return Bulletin(format="CSS3.0", events=events, inputs=tuple(inputs), stations=stations)


def _table(text: str, kind: str, name: str, lost: list[Excluded]) -> list[tuple[int, _Row]]:
    lines = lines_of(text)
    rows: list[tuple[int, _Row]] = []
    fields: list[str] = FIELDS[kind]
    delimiter: str | None = None
    for at, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if line.startswith("#"):
            if not rows and delimiter is None:
                delimiter = "\t" if "\t" in line else None
                fields = [word.strip().lower() for word in line.lstrip("#").split(delimiter)]
                missing = [field for field in _NEEDED[kind] if field not in fields]
                if missing:
                    raise BulletinFileError(name, f"the {kind} table lacks {', '.join(missing)}", line=at)
            continue
        cells = [cell.strip() for cell in line.split(delimiter)]
        if len(cells) != len(fields):
            if at == len(lines):
                raise BulletinFileError(
                    name, f"ends in the middle of a row: {len(cells)} of {len(fields)} fields", line=at
                )
            lost.append(
                Excluded(
                    id=f"line {at}",
                    reason=f"{name} line {at}: {len(cells)} fields where {kind} has {len(fields)}",
                )
            )
            continue
        rows.append((at, dict(zip(fields, cells, strict=True))))
    if not rows:
        raise BulletinFileError(name, f"holds no row of a CSS3.0 {kind} table", line=len(lines))
    return rows


def _events(
    rows: dict[str, list[tuple[int, _Row]]], name: str, lost: list[Excluded]
) -> tuple[BulletinEvent, ...]:
    event_of: dict[str, str] = {}
    origins: dict[str, list[PublishedOrigin]] = {}
    magnitudes: dict[str, list[PublishedMagnitude]] = {}
    errors = {row["orid"]: row for _, row in rows.get("origerr", [])}
    for _, row in rows.get("origin", []):
        evid = row.get("evid", "-1")
        orid = row["orid"]
        event = clean_code(orid if evid in ("-1", "-", "") else evid) or f"event{len(event_of) + 1}"
        event_of[orid] = event
        published = _origin(event, row, errors.get(orid, {}))
        origins.setdefault(event, [])
        if published.time is not None or published.latitude is not None:  # else a row of nulls
            origins[event].append(published)
        magnitudes.setdefault(event, []).extend(_magnitudes(event, row))
    readings: dict[str, list[Reading]] = {event: [] for event in origins}
    arrivals = {row["arid"]: (at, row) for at, row in rows["arrival"]}
    # An event's origins share their arrivals; the row of the origin whose residuals these are says most.
    fullest: dict[tuple[str, str], _Row] = {}
    for at, row in rows.get("assoc", []):
        event = event_of.setdefault(row["orid"], clean_code(row["orid"]) or f"event{len(event_of) + 1}")
        readings.setdefault(event, [])
        if row["arid"] not in arrivals:
            lost.append(
                Excluded(
                    id=excerpt(row["arid"]),
                    reason=f"assoc line {at}: no arrival {excerpt(row['arid'])} in {name}",
                )
            )
            continue
        key = (event, row["arid"])
        if key not in fullest or _unsaid(row) < _unsaid(fullest[key]):
            fullest[key] = row
    for (event, arid), row in fullest.items():
        readings[event].append(_reading(*arrivals[arid], row))
    used = {arid for _, arid in fullest}
    loose = [_reading(at, row, {}) for key, (at, row) in arrivals.items() if key not in used]
    if not readings:
        return (
            BulletinEvent(
                id=clean_code(name.rpartition(".")[0]) or "event", readings=tuple(loose), not_used=tuple(lost)
            ),
        )
    lost += [
        Excluded(id=excerpt(r.station), reason=f"{name} line {r.line}: belongs to no event") for r in loose
    ]
    return tuple(
        BulletinEvent(
            id=event,
            origins=tuple(origins.get(event, ())),
            magnitudes=tuple(magnitudes.get(event, ())),
            readings=tuple(read),
            not_used=tuple(lost),
        )
        for event, read in readings.items()
    )


def _unsaid(assoc: _Row) -> int:
    """Count what a row leaves open of an arrival's distance, azimuth and residual."""
    return sum(_value(assoc, field, -900.0, 1e6) in (None, -1.0) for field in ("delta", "esaz", "timeres"))


def _value(row: _Row, field: str, low: float, high: float) -> float | None:
    """Read a field; a null (-1, -999 and so on) lies outside its bounds and gives None."""
    value = number(row.get(field, ""))
    return value if value is not None and low <= value <= high else None


def _text(row: _Row, field: str) -> str:
    return clean_code(row.get(field, "")) or ""


def _reading(at: int, arrival: _Row, assoc: _Row) -> Reading:
    seconds = _value(arrival, "time", -3e9, 1e11)
    time = epoch_time(seconds) if seconds is not None else None
    defining = "".join(
        letter
        for letter, field in (("T", "timedef"), ("A", "azdef"), ("S", "slodef"))
        if assoc.get(field, "") == "d"
    )
    motion = arrival.get("fm", "")[:1].lower()
    channel = _text(arrival, "chan")
    return Reading(
        line=at,
        station=arrival["sta"],
        phase=assoc.get("phase", arrival.get("iphase", "")).strip("-"),
        time=time,
        channel=channel,
        time_sd_s=_value(arrival, "deltim", 1e-6, 100.0),
        back_azimuth_deg=_value(arrival, "azimuth", 0.0, 360.0),
        back_azimuth_sd_deg=_value(arrival, "delaz", 1e-6, 360.0),
        slowness_s_per_deg=_value(arrival, "slow", 0.0, 400.0),
        slowness_sd_s_per_deg=_value(arrival, "delslo", 1e-6, 400.0),
        distance_deg=_value(assoc, "delta", 0.0, 180.0),
        azimuth_deg=_value(assoc, "esaz", 0.0, 360.0),
        residual_s=_value(assoc, "timeres", -998.0, 1e6),
        back_azimuth_residual_deg=_value(assoc, "azres", -360.0, 360.0),
        slowness_residual_s_per_deg=_value(assoc, "slores", -998.0, 998.0),
        defining=defining,
        snr=_value(arrival, "snr", 0.0, 1e9),
        amplitude_nm=_value(arrival, "amp", 0.0, 1e12),
        period_s=_value(arrival, "per", 1e-6, 1e4),
        polarity=motion if motion in ("c", "d") else "",
        onset={"i": "i", "e": "e", "w": "q"}.get(arrival.get("qual", "").lower(), ""),
        id=_text(arrival, "arid"),
        problem="" if time is not None else f"the time {excerpt(arrival['time'])} is not a time",
    )


def _origin(event: str, row: _Row, errors: _Row) -> PublishedOrigin:
    seconds = _value(row, "time", -3e9, 1e11)
    level = _value(errors, "conf", 0.01, 0.9999)
    return PublishedOrigin(
        event_id=event,
        author=_text(row, "auth"),
        id=_text(row, "orid"),
        time=epoch_time(seconds) if seconds is not None else None,
        time_sd_s=_at_level(_value(errors, "stime", 0.0, 1e5), level),
        rms_s=_value(errors, "sdobs", 0.0, 1e5),
        latitude=_value(row, "lat", -90.0, 90.0),
        longitude=_value(row, "lon", -180.0, 180.0),
        major_km=_value(errors, "smajax", 1e-6, 1e5),
        minor_km=_value(errors, "sminax", 1e-6, 1e5),
        strike_deg=_value(errors, "strike", 0.0, 360.0),
        ellipse_level=level if _value(errors, "smajax", 1e-6, 1e5) else None,
        depth_km=_value(row, "depth", -10.0, 1000.0),
        depth_flag={"f": "", "d": "d", "r": "f", "g": "f", "A": "f"}.get(row.get("dtype", ""), ""),
        depth_error_90_km=_at_level(_value(errors, "sdepth", 0.0, 1e4), level, times=NORMAL_90),
        phases_defining=_whole(row, "ndef"),
        event_type=_text(row, "etype")[:2],
    )


def _at_level(error: float | None, level: float | None, *, times: float = 1.0) -> float | None:
    """Bring an error at the level of its table to `times` standard deviations; without a level it is one."""
    if error is None:
        return None
    return times * (interval_sd(-error, error, level) if level is not None else error)


def _whole(row: _Row, field: str) -> int | None:
    value = _value(row, field, 0.0, 1e6)
    return int(value) if value is not None else None


def _magnitudes(event: str, row: _Row) -> list[PublishedMagnitude]:
    made = []
    for kind, field in (("mb", "mb"), ("MS", "ms"), ("ML", "ml")):
        value = _value(row, field, -5.0, 12.0)
        if value is not None:
            made.append(
                PublishedMagnitude(
                    event_id=event,
                    kind=kind,
                    magnitude=value,
                    author=_text(row, "auth"),
                    origin_id=_text(row, "orid"),
                )
            )
    return made
