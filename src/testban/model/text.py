"""Turn text that others wrote into numbers, times and names that are safe to pass on."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta

MAX_TEXT = 120
MAX_CODE = 24
# Global seismic recording began in 1889 (Potsdam); an older time is a mistake.
MIN_TIME = datetime(1889, 1, 1, tzinfo=UTC)

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]*", re.ASCII)
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+/#'*-]*", re.ASCII)
_ISO = re.compile(
    r"(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,12})?)?\s?(Z|[+-]\d\d:?\d\d)?", re.ASCII
)


def lines_of(text: str) -> list[str]:
    """Split at line ends only, so that line numbers agree with an editor's."""
    return [line.rstrip("\r") for line in text.split("\n")]


def clean_text(raw: str, *, limit: int = MAX_TEXT) -> tuple[str, bool]:
    """Make free text safe to show: no control characters, no markup, one line, a bounded length.

    Returns
    -------
    tuple of str and bool
        The text, and whether anything but outer blanks was taken out.

    Examples
    --------
    >>> clean_text("Tunisia")
    ('Tunisia', False)
    >>> clean_text("<script>alert(1)</script>")
    ('script alert(1) /script', True)
    """
    piece = raw[: 8 * limit]
    kept = "".join(
        " " if c in '<>&"`' or unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp") else c
        for c in piece
    )
    text = " ".join(kept.split())[:limit].strip()
    return text, text != " ".join(raw.split())


def one_line(raw: str, *, limit: int = 400) -> str:
    """Put our own text on one line without control characters; signs such as < keep their meaning.

    Examples
    --------
    >>> one_line("mb < 3.5\\n & falling")
    'mb < 3.5 & falling'
    """
    kept = (" " if unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp") else c for c in raw)
    return " ".join("".join(kept).split())[:limit].strip()


def clean_code(raw: str, *, limit: int = MAX_CODE) -> str | None:
    """Return a station code or identifier, or None where it is none.

    Examples
    --------
    >>> clean_code(" IC.MDJ.00.BHZ "), clean_code("<b>MDJ"), clean_code("A" * 10_000)
    ('IC.MDJ.00.BHZ', None, None)
    """
    code = raw.strip()
    return code if len(code) <= limit and _CODE.fullmatch(code) else None


def clean_identifier(raw: str, *, limit: int = 64) -> str | None:
    """Return an arrival identifier such as "MDJ/Pn#2", or None where it is none.

    Examples
    --------
    >>> clean_identifier("MDJ/Pn#2"), clean_identifier("a b"), clean_identifier("../x")
    ('MDJ/Pn#2', None, None)
    """
    text = raw.strip()
    return text if len(text) <= limit and _IDENTIFIER.fullmatch(text) else None


def excerpt(raw: str, *, limit: int = 40) -> str:
    """Show a piece of hostile or broken text in a message, cut and cleaned.

    Examples
    --------
    >>> excerpt("x" * 100)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...' (100 characters)"
    """
    text, _ = clean_text(raw, limit=limit)
    return f"'{text}...' ({len(raw)} characters)" if len(raw.strip()) > limit else f"'{text}'"


def number(raw: str) -> float | None:
    """Read a plain decimal number; None where the text is not a finite number.

    Examples
    --------
    >>> number(" -1.5 "), number("nan"), number("1_0"), number("")
    (-1.5, None, None, None)
    """
    text = raw.strip()
    if not text or len(text) > 40 or not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if abs(value) < 1e300 else None


def iso_time(raw: str) -> datetime | None:
    """Read an ISO 8601 time; UTC where no zone is written. None where it is not a time.

    Seconds may reach 60 (a leap second, which becomes the next minute's first).

    Examples
    --------
    >>> iso_time("2017-09-03T03:30:01.76Z").isoformat()
    '2017-09-03T03:30:01.760000+00:00'
    >>> iso_time("2017-13-03T03:30:01") is None
    True
    """
    text = raw.strip()
    if _is_usual(text):
        try:
            return in_calendar(datetime.fromisoformat(text))
        except ValueError:
            pass  # a leap second, or no day or time of that number: below
    match = _ISO.fullmatch(text) if len(raw) < 60 else None
    if match is None:
        return None
    year, month, day, hour, minute = (int(match[i]) for i in range(1, 6))
    second, fraction, zone = int(match[6] or 0), match[7], match[8]
    if second > 60:
        return None
    microsecond = round(float("0" + fraction) * 1e6) if fraction else 0
    try:
        moment = datetime(year, month, day, hour, minute, tzinfo=UTC)
        moment += timedelta(seconds=second, microseconds=microsecond)
        if zone and zone != "Z":
            hours, minutes = int(zone[1:3]), int(zone[-2:])
            if hours > 14 or minutes > 59:
                return None
            shift = timedelta(hours=hours, minutes=minutes)
            moment = moment - shift if zone[0] == "+" else moment + shift
    except (ValueError, OverflowError):
        return None
    return in_calendar(moment)


def _is_usual(text: str) -> bool:
    """Whether a time has the form 2017-09-03T03:30:01.760Z, which Python itself reads, and fast."""
    return (
        20 <= len(text) <= 27
        and text[-1] == "Z"
        and text[10] == "T"
        and text[4] == text[7] == "-"
        and text[13] == text[16] == ":"
        and text[11:13] != "24"
        and (len(text) == 20 or (len(text) > 21 and text[19] == "."))
    )


def in_calendar(moment: datetime) -> datetime | None:
    """Return a time that a day can be added to or taken from, else None.

    Examples
    --------
    >>> in_calendar(datetime(9999, 12, 31, tzinfo=UTC)) is None
    True
    """
    return moment if 1 < moment.year < 9999 else None


def epoch_time(seconds: float) -> datetime | None:
    """Turn seconds since 1970 into a time; None where no calendar holds it.

    Examples
    --------
    >>> epoch_time(1518057003.4625).isoformat()
    '2018-02-08T02:30:03.462500+00:00'
    """
    try:
        return in_calendar(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=round(seconds * 1e6)))
    except OverflowError:
        return None


def time_problem(moment: datetime) -> str | None:
    """Say why a time cannot be that of a reading, or None.

    Examples
    --------
    >>> time_problem(datetime(1017, 9, 3, tzinfo=UTC))
    'the time 1017-09-03T00:00:00Z is before seismic recording began (1889)'
    """
    if moment < MIN_TIME:
        reason = "is before seismic recording began (1889)"
    elif moment > datetime.now(UTC) + timedelta(days=1):
        reason = "lies in the future"
    else:
        return None
    written = moment.isoformat(timespec="seconds").replace("+00:00", "Z")
    return f"the time {written} {reason}"
