"""A claim about an event: what somebody said of it, with the digits and errors it was said with."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from testban.model import BadInputError

TYPES = {
    "nuclear test": "nuclear",
    "nuclear explosion": "nuclear",
    "nuclear": "nuclear",
    "explosion": "explosion",
    "chemical explosion": "explosion",
    "mining explosion": "explosion",
    "earthquake": "earthquake",
    "collapse": "collapse",
}
COMPARISONS = ("smaller", "same", "larger")
Comparison = Literal["smaller", "same", "larger"]
# What can be compared: the size of the signal itself, and the energy behind it, which rock and depth blur.
SIZES = ("seismic size", "magnitude")
POWERS = ("explosive power", "yield", "energy")
# A value rounded to a step is uniform within it: standard deviation step / sqrt(12).
UNIFORM = math.sqrt(12.0)

# Seismographs recorded the world from 1889 on (Potsdam); what is claimed of a later century is a slip.
FIRST_YEAR, LAST_YEAR = 1889, 2199

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)
_OFFSET = re.compile(r"(?:UTC)?([+-])(\d{1,2}):?(\d\d)?", re.ASCII)
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?:(:\d\d)(\.\d{1,9})?)?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?", re.ASCII
)
_FIELDS = frozenset(
    {
        "by", "source", "title", "time", "time_sd_s", "date", "zone", "latitude", "longitude",
        "position_sd_km", "ellipse", "depth_km", "depth_sd_km", "magnitudes", "mb", "mb_sd", "yield_kt",
        "yield_sd_kt", "yield_low_kt", "yield_high_kt", "type", "state", "relative",
    }
)  # fmt: skip


class ClaimError(BadInputError):
    """A claim that cannot be read; the message names the field and its value."""


@dataclass(frozen=True)
class Claimed:
    """A number as it was claimed: value, stated standard deviation if any, and step of its last digit."""

    value: float
    sd: float | None = None
    step: float = 0.0

    @property
    def total_sd(self) -> float:
        """Stated standard deviation and rounding together; a claim that states no error is taken as exact."""
        return math.hypot(self.sd or 0.0, self.step / UNIFORM)

    def text(self, unit: str = "") -> str:
        """Write the number with its stated error."""
        error = f" ± {self.sd:g}" if self.sd is not None else ""
        return f"{self.value:.10g}{error}{f' {unit}' if unit else ''}"


@dataclass(frozen=True)
class ClaimedEllipse:
    """An error ellipse as claimed: semi-axes in km, strike in degrees, level."""

    major_km: float
    minor_km: float
    strike_deg: float
    level: float


@dataclass(frozen=True)
class Relative:
    """A claimed comparison with another case; `quantity` in the words of the claim."""

    quantity: str
    to: str
    comparison: Comparison


@dataclass(frozen=True)
class Claim:
    """What was claimed of one event; None where nothing was said.

    `day` is a date in `zone` (None: the document does not say which clock it used). `time_zone_stated` is
    False where a time of day came without its zone and was read as UTC.
    """

    by: str = "unnamed"
    source: str = ""
    title: str = ""
    time: datetime | None = None
    time_sd_s: float | None = None
    time_step_s: float = 0.0
    time_zone_stated: bool = True
    day: date | None = None
    zone: str | None = None
    latitude: Claimed | None = None
    longitude: Claimed | None = None
    position_sd_km: float | None = None
    ellipse: ClaimedEllipse | None = None
    depth_km: Claimed | None = None
    magnitudes: Mapping[str, Claimed] = field(default_factory=dict)
    yield_kt: Claimed | None = None
    yield_range_kt: tuple[float, float] | None = None
    kind: str | None = None
    state: str | None = None
    relative: tuple[Relative, ...] = ()


def parse_claim(content: Mapping[str, Any]) -> Claim:
    """Make a claim from named fields, numbers as text so that their digits count.

    Parameters
    ----------
    content : mapping
        Fields ``by, source, title, time, time_sd_s, date, zone, latitude, longitude, position_sd_km, ellipse
        {major_km, minor_km, strike_deg, level}, depth_km, depth_sd_km, magnitudes {kind: value}, mb, mb_sd,
        yield_kt, yield_sd_kt, yield_low_kt, yield_high_kt, type, state, relative [{quantity, to, is}]``.

    Raises
    ------
    ClaimError
        A field nobody knows, a value that does not fit, or nothing claimed at all.

    Examples
    --------
    >>> claim = parse_claim({"by": "a catalogue", "depth_km": "2.1", "type": "nuclear test"})
    >>> claim.depth_km.value, round(claim.depth_km.step, 3), claim.kind
    (2.1, 0.1, 'nuclear')
    """
    given = {str(key): value for key, value in content.items() if value not in (None, "", [], {})}
    for key in given:
        if key not in _FIELDS:
            near = difflib.get_close_matches(key, _FIELDS, 1)
            raise ClaimError(
                f"claim: field {key!a:.60} unknown{f'; did you mean {near[0]}?' if near else ''}"
            )
    zone = _text(given, "zone") or None
    if zone is not None:
        zone_of(zone)
    moment, step, stated = _time(given, zone)
    latitude, longitude = _number(given, "latitude", -90, 90), _number(given, "longitude", -180, 360)
    if (latitude is None) != (longitude is None):
        raise ClaimError("claim: latitude and longitude go together, one is missing")
    claim = Claim(
        by=_text(given, "by") or "unnamed",
        source=_text(given, "source"),
        title=_text(given, "title"),
        time=moment,
        time_sd_s=_plain(given, "time_sd_s", 0, 1e5),
        time_step_s=step,
        time_zone_stated=stated,
        day=_day(given),
        zone=zone,
        latitude=latitude,
        longitude=longitude,
        position_sd_km=_plain(given, "position_sd_km", 0, 1e4),
        ellipse=_ellipse(given),
        depth_km=_number(given, "depth_km", -10, 800, sd=_plain(given, "depth_sd_km", 0, 800)),
        magnitudes=_magnitudes(given),
        yield_kt=_number(given, "yield_kt", 1e-9, 1e6, sd=_plain(given, "yield_sd_kt", 0, 1e6)),
        yield_range_kt=_range(given),
        kind=_kind(given),
        state=_text(given, "state") or None,
        relative=_relative(given),
    )
    if claim == Claim(by=claim.by, source=claim.source, title=claim.title, zone=claim.zone):
        raise ClaimError(
            "claim: nothing is claimed: no time, position, depth, magnitude, yield, type or size"
        )
    return claim


def zone_of(name: str) -> timezone | ZoneInfo:
    """Return a time zone by its name or its offset from UTC.

    Examples
    --------
    >>> str(zone_of("+08:30")), str(zone_of("America/New_York"))
    ('UTC+08:30', 'America/New_York')
    """
    if name.upper() in ("UTC", "GMT", "Z"):
        return UTC
    match = _OFFSET.fullmatch(name.strip())
    if match:
        minutes = 60 * int(match[2]) + int(match[3] or 0)
        if minutes > 14 * 60 or int(match[3] or 0) > 59:
            raise ClaimError(f"claim: zone {name!a:.40}: no clock is more than 14 hours from UTC")
        return timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes))
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ClaimError(
            f"claim: zone {name!a:.60} unknown; give a name such as Asia/Pyongyang, or +08:30"
        ) from error


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str | int | float):
        raise ClaimError(f"claim: {name} is not a text")
    return " ".join("".join(c if c.isprintable() else " " for c in str(value)).split())[:300]


def _number(
    given: Mapping[str, Any], name: str, low: float, high: float, *, sd: float | None = None
) -> Claimed | None:
    if name not in given:
        return None
    text = str(given[name]).strip()
    if not _NUMBER.fullmatch(text) or not low <= float(text) <= high:
        raise ClaimError(f"claim: {name} {text!a:.40} is not a number between {low:g} and {high:g}")
    digits, _, exponent = text.lower().partition("e")
    decimals = len(digits.partition(".")[2]) - int(exponent or 0)
    return Claimed(float(text), sd, 10.0**-decimals)


def _plain(given: Mapping[str, Any], name: str, low: float, high: float) -> float | None:
    number = _number(given, name, low, high)
    if number is not None and number.value == low == 0:
        raise ClaimError(f"claim: {name} 0: an error is above zero; leave it out where none is stated")
    return None if number is None else number.value


def _time(given: Mapping[str, Any], zone: str | None) -> tuple[datetime | None, float, bool]:
    if "time" not in given:
        return None, 0.0, True
    text = str(given["time"]).strip()
    match = _TIME.fullmatch(text)
    if not match:
        raise ClaimError(
            f"claim: time {text!a:.60} is not of the form 2017-09-03T03:30:01Z; for a day use date"
        )
    day, clock, seconds, fraction, offset = match.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{seconds or ':00'}{(fraction or '')[:7]}")
    except ValueError as error:
        raise ClaimError(f"claim: time {text!a:.60}: {error}") from error
    step = 10.0 ** -(len(fraction) - 1) if fraction else 1.0 if seconds else 60.0
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ClaimError(f"claim: time {text!a:.60}: the year is not between {FIRST_YEAR} and {LAST_YEAR}")
    # A time cut to the minute lies within the minute that follows, not around it.
    shift = timedelta(seconds=30) if step == 60.0 else timedelta(0)
    name = {"Z": "UTC", None: zone}.get(offset, offset)
    return moment.replace(tzinfo=zone_of(name or "UTC")).astimezone(UTC) + shift, step, name is not None


def _day(given: Mapping[str, Any]) -> date | None:
    if "date" not in given:
        return None
    try:
        day = date.fromisoformat(str(given["date"]).strip())
    except ValueError as error:
        raise ClaimError(f"claim: date {str(given['date'])!a:.40} is not of the form 2017-09-02") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ClaimError(f"claim: date {day}: the year is not between {FIRST_YEAR} and {LAST_YEAR}")
    return day


def _ellipse(given: Mapping[str, Any]) -> ClaimedEllipse | None:
    if "ellipse" not in given:
        return None
    content = given["ellipse"]
    if not isinstance(content, Mapping):
        raise ClaimError("claim: ellipse holds no major_km, minor_km, strike_deg and level")
    values = [
        _number(content, name, low, high)
        for name, low, high in (
            ("major_km", 1e-3, 1e4),
            ("minor_km", 1e-3, 1e4),
            ("strike_deg", 0, 360),
            ("level", 0.01, 0.999),
        )
    ]
    if any(value is None for value in values):
        raise ClaimError("claim: ellipse needs major_km, minor_km, strike_deg and level")
    return ClaimedEllipse(*(value.value for value in values if value is not None))


def _magnitudes(given: Mapping[str, Any]) -> dict[str, Claimed]:
    magnitudes = {}
    if "mb" in given:
        number = _number(given, "mb", -3, 10, sd=_plain(given, "mb_sd", 0, 3))
        assert number is not None
        magnitudes["mb"] = number
    content = given.get("magnitudes", {})
    if not isinstance(content, Mapping):
        raise ClaimError("claim: magnitudes holds no pairs of kind and value")
    for kind, value in content.items():
        fields = value if isinstance(value, Mapping) else {"value": value}
        number = _number(fields, "value", -3, 10, sd=_plain(fields, "sd", 0, 3))
        if number is None:
            raise ClaimError(f"claim: magnitude {str(kind)!a:.20} has no value")
        magnitudes[str(kind)[:20]] = number
    return magnitudes


def _range(given: Mapping[str, Any]) -> tuple[float, float] | None:
    low, high = _plain(given, "yield_low_kt", 1e-9, 1e6), _plain(given, "yield_high_kt", 1e-9, 1e6)
    if low is None and high is None:
        return None
    if "yield_kt" in given:
        raise ClaimError("claim: yield_kt and a range of yields exclude each other")
    low, high = (0.0 if low is None else low), (math.inf if high is None else high)
    if low > high:
        raise ClaimError(f"claim: yield_low_kt {low:g} is above yield_high_kt {high:g}")
    return low, high


def _kind(given: Mapping[str, Any]) -> str | None:
    if "type" not in given:
        return None
    name = _text(given, "type").casefold().replace("_", " ")
    if name not in TYPES:
        raise ClaimError(f"claim: type {name!a:.40} unknown; known are {', '.join(TYPES)}")
    return TYPES[name]


def _relative(given: Mapping[str, Any]) -> tuple[Relative, ...]:
    rows = given.get("relative", [])
    comparisons = []
    for row in rows if isinstance(rows, list) else [rows]:
        if not isinstance(row, Mapping) or not {"to", "is"} <= row.keys():
            raise ClaimError("claim: relative needs `to` (a case) and `is` (smaller, same or larger)")
        comparison = _text(row, "is")
        if comparison not in COMPARISONS:
            raise ClaimError(f"claim: relative.is {comparison!a:.40} is none of {', '.join(COMPARISONS)}")
        quantity = _text(row, "quantity") or SIZES[0]
        comparisons.append(Relative(quantity, _text(row, "to"), comparison))  # type: ignore[arg-type]
    return tuple(comparisons)
