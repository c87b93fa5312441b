"""Write IMS1.0 bulletins, short or long, in the columns that ISF and ObsPy read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from testban.bulletins.ims10_days import dated, day_giving_times
from testban.bulletins.records import Bulletin, BulletinEvent, PublishedMagnitude, PublishedOrigin, Reading
from testban.bulletins.uncertainty import LEVEL, ellipse_factor
from testban.model import one_line
from testban.safe_io import plain_text

ORIGIN_HEADER = (
    "   Date       Time        Err   RMS Latitude Longitude  Smaj"
    "  Smin  Az Depth   Err Ndef Nsta Gap  mdist  Mdist Qual   Author      OrigID"
)
MAGNITUDE_HEADER = "Magnitude  Err Nsta Author      OrigID"
PHASE_HEADER = (
    "Sta     Dist  EvAz Phase        Time      TRes  Azim AzRes   Slow   SRes Def   SNR       Amp   Per Qual "
    "Magnitude    ArrID"
)
INFO_HEADER = (
    "Net      Chan F Low_F HighF AuthPhas    Date     eTime wTime eAzim wAzim  eSlow wSlow      eAmp  ePer "
    "eMag Author      ArrID"
)
# IMS1.0 defines the ellipse and the depth error at this level.
LINE = 130


def render_ims10(
    bulletin: Bulletin, *, message_id: str = "testban", long: bool = False, version: str = "1.0"
) -> tuple[str, tuple[str, ...]]:
    """Return a bulletin as an IMS message and what it could not hold.

    Parameters
    ----------
    bulletin : Bulletin
        Events to write.
    message_id : str
        Identifier of the message; cut to the 20 characters of the format.
    long : bool
        Write IMS1.0:long, whose phase information block holds dates, networks and reading errors.
    version : str
        Version of the message that wraps the bulletin: "1.0" or "2.0".
    """
    lost: list[str] = []
    identifier = "".join(c for c in one_line(message_id) if c.isalnum() or c in "._-")[:20] or "testban"
    lines = [
        f"BEGIN IMS{version}",
        "MSG_TYPE DATA",
        f"MSG_ID {identifier} TESTBAN",
        f"DATA_TYPE BULLETIN IMS{version}:{'long' if long else 'short'}",
        one_line(bulletin.title, limit=120) or "Bulletin",
    ]
    for number, event in enumerate(bulletin.events, start=1):
        lines += list(_event(event, number, long, lost))
    return "\n".join([*lines, "", "STOP", ""]), tuple(lost)


def _event(event: BulletinEvent, number: int, long: bool, lost: list[str]) -> Iterator[str]:
    identifier = event.id if len(event.id) <= 9 else str(number)
    if identifier != event.id:
        lost.append(f"event {event.id}: the identifier is longer than the field; {identifier} written")
    yield f"Event {identifier:>8} {_cut(event.region, 65, 'region', event.id, lost)}".rstrip()
    yield ""
    origins = [origin for origin in event.origins if origin.time is not None]
    if len(origins) < len(event.origins):
        lost.append(f"event {event.id}: origins without a time left out")
    yield from _origin_block(event, origins, lost)
    if event.magnitudes:
        yield MAGNITUDE_HEADER
        for magnitude in event.magnitudes:
            yield _magnitude_line(magnitude, event.id, lost)
            yield from _comment(magnitude.source) if magnitude.source else ()
        yield ""
    yield from _phase_block(event, origins, long, lost)


def _origin_block(event: BulletinEvent, origins: Sequence[PublishedOrigin], lost: list[str]) -> Iterator[str]:
    yield ORIGIN_HEADER
    for origin in origins:
        yield _origin_line(origin, event.id, lost)
        if origin.prime:
            yield " (#PRIME)"
        for comment in origin.comments:
            if not comment.upper().startswith("#PRIME"):
                yield from _comment(comment)
    if origins:
        for comment in event.comments:
            yield from _comment(comment)
    yield ""


def _phase_block(
    event: BulletinEvent, origins: Sequence[PublishedOrigin], long: bool, lost: list[str]
) -> Iterator[str]:
    readings = [
        (at, reading) for at, reading in enumerate(event.readings, start=1) if _fits(event, reading, lost)
    ]
    if not long:
        _say_lost_days(event, lost)
    yield PHASE_HEADER
    first = next((origin for origin in origins if origin.prime), origins[0] if len(origins) == 1 else None)
    if first is not None and first.id and readings:
        yield f" (#OrigID {_cut(first.id, 8, 'origin identifier', event.id, lost)})"
    for at, reading in readings:
        yield _phase_line(reading, at)
    if long and readings:
        yield ""
        yield INFO_HEADER
        for at, reading in readings:
            yield _info_line(reading, at)
    yield ""


def _say_lost_days(event: BulletinEvent, lost: list[str]) -> None:
    """Say where a reader of the short form, which has no dates, will not find the day of a reading."""
    times = day_giving_times(event.origins)
    count = 0
    for reading in event.readings:
        if reading.time is not None:
            midnight = reading.time.replace(hour=0, minute=0, second=0, microsecond=0)
            count += dated(reading.time - midnight, None, times)[0] != reading.time
    if count:
        lost.append(f"event {event.id}: the day of {count} readings, which only the long form holds")


def _fits(event: BulletinEvent, reading: Reading, lost: list[str]) -> bool:
    if reading.named and (len(reading.station) > 5 or len(reading.phase_text) > 8):
        what = f"{reading.station}/{reading.phase_text}"
        lost.append(f"event {event.id}: {what} left out: longer than its field")
        return False
    if not reading.named:
        lost.append(f"event {event.id}: line {reading.line} left out: its station is not a code")
    return reading.named


def _cut(text: str, width: int, what: str, event: str, lost: list[str]) -> str:
    note = f"event {event}: {what} {text} cut to {width} characters"
    if len(text) > width and note not in lost[-20:]:
        lost.append(note)
    return text[:width]


def _comment(text: str) -> Iterator[str]:
    """Wrap free text into comment lines of the format."""
    rest = one_line(plain_text(text), limit=800).replace("(", "[").replace(")", "]")
    while rest:
        at = len(rest) if len(rest) <= LINE else (rest.rfind(" ", 40, LINE) if " " in rest[40:LINE] else LINE)
        yield f" ({rest[:at].strip()})"
        rest = rest[at:].strip()


def fixed(value: float | None, width: int, decimals: int) -> str:
    """Write a number right-aligned in its columns: fewer decimals where too wide, blank where none fits.

    Examples
    --------
    >>> fixed(1.26, 5, 1), fixed(-12345.678, 6, 1), fixed(None, 3, 0), fixed(1e9, 4, 0)
    ('  1.3', '-12346', '   ', '    ')
    """
    if value is None:
        return " " * width
    for places in range(decimals, -1, -1):
        text = f"{value:.{places}f}"
        if len(text) <= width:
            return text.rjust(width)
    return " " * width


def _rounded(moment: datetime, decimals: int) -> datetime:
    step = 10 ** (6 - decimals)
    spare = moment.microsecond % step
    return moment - timedelta(microseconds=spare) + timedelta(microseconds=step if 2 * spare >= step else 0)


def _clock(moment: datetime, decimals: int) -> str:
    return moment.strftime("%H:%M:%S.") + f"{moment.microsecond:06d}"[:decimals]


def _origin_line(origin: PublishedOrigin, event: str, lost: list[str]) -> str:
    assert origin.time is not None
    time = _rounded(origin.time, 2)
    level = origin.ellipse_level or LEVEL
    factor = ellipse_factor(given=level, wanted=LEVEL)
    major = origin.major_km * factor if origin.major_km is not None else None
    minor = origin.minor_km * factor if origin.minor_km is not None else None
    return (
        f"{time.year:04d}{time.strftime('/%m/%d')} {_clock(time, 2)}{'f' if origin.time_fixed else ' '} "
        f"{fixed(origin.time_sd_s, 5, 2)} {fixed(origin.rms_s, 5, 2)} "
        f"{fixed(origin.latitude, 8, 4)} {fixed(origin.longitude, 9, 4)}"
        f"{'f' if origin.epicentre_fixed else ' '}"
        f"{fixed(major, 5, 1)} {fixed(minor, 5, 1)} {fixed(origin.strike_deg, 3, 0)} "
        f"{fixed(origin.depth_km, 5, 1)}{origin.depth_flag or ' '} {fixed(origin.depth_error_90_km, 4, 1)} "
        f"{fixed(origin.phases_defining, 4, 0)} {fixed(origin.stations, 4, 0)} {fixed(origin.gap_deg, 3, 0)} "
        f"{fixed(origin.nearest_deg, 6, 2)} {fixed(origin.farthest_deg, 6, 2)} "
        f"{origin.analysis or ' '} {origin.method or ' '} {origin.event_type[:2] or '  ':2s} "
        f"{_cut(origin.author, 9, 'author', event, lost):9s} "
        f"{_cut(origin.id, 8, 'origin identifier', event, lost):8s}"
    ).rstrip()


def _magnitude_line(magnitude: PublishedMagnitude, event: str, lost: list[str]) -> str:
    author = _cut(magnitude.author, 9, "author", event, lost)
    return (
        f"{_cut(magnitude.kind, 5, 'kind of magnitude', event, lost):5s}{magnitude.bound or ' '}"
        f"{fixed(magnitude.magnitude, 4, 1)} "
        f"{fixed(magnitude.sd, 3, 1)} {fixed(magnitude.stations, 4, 0)} {author:9s} "
        f"{magnitude.origin_id[:8]:8s}"
    ).rstrip()


def _arrival_id(reading: Reading, at: int) -> str:
    """Return the source's own identifier where the field holds it, else a running number."""
    return reading.id if 0 < len(reading.id) <= 8 and "/" not in reading.id else f"{at:08d}"


