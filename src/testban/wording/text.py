"""Numbers into words: never more digits than the uncertainty allows, never a number without it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import quote

from testban.geodesy import KM_PER_DEG
from testban.model import Ellipse, Hypotheses, Measured, Missing, Quantity, SuspectedRepeat, TerritoryShare

# A prior of more decimals than this, in percent, was computed and not chosen.
MAX_DECIMALS = 4
_SHORT_WORDS = frozenset({"a", "an", "as", "at", "by", "if", "in", "is", "it", "no", "of", "on", "so", "to"})


def number_text(value: float, width: float) -> str:
    """Write a value to the digits that an interval of this width leaves meaningful (two of the width).

    Examples
    --------
    >>> number_text(143.7, 220.0), number_text(6.28, 0.4), number_text(0.034, 0.05), number_text(5.0, 0.0)
    ('140', '6.28', '0.034', '5')
    """
    if width <= 0.0:
        return f"{value:g}".replace("-", "−")
    decimals = 1 - math.floor(math.log10(width))
    rounded = round(value, decimals)
    return f"{rounded:,.{max(decimals, 0)}f}".replace("-", "−")


def quantity_text(quantity: Quantity) -> str:
    """Write a quantity with its interval, or why there is none.

    Examples
    --------
    >>> quantity_text(Measured(value=140.2, low=70.4, high=290.8, level=0.9, unit="kt", inputs=("table:x",)))
    '140 kt (70 to 290 kt at 90 %)'
    >>> quantity_text(Missing(status="not_measured", reason="arrival times only"))
    'not measured: arrival times only'
    """
    if isinstance(quantity, Missing):
        return f"{status_text(quantity.status)}: {quantity.reason}"
    unit = "" if quantity.unit in ("1", "magnitude") else f" {quantity.unit}"
    value, low, high = interval_texts(quantity)
    return f"{value}{unit} ({low} to {high}{unit} at {100.0 * quantity.level:g} %)"


def interval_texts(quantity: Measured) -> tuple[str, str, str]:
    """Write value, low and high; where an end is small beside the interval it keeps its own two digits.

    Examples
    --------
    >>> interval_texts(Measured(value=183.0, low=61.0, high=520.0, level=0.9, unit="kt", inputs=("x:y",)))
    ('180', '61', '520')
    """
    width = quantity.high - quantity.low
    parts = (quantity.value, quantity.low, quantity.high)
    value, low, high = (number_text(part, min(width, abs(part)) or width) for part in parts)
    return value, low, high


def sentence(text: str) -> str:
    """Let a text begin with a capital and end with a stop, so that sentences may follow it.

    Examples
    --------
    >>> sentence("no discriminant is measured"), sentence("mb is withheld."), sentence("mb is withheld")
    ('No discriminant is measured.', 'mb is withheld.', 'mb is withheld.')
    """
    text = text.strip()
    first, _, _ = text.partition(" ")
    # A symbol such as mb, kt or pP keeps its letter.
    if first.isalpha() and first.islower() and (len(first) > 2 or first in _SHORT_WORDS):
        text = text[0].upper() + text[1:]
    return stopped(text)


def stopped(text: str) -> str:
    """Let a text end with a stop, to stand after a colon.

    Examples
    --------
    >>> stopped("no reference event was given")
    'no reference event was given.'
    """
    text = text.strip()
    return text if text.endswith((".", "!", "?")) or not text else text + "."


def status_text(status: str) -> str:
    """Turn a status of the finding into words.

    Examples
    --------
    >>> status_text("insufficient_data")
    'insufficient data'
    """
    return status.replace("_", " ")


def percent_text(share: float) -> str:
    """Write a share as a percentage without claiming certainty that is only rounding.

    Examples
    --------
    >>> [percent_text(share) for share in (1.0, 0.9996, 0.5, 0.004, 0.0)]
    ['100 %', 'more than 99.9 %', '50 %', '0.4 %', '0 %']
    """
    percent = 100.0 * share
    if share not in (0.0, 1.0) and percent >= 99.9:
        return "more than 99.9 %"
    if 0.0 < percent < 0.1:
        return "less than 0.1 %"
    return f"{percent:.0f} %" if 1.0 <= percent < 99.0 or share in (0.0, 1.0) else f"{percent:.1f} %"


def prior_texts(prior: Mapping[str, float]) -> dict[str, str]:
    """Write probabilities that were chosen, and not measured, as they were chosen: to one number of decimals.

    Examples
    --------
    >>> prior_texts({"explosion": 0.475, "earthquake": 0.475, "collapse": 0.05})
    {'explosion': '47.5 %', 'earthquake': '47.5 %', 'collapse': '5.0 %'}
    >>> prior_texts({"explosion": 1 / 3, "earthquake": 2 / 3})
    {'explosion': '33.3 %', 'earthquake': '66.7 %'}
    """
    for decimals in range(MAX_DECIMALS):
        if all(abs(100.0 * share - round(100.0 * share, decimals)) < 1e-9 for share in prior.values()):
            break
    else:
        decimals = 1
    return {name: f"{100.0 * share:.{decimals}f} %" for name, share in prior.items()}


def percent_texts(shares: Iterable[float]) -> list[str]:
    """Write shares of one whole as percentages that add up to 100 (largest remainder).

    Whole percents where every share lies between 1 % and 99 %, else tenths.

    Examples
    --------
    >>> percent_texts((0.515, 0.3655, 0.1195)), percent_texts((0.9931, 0.0065, 0.0004))
    (['51 %', '37 %', '12 %'], ['99.3 %', '0.7 %', 'less than 0.1 %'])
    """
    values = list(shares)
    if abs(math.fsum(values) - 1.0) > 1e-6:
        return [percent_text(value) for value in values]
    steps = 100 if all(0.01 <= value < 0.99 for value in values) else 1000
    floors = [math.floor(steps * value) for value in values]
    fullest = sorted(range(len(values)), key=lambda place: floors[place] - steps * values[place])
    for place in fullest[: steps - sum(floors)]:
        floors[place] += 1
    return [
        percent_text(value)
        if steps == 1000 and not 0.001 <= value < 0.999
        else f"{100 * floor / steps:.{0 if steps == 100 else 1}f} %"
        for value, floor in zip(values, floors, strict=True)
    ]


def without_texts(hypotheses: Hypotheses) -> dict[str, dict[str, str]]:
    """Write what the explanations would share without each term, in percentages that add up.

    Returns
    -------
    dict of str to dict of str to str
        By term and explanation; a term without which nothing was worked out is left out.
    """
    shares: dict[str, dict[str, float]] = {}
    for item in hypotheses.items:
        for term in item.terms:
            if term.probability_without is not None:
                shares.setdefault(term.name, {})[item.name] = term.probability_without
    return {
        name: dict(zip(found, percent_texts(found.values()), strict=True)) for name, found in shares.items()
    }


def signed_text(value: float) -> str:
    """Write a number that may lie on either side of nothing.

    Examples
    --------
    >>> signed_text(0.716), signed_text(-1.1), signed_text(-0.001)
    ('+0.72', '−1.10', '0.00')
    """
    text = f"{value:+.2f}"
    return "0.00" if float(text) == 0.0 else text.replace("-", "−")


def paragraph_text(paragraph: str) -> str:
    """Name a paragraph of a resolution, a presidential statement or a treaty.

    Examples
    --------
    >>> [paragraph_text(one) for one in ("27 or 28", "8(a)", "para 9", "last para", "Art. 5")]
    ['paragraph 27 or 28', 'paragraph 8(a)', 'paragraph 9', 'last paragraph', 'Art. 5']
    """
    if paragraph[:1].isdigit():
        return f"paragraph {paragraph}"
    return re.sub(r"\bpara\b", "paragraph", paragraph)


def territory_text(territory: Iterable[TerritoryShare]) -> str:
    """Write whose land an ellipse covers, in percentages that add up.

    Examples
    --------
    >>> shares = {"A": 0.415, "B": 0.415, "C": 0.17}
    >>> territory_text(TerritoryShare(state=name, name=name, share=share) for name, share in shares.items())
    '42 % A, 41 % B, 17 % C'
    """
    rows = list(territory)
    texts = percent_texts(row.share for row in rows)
    return ", ".join(f"{text} {row.name}" for text, row in zip(texts, rows, strict=True))


def repeat_text(repeat: SuspectedRepeat) -> str:
    """Describe an event suspected at the place of a located one."""
    seen = f"{len(repeat.stations)} stations ({', '.join(repeat.stations)})"
    when = f"{abs(repeat.delay_s):.0f} s {'later' if repeat.delay_s >= 0.0 else 'before'}"
    sentence = (
        f"A second event is suspected at its place {when}: seen by {seen}, too few to "
        f"locate it; independent signals would make {repeat.chance:.2g} such coincidences."
    )
    difference = repeat.p_over_s_difference
    if isinstance(difference, Measured):
        factor, low, high = (10.0**value for value in (difference.value, difference.low, difference.high))
        interval = f"{low:.2f} to {high:.2f} at {100 * difference.level:.0f} %"
        likeness = "not told apart by it" if repeat.likeness == "not told apart by P/S" else "unlike it"
        times = f"{factor:.2f} times that of the first ({interval})"
        if repeat.at_most:
            times = f"at most {high:.2f} times that of the first (at {100 * difference.level:.0f} %)"
        sentence += f" Its P/S in {repeat.low_hz:g}-{repeat.high_hz:g} Hz is {times}: {likeness}."
    else:
        sentence += f" Its P/S cannot be compared: {difference.reason}."
    if repeat.hypotheses.status == "insufficient_data":
        return sentence + " What it was: insufficient data."
    first = max(repeat.hypotheses.items, key=lambda item: item.probability or 0.0)
    return sentence + f" Most likely {first.name} ({percent_text(first.probability or 0.0)})."


def position_text(latitude: float, longitude: float, ellipse: Ellipse) -> str:
    """Write a position to the digits its ellipse allows.

    Examples
    --------
    >>> e = Ellipse(kind="coverage", level=0.9, major_km=12.0, minor_km=9.0, strike_deg=0.0, area_km2=339.0)
    >>> position_text(41.3, -129.0797, e)
    '41.300° N, 129.080° W'
    """
    decimals = min(max(1 - math.floor(math.log10(ellipse.minor_km / KM_PER_DEG)), 1), 5)
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    return f"{abs(latitude):.{decimals}f}° {north}, {abs(longitude):.{decimals}f}° {east}"


def time_text(moment: datetime, *, decimals: int = 2) -> str:
    """Write a moment in UTC, seconds to the decimals asked for.

    Examples
    --------
    >>> from datetime import UTC
    >>> time_text(datetime(2017, 9, 3, 3, 29, 59, 996000, tzinfo=UTC), decimals=1)
    '2017-09-03 03:30:00.0'
    """
    step_us = 10 ** (6 - decimals)
    whole = round(moment.microsecond / step_us) * step_us
    moment = moment.replace(microsecond=0) + timedelta(microseconds=whole)
    text = moment.strftime("%Y-%m-%d %H:%M:%S")
    return f"{text}.{moment.microsecond // step_us:0{decimals}d}" if decimals else text


def origin_time_text(time: datetime, low: datetime, high: datetime) -> str:
    """Write an origin time with how far it may be off, seconds.

    Examples
    --------
    >>> from datetime import UTC
    >>> t = datetime(2017, 9, 3, 3, 30, 1, 640000, tzinfo=UTC)
    >>> origin_time_text(t, t - timedelta(seconds=1.2), t + timedelta(seconds=1.2))
    '2017-09-03 03:30:01.6 UTC, from 1.2 s earlier to 1.2 s later'
    """
    early, late = (time - low).total_seconds(), (high - time).total_seconds()
    width = early + late
    decimals = 2 if width <= 0.0 else min(max(1 - math.floor(math.log10(width)), 0), 3)
    shown = time_text(time, decimals=decimals)
    return f"{shown} UTC, from {number_text(early, early)} s earlier to {number_text(late, late)} s later"


def count_text(number: int, noun: str, plural: str = "") -> str:
    """Write a count with its noun.

    Examples
    --------
    >>> count_text(1, "station"), count_text(3, "entry", "entries")
    ('1 station', '3 entries')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"


def list_text(parts: list[str]) -> str:
    """Join parts as a sentence does.

    Examples
    --------
    >>> list_text(["a", "b", "c"])
    'a, b and c'
    """
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1] if parts else ""


def anchor(identifier: str) -> str:
    """Turn an evidence identifier into what may stand both in `id` and after `#`.

    Examples
    --------
    >>> anchor("arrival:MDJ/Pn"), anchor('input:a "b".csv'), anchor("no kind")
    ('arrival:MDJ/Pn', 'input:a%20%22b%22.csv', 'evidence:no%20kind')
    """
    # The page's own identifiers have no colon, so none can be taken by a name from outside.
    named = identifier if ":" in identifier else f"evidence:{identifier}"
    return quote(re.sub(r"[\ud800-\udfff]", "?", named), safe=":/.,;+-_~()*")
