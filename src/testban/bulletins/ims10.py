"""Read IMS1.0 and ISF bulletins, short and long, as centres and the ISC's web service write them.

Columns: IMS1.0 (IDC-3.4.1, Formats and Protocols for Messages) and the IASPEI Seismic Format built on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from testban.bulletins.errors import BulletinFileError
from testban.bulletins.ims10_days import dated, day_giving_times
from testban.bulletins.ims10_lines import (
    is_phase_line,
    parse_clock,
    parse_info,
    parse_magnitude,
    parse_origin,
    parse_reading,
)
from testban.bulletins.records import Bulletin, BulletinEvent, PublishedMagnitude, PublishedOrigin, Reading
from testban.model import Excluded, clean_code, clean_text, excerpt, lines_of

HEADERS = {
    "origins": ("date", "time", "err", "rms"),
    "magnitudes": ("magnitude", "err", "nsta"),
    "phases": ("sta", "dist", "evaz", "phase"),
    "info": ("net", "chan", "f", "low_f"),
    "bibliography": ("year", "volume", "page1"),
}
_DATA_TYPE = re.compile(
    r"^[ \t]*DATA_TYPE[ \t]+(BULLETIN|EVENT|ORIGIN)\S{0,40}[ \t]+(IMS|ISF)[ \t]*\d",
    re.IGNORECASE | re.MULTILINE,
)


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
    not_used: list[Excluded] = field(default_factory=list)


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
        elif first == "EVENT" and len(words) > 1 and not is_phase_line(line):
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
        made: PublishedOrigin | PublishedMagnitude | Reading | str = parse_origin(event.id, line)
        if isinstance(made, PublishedOrigin):
            event.origins.append(made)
            return
    elif section == "magnitudes":
        made = parse_magnitude(event.id, line)
        if isinstance(made, PublishedMagnitude):
            event.magnitudes.append(made)
            return
    elif section == "phases":
        reading = parse_reading(line, at)
        event.readings.append((reading, line[28:40]))
        return
    elif section == "info":
        if (told := parse_info(line, at)) is not None:
            identifier, day, extra = told
            event.info[identifier] = (day, extra)
        return
    else:
        return  # bibliography, and text between the blocks
    event.not_used.append(Excluded(id=f"line {at}", reason=f"{name} line {at}: {made}"))


def _origin_comment(event: _Event, line: str) -> None:
    text, _ = clean_text(line.strip().removeprefix("(").removesuffix(")"))
    last = event.origins[-1]
    prime = last.prime or text.upper().startswith("#PRIME")
    event.origins[-1] = replace(last, prime=prime, comments=(*last.comments, text)[:50])


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
        clock = parse_clock(clock_text)
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


def _check_end(section: str, line: str, at: int, *, whole: bool, name: str) -> None:
    """Refuse a file whose last line was cut: a row that lacks its last columns and its line end."""
    if whole or line.lstrip().startswith("("):
        return
    needed = {"origins": 118, "phases": 76, "magnitudes": 10, "info": 117}.get(section, 0)
    if len(line) < needed:
        raise BulletinFileError(name, f"ends in the middle of a line: {excerpt(line[-30:])}", line=at)
