"""Read IMS1.0 and ISF bulletins, short and long, as centres and the ISC's web service write them.

Columns: IMS1.0 (IDC-3.4.1, Formats and Protocols for Messages) and the IASPEI Seismic Format built on it.
A phase line carries a time of day without a date. The day is the only thing taken from a file's origins: it
is the one that puts the reading within six hours of the origin marked #PRIME, or of each origin of the event
where they agree on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from testban.bulletins.errors import BulletinFileError
from testban.bulletins.records import Bulletin, BulletinEvent, PublishedMagnitude, PublishedOrigin, Reading
from testban.model import NotUsed
from testban.model.text import clean_code, clean_text, excerpt, lines_of, number

HEADERS = {
    "origins": ("date", "time", "err", "rms"),
    "magnitudes": ("magnitude", "err", "nsta"),
    "phases": ("sta", "dist", "evaz", "phase"),
    "info": ("net", "chan", "f", "low_f"),
    "bibliography": ("year", "volume", "page1"),
}
# The slowest phase a location uses (Lg, 3 km/s half way round the Earth) takes 1.9 h; within six hours the
# day is certain, further away the hour is a slip.
WITHIN = timedelta(hours=6)
_DATA_TYPE = re.compile(
    r"^[ \t]*DATA_TYPE[ \t]+(BULLETIN|EVENT|ORIGIN)\S{0,40}[ \t]+(IMS|ISF)[ \t]*\d",
    re.IGNORECASE | re.MULTILINE,
)
_TIME = re.compile(r"([ \d]\d):(\d\d):([ \d]\d(?:\.\d*)?)", re.ASCII)
_DATE = re.compile(r"(\d{4})/(\d\d)/(\d\d)", re.ASCII)


def is_ims10(text: str) -> bool:
    """Whether a text holds an IMS1.0 or ISF bulletin: a DATA_TYPE line, or an Event line and origins.

    Examples
    --------
    >>> is_ims10("BEGIN IMS1.0\\nDATA_TYPE BULLETIN IMS1.0:short\\n")
    True
    """
    if _DATA_TYPE.search(text):
        return True
    seen_event = False
    for line in text[:200_000].split("\n"):
        words = line.lower().split()
        seen_event |= len(words) > 1 and words[0] == "event"
        if seen_event and tuple(words[:4]) == HEADERS["origins"]:
            return True
    return False


@dataclass
class _Event:
    """An event while its lines are being read."""

    line: int
    id: str
    region: str
    warnings: list[str] = field(default_factory=list)
    origins: list[PublishedOrigin] = field(default_factory=list)
    magnitudes: list[PublishedMagnitude] = field(default_factory=list)
    readings: list[tuple[Reading, str]] = field(default_factory=list)  # with the time of day as written
    info: dict[str, tuple[date | None, Reading]] = field(default_factory=dict)
    not_used: list[NotUsed] = field(default_factory=list)


def parse_ims10(text: str, name: str) -> Bulletin:
    """Read the events of a bulletin.

    Parameters
    ----------
    text : str
        The whole file. Lines before the first event and after STOP are passed over; several messages in one
        file are read one after the other.
    name : str
        Name of the file, for messages.

    Raises
    ------
    BulletinFileError
        No event, or a file that ends in the middle of a line.
    """
    lines = lines_of(text)
    events: list[BulletinEvent] = []
    title = ""
    current: _Event | None = None
    section, open_message = "", 0
    stopped = any(_DATA_TYPE.match(line) for line in lines)  # prose may stand before the message
    for at, line in enumerate(lines, start=1):
        words = line.split()
        if not words:
            continue
        first = words[0].upper()
        begins = first == "BEGIN" and len(words) > 1 and words[1].upper().startswith(("IMS", "ISF", "GSE"))
        if (first == "STOP" and len(words) == 1) or begins or first == "DATA_TYPE":
            if current is not None:
                events.append(_closed(current))
            current, section = None, ""
            open_message = 0 if first == "STOP" else open_message or begins * at
            stopped = first == "STOP" or (first == "DATA_TYPE" and not _DATA_TYPE.match(line))
        elif stopped:
            continue
        elif first == "EVENT" and len(words) > 1 and not _is_phase_line(line):
            if current is not None:
                events.append(_closed(current))
            current, section = _event(line, at), ""
        elif (header := _header(words)) is not None:
            section = header if current else ""
        elif current is None:
            title = title or clean_text(line)[0]
        else:
            _line(current, section, line, at, name)
    last = max((at for at, line in enumerate(lines, start=1) if line.strip()), default=1)
    if current is not None:
        _check_end(section, lines[last - 1], last, whole=last < len(lines), name=name)
        ending = "the message has no STOP line" if open_message else "the file has no STOP line"
        current.warnings.append(
            f"{name}: {ending}; if it was cut short, readings of event {current.id} are missing"
        )
        events.append(_closed(current))
    if not events:
        raise BulletinFileError(name, "holds no event: no line begins with 'Event'", line=last)
    return Bulletin(format="IMS1.0", events=tuple(events), title=title)


def _header(words: list[str]) -> str | None:
    lower = tuple(word.lower() for word in words[:4])
    for section, start in HEADERS.items():
        if lower[: len(start)] == start:
            return section
    return None


def _is_phase_line(line: str) -> bool:
    return bool(_TIME.match(line[28:40]))


def _event(line: str, at: int) -> _Event:
    words = line.split(maxsplit=2)
    identifier = clean_code(words[1]) or f"line{at}"
    region, changed = clean_text(words[2] if len(words) > 2 else "")
    made = _Event(at, identifier, region)
    if changed:
        made.warnings.append(
            f"line {at}: the event's region was cleaned of markup, control characters or length"
        )
    if identifier != words[1]:
        made.warnings.append(f"line {at}: event identifier {excerpt(words[1])} replaced by {identifier}")
    return made


def _line(event: _Event, section: str, line: str, at: int, name: str) -> None:
    if line.lstrip().startswith("("):
        if section == "origins" and event.origins:
            _origin_comment(event, line)
        return
    if section == "origins":
        made: PublishedOrigin | PublishedMagnitude | Reading | str = _origin(event.id, line)
        if isinstance(made, PublishedOrigin):
            event.origins.append(made)
            return
    elif section == "magnitudes":
        made = _magnitude(event.id, line)
        if isinstance(made, PublishedMagnitude):
            event.magnitudes.append(made)
            return
    elif section == "phases":
        reading = _reading(line, at)
        event.readings.append((reading, line[28:40]))
        return
    elif section == "info":
        _info(event, line, at)
        return
    else:
        return  # bibliography, and text between the blocks
    event.not_used.append(NotUsed(id=f"line {at}", reason=f"{name} line {at}: {made}"))


def _origin_comment(event: _Event, line: str) -> None:
    text, _ = clean_text(line.strip().removeprefix("(").removesuffix(")"))
    last = event.origins[-1]
    prime = last.prime or text.upper().startswith("#PRIME")
    event.origins[-1] = replace(last, prime=prime, comments=(*last.comments, text)[:50])


def _num(line: str, start: int, end: int) -> float | None:
    return number(line[start - 1 : end])


def _int(line: str, start: int, end: int) -> int | None:
    value = number(line[start - 1 : end])
    return int(value) if value is not None and abs(value) < 1e9 else None


def _between(value: float | None, low: float, high: float) -> float | None:
    return value if value is not None and low <= value <= high else None


def _clock(text: str) -> timedelta | None:
    found = _TIME.fullmatch(text.strip()) if len(text.strip()) < 20 else None
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), float(found[3])
    if hour > 23 or minute > 59 or second >= 61.0:
        return None
    return timedelta(hours=hour, minutes=minute, microseconds=round(second * 1e6))


def _day(text: str) -> date | None:
    found = _DATE.fullmatch(text.strip())
    try:
        made = date(int(found[1]), int(found[2]), int(found[3])) if found else None
        return made if made is not None and 1800 <= made.year <= 2200 else None
    except ValueError:
        return None


def _origin(event_id: str, line: str) -> PublishedOrigin | str:
    day, clock = _day(line[0:10]), _clock(line[11:22])
    if day is None:
        return f"{excerpt(line[0:22])} is no date and time of an origin"
    time = datetime(day.year, day.month, day.day, tzinfo=UTC) + clock if clock is not None else None
    flag = line[76:77].strip().lower()
    return PublishedOrigin(
        event_id=event_id,
        author=clean_code(line[118:127]) or clean_text(line[118:127])[0],
        id=clean_text(line[128:].split()[0])[0] if line[128:].split() else "",
        time=time,
        time_fixed=line[22:23].lower() == "f",
        time_sd_s=_num(line, 25, 29),
        rms_s=_num(line, 31, 35),
        latitude=_between(_num(line, 37, 44), -90.0, 90.0),
        longitude=_between(_num(line, 46, 54), -180.0, 180.0),
        epicentre_fixed=line[54:55].lower() == "f",
        major_km=_num(line, 56, 60),
        minor_km=_num(line, 62, 66),
        strike_deg=_num(line, 68, 70),
        ellipse_level=0.9 if _num(line, 56, 60) is not None else None,
        depth_km=_num(line, 72, 76),
        depth_flag=flag if flag in ("f", "d") else "",
        depth_error_90_km=_num(line, 79, 82),
        phases_defining=_int(line, 84, 87),
        stations=_int(line, 89, 92),
        gap_deg=_num(line, 94, 96),
        nearest_deg=_num(line, 98, 103),
        farthest_deg=_num(line, 105, 110),
        analysis=_one_of(line[111:112], "amg"),
        method=_one_of(line[113:114], "ipgo"),
        event_type=clean_code(line[115:117]) or "",
    )


def _one_of(character: str, allowed: str) -> str:
    lower = character.strip().lower()
    return lower if lower and lower in allowed else ""


def _magnitude(event_id: str, line: str) -> PublishedMagnitude | str:
    value = _num(line, 7, 10)
    if value is None or not -5.0 <= value <= 12.0:
        return f"{excerpt(line[:20])} is no magnitude"
    words = line[30:].split()
    return PublishedMagnitude(
        event_id=event_id,
        kind=clean_text(line[0:5])[0],
        magnitude=value,
        author=clean_text(line[20:29])[0],
        origin_id=clean_text(words[0])[0] if words else "",
        bound=_one_of(line[5:6], "<>"),
        sd=_num(line, 12, 14),
        stations=_int(line, 16, 19),
    )


def _reading(line: str, at: int) -> Reading:
    notes: list[str] = []

    def observed(start: int, end: int, low: float, high: float, what: str) -> float | None:
        text = line[start - 1 : end]
        value = _between(number(text), low, high)
        if value is None and text.strip():
            notes.append(f"{what} {excerpt(text)} left out: not between {low:g} and {high:g}")
        return value

    clock, problem = line[28:40].strip(), ""
    if len(line) < 29 or not clock:
        problem = "no arrival time: an amplitude or magnitude alone"
    elif _clock(clock) is None:
        problem = f"columns 29-40 hold {excerpt(line[28:40])}, which is no time of day"
    words = line[114:].split()
    return Reading(
        line=at,
        station=line[0:5].strip(),
        phase=line[19:28].strip(),
        back_azimuth_deg=observed(48, 52, 0.0, 360.0, "back azimuth"),
        slowness_s_per_deg=observed(60, 65, 0.0, 400.0, "slowness"),
        distance_deg=_between(_num(line, 7, 12), 0.0, 180.0),
        azimuth_deg=_between(_num(line, 14, 18), 0.0, 360.0),
        residual_s=_num(line, 42, 46),
        back_azimuth_residual_deg=_num(line, 54, 58),
        slowness_residual_s_per_deg=_num(line, 67, 72),
        defining="".join(c for c in line[73:76].upper() if c in "TAS"),
        snr=_num(line, 78, 82),
        amplitude_nm=_num(line, 84, 92),
        period_s=_num(line, 94, 98),
        mode=_one_of(line[99:100], "am"),
        polarity=_one_of(line[100:101], "cd"),
        onset=_one_of(line[101:102], "ieq"),
        magnitude_kind=clean_text(line[103:108])[0],
        magnitude_bound=_one_of(line[108:109], "<>"),
        magnitude=_num(line, 110, 113),
        id=(clean_code(words[0]) or "") if words else "",
        problem=problem,
        warnings=tuple(notes),
    )


def _info(event: _Event, line: str, at: int) -> None:
    # IMS1.0 long: Net 1-9, Chan 11-13, author's phase 29-36, date 38-47, time error 49-54,
    # azimuth error 62-66, slowness error 74-79, arrival identifier 117-124.
    words = line[116:].split()
    identifier = clean_code(words[0]) if words else None
    if identifier is None:
        return
    event.info[identifier] = (
        _day(line[37:47]),
        Reading(
            line=at,
            station="",
            phase="",
            network=clean_code(line[0:9]) or "",
            channel=clean_code(line[10:13]) or "",
            time_sd_s=_between(_num(line, 49, 54), 1e-6, 99.0),
            back_azimuth_sd_deg=_between(_num(line, 62, 66), 1e-6, 360.0),
            slowness_sd_s_per_deg=_between(_num(line, 74, 79), 1e-6, 400.0),
        ),
    )


def _closed(event: _Event) -> BulletinEvent:
    times = day_giving_times(event.origins)
    readings = []
    for reading, clock_text in event.readings:
        day, extra = event.info.get(reading.id, (None, None))
        if extra is not None:
            reading = replace(
                reading,
                network=extra.network,
                channel=extra.channel,
                time_sd_s=extra.time_sd_s,
                back_azimuth_sd_deg=extra.back_azimuth_sd_deg,
                slowness_sd_s_per_deg=extra.slowness_sd_s_per_deg,
            )
        clock = _clock(clock_text)
        if not reading.problem and clock is not None:
            time, problem = dated(clock, day, times)
            reading = replace(reading, time=time, problem=problem)
        readings.append(reading)
    return BulletinEvent(
        id=event.id,
        region=event.region,
        line=event.line,
        origins=tuple(event.origins),
        magnitudes=tuple(event.magnitudes),
        readings=tuple(readings),
        not_used=tuple(event.not_used),
        warnings=tuple(event.warnings),
    )


def day_giving_times(origins: Iterable[PublishedOrigin]) -> list[datetime]:
    """Return the times that may say the day of a reading: of the prime origin, else of all."""
    timed = [(origin.prime, origin.time) for origin in origins if origin.time is not None]
    return [time for prime, time in timed if prime] or [time for _, time in timed]


def dated(clock: timedelta, day: date | None, origins: list[datetime]) -> tuple[datetime | None, str]:
    """Return the time of a reading from its time of day, or the reason why the day is not known."""
    if day is not None:
        return datetime(day.year, day.month, day.day, tzinfo=UTC) + clock, ""
    if not origins:
        return (
            None,
            "no date: a phase line gives the time of day only, and the event has no origin with a date",
        )
    fits, nearest = set(), WITHIN * 10
    for origin in origins:
        midnight = origin.replace(hour=0, minute=0, second=0, microsecond=0)
        for shift in (-1, 0, 1):
            moment = midnight + timedelta(days=shift) + clock
            late = moment - origin
            nearest = min(nearest, late, key=abs)
            if abs(late) <= WITHIN:
                fits.add(moment)
    if len(fits) > 1:
        return None, "no date: the origins of the event put the time of day on different days"
    if not fits:
        hours = nearest.total_seconds() / 3600.0
        return None, f"the time of day lies {hours:+.1f} h from the event's origins, so its date is unknown"
    return fits.pop(), ""


def _check_end(section: str, line: str, at: int, *, whole: bool, name: str) -> None:
    """Refuse a file whose last line was cut: a row that lacks its last columns and its line end."""
    if whole or line.lstrip().startswith("("):
        return
    needed = {"origins": 118, "phases": 76, "magnitudes": 10, "info": 117}.get(section, 0)
    if len(line) < needed:
        raise BulletinFileError(name, f"ends in the middle of a line: {excerpt(line[-30:])}", line=at)
