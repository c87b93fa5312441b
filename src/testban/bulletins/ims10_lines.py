"""Read one line of an IMS1.0 bulletin by its columns: an origin, a magnitude, a reading, or its errors."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from testban.bulletins.records import PublishedMagnitude, PublishedOrigin, Reading
from testban.model import clean_code, clean_text, excerpt, number

_TIME = re.compile(r"([ \d]\d):(\d\d):([ \d]\d(?:\.\d*)?)", re.ASCII)
_DATE = re.compile(r"(\d{4})/(\d\d)/(\d\d)", re.ASCII)


def is_phase_line(line: str) -> bool:
    """Whether a line holds a time of day where a phase line does."""
    return bool(_TIME.match(line[28:40]))


def _num(line: str, start: int, end: int) -> float | None:
    return number(line[start - 1 : end])


def _int(line: str, start: int, end: int) -> int | None:
    value = number(line[start - 1 : end])
    return int(value) if value is not None and abs(value) < 1e9 else None


def _between(value: float | None, low: float, high: float) -> float | None:
    return value if value is not None and low <= value <= high else None


def parse_clock(text: str) -> timedelta | None:
    """Return a time of day as written, HH:MM:SS with a fraction; None where it is none."""
    match = _TIME.fullmatch(text.strip()) if len(text.strip()) < 20 else None
    if not match:
        return None
    hour, minute, second = int(match[1]), int(match[2]), float(match[3])
    if hour > 23 or minute > 59 or second >= 61.0:
        return None
    return timedelta(hours=hour, minutes=minute, microseconds=round(second * 1e6))


def _day(text: str) -> date | None:
    match = _DATE.fullmatch(text.strip())
    try:
        made = date(int(match[1]), int(match[2]), int(match[3])) if match else None
        return made if made is not None and 1800 <= made.year <= 2200 else None
    except ValueError:
        return None


def parse_origin(event_id: str, line: str) -> PublishedOrigin | str:
    """Return the origin of a line, or why it is none."""
    day, clock = _day(line[0:10]), parse_clock(line[11:22])
    if day is None:
        return f"{excerpt(line[0:22])} is not a date and time of an origin"
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


def parse_magnitude(event_id: str, line: str) -> PublishedMagnitude | str:
    """Return the magnitude of a line, or why it is none."""
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


def parse_reading(line: str, at: int) -> Reading:
    """Return the reading of a line; its time of day is `parse_clock` of columns 29-40."""
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
    elif parse_clock(clock) is None:
        problem = f"columns 29-40 hold {excerpt(line[28:40])}, which is not a time of day"
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


def parse_info(line: str, at: int) -> tuple[str, date | None, Reading] | None:
    """Return what a line of the long form adds: the reading it belongs to, its date, the errors of it."""
    # IMS1.0 long: Net 1-9, Chan 11-13, author's phase 29-36, date 38-47, time error 49-54,
    # azimuth error 62-66, slowness error 74-79, arrival identifier 117-124.
    words = line[116:].split()
    identifier = clean_code(words[0]) if words else None
    if identifier is None:
        return None
    return (
        identifier,
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