def _phase_line(reading: Reading, at: int) -> str:
    clock = _clock(_rounded(reading.time, 3), 3) if reading.time is not None else ""
    defining = "".join(letter if letter in reading.defining else "_" for letter in "TAS")
    return (
        f"{reading.station:5s} {fixed(reading.distance_deg, 6, 2)} {fixed(reading.azimuth_deg, 5, 1)} "
        f"{reading.phase_text:8s} {clock:12s} {fixed(reading.residual_s, 5, 1)} "
        f"{fixed(reading.back_azimuth_deg, 5, 1)} {fixed(reading.back_azimuth_residual_deg, 5, 1)} "
        f"{fixed(reading.slowness_s_per_deg, 6, 2)} {fixed(reading.slowness_residual_s_per_deg, 5, 1)}  "
        f"{defining} {fixed(reading.snr, 5, 1)} {fixed(reading.amplitude_nm, 9, 1)} "
        f"{fixed(reading.period_s, 5, 2)} "
        f"{reading.mode or '_'}{reading.polarity or '_'}{reading.onset or '_'} "
        f"{reading.magnitude_kind[:5]:5s}{reading.magnitude_bound or ' '}{fixed(reading.magnitude, 4, 1)} "
        f"{_arrival_id(reading, at):>8s}"
    )


def _info_line(reading: Reading, at: int) -> str:
    day = _rounded(reading.time, 3).strftime("%Y/%m/%d") if reading.time is not None else ""
    return (
        f"{reading.network[:9]:9s} {reading.channel[:3]:3s}   {'':5s} {'':5s} "
        f"{reading.phase_text:8s} {day:10s} "
        f"{fixed(reading.time_sd_s, 6, 3)} {fixed(reading.time_weight, 5, 3)} "
        f"{fixed(reading.back_azimuth_sd_deg, 5, 1)} {'':5s} {fixed(reading.slowness_sd_s_per_deg, 6, 2)} "
        f"{'':5s} {'':9s} {'':5s} {'':3s} {'':9s} {_arrival_id(reading, at):>8s}"
    )
