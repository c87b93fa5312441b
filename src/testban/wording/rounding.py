"""The one set of rounding rules: never more digits than the uncertainty allows, never a number without it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from testban.geodesy import KM_PER_DEG
from testban.model import Ellipse, Measured, Missing, Quantity

# A prior of more decimals than this, in percent, was computed and not chosen.
MAX_PRIOR_DECIMALS = 4


def number_text(value: float, width: float) -> str:
    """Write a value to the digits that an interval of this width leaves meaningful (two of the width).

    Examples
    --------
    >>> number_text(143.7, 220.0), number_text(6.28, 0.4), number_text(0.034, 0.05), number_text(5.0, 0.0)
    ('140', '6.28', '0.034', '5')
    """
    if width <= 0.0:
        return _minus(f"{value:g}")
    decimals = 1 - math.floor(math.log10(width))
    return _minus(f"{round(value, decimals):,.{max(decimals, 0)}f}")


def two_digits(value: float) -> str:
    """Write a number with two significant digits and no exponent.

    Examples
    --------
    >>> two_digits(277.5), two_digits(1284.0), two_digits(0.0612), two_digits(2.97), two_digits(-0.5)
    ('280', '1,300', '0.061', '3.0', '−0.50')
    """
    rounded = float(f"{value:.2g}")
    decimals = max(1 - math.floor(math.log10(abs(rounded))), 0) if rounded else 0
    return _minus(f"{rounded:,.{decimals}f}")


def interval_texts(quantity: Measured) -> tuple[str, str, str]:
    """Write value, low and high; where an end is small next to the interval it keeps its own two digits.

    Examples
    --------
    >>> interval_texts(Measured(value=183.0, low=61.0, high=520.0, level=0.9, unit="kt", inputs=("x:y",)))
    ('180', '61', '520')
    """
    width = quantity.high - quantity.low
    parts = (quantity.value, quantity.low, quantity.high)
    value, low, high = (number_text(part, min(width, abs(part)) or width) for part in parts)
    return value, low, high


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
    return f"{value}{unit} ({low} to {high}{unit} at {level_text(quantity.level)})"


def difference_text(quantity: Quantity) -> str:
    """Write a difference of magnitudes with its interval and signs, or why there is none.

    Examples
    --------
    >>> inputs = ("channel:MDJ",)
    >>> difference_text(Measured(value=1.2, low=1.11, high=1.29, level=0.95, unit="magnitude", inputs=inputs))
    '+1.20 (+1.11 to +1.29 at 95 %)'
    """
    if isinstance(quantity, Missing):
        return quantity_text(quantity)
    value, low, high = (signed_text(part) for part in (quantity.value, quantity.low, quantity.high))
    return f"{value} ({low} to {high} at {level_text(quantity.level)})"


def ratio_text(value: float) -> str:
    """Write a ratio of amplitudes: two decimals, or two digits of one smaller than a tenth.

    Examples
    --------
    >>> ratio_text(2.1894), ratio_text(0.374), ratio_text(0.0437)
    ('2.19', '0.37', '0.044')
    """
    return f"{value:.2f}" if abs(value) >= 0.1 else two_digits(value)


def ratio_interval_text(quantity: Quantity, *, level: bool = True) -> str:
    """Write a ratio of amplitudes with its interval, or why there is none.

    Examples
    --------
    >>> quantity = Measured(value=2.189, low=1.108, high=4.325, level=0.95, unit="1", inputs=("x:y",))
    >>> ratio_interval_text(quantity), ratio_interval_text(quantity, level=False)
    ('2.19 (1.11 to 4.33 at 95 %)', '2.19 (1.11 to 4.33)')
    """
    if isinstance(quantity, Missing):
        return quantity_text(quantity)
    value, low, high = (ratio_text(part) for part in (quantity.value, quantity.low, quantity.high))
    return f"{value} ({low} to {high}{f' at {level_text(quantity.level)}' if level else ''})"


def signed_text(value: float) -> str:
    """Write a number that may lie on either side of zero: two decimals and a sign.

    Examples
    --------
    >>> signed_text(0.716), signed_text(-1.1), signed_text(-0.001)
    ('+0.72', '−1.10', '0.00')
    """
    text = f"{value:+.2f}"
    return "0.00" if float(text) == 0.0 else _minus(text)


def decimals_text(value: float, decimals: int) -> str:
    """Write a number with a fixed number of decimals.

    Examples
    --------
    >>> decimals_text(-1.125, 1), decimals_text(10234.0, 0)
    ('−1.1', '10,234')
    """
    return _minus(f"{value:,.{decimals}f}")


def area_text(area_km2: float) -> str:
    """Write an area in square kilometres with two significant digits.

    Examples
    --------
    >>> area_text(722.1)
    '720 km²'
    """
    return f"{two_digits(area_km2)} km²"


def degrees_text(value: float, decimals: int = 0) -> str:
    """Write an angle in degrees.

    Examples
    --------
    >>> degrees_text(81.7), degrees_text(-0.3), degrees_text(22.67, 1)
    ('82°', '0°', '22.7°')
    """
    return f"{decimals_text(value, decimals)}°"


def seconds_text(value: float) -> str:
    """Write seconds to the hundredth, the finest that a reading error is stated to.

    Examples
    --------
    >>> seconds_text(0.7249)
    '0.72 s'
    """
    return f"{value:.2f} s"


def level_text(level: float) -> str:
    """Write the level of an interval, as it was chosen.

    Examples
    --------
    >>> level_text(0.9), level_text(0.975), level_text(0.29)
    ('90 %', '97.5 %', '29 %')
    """
    return f"{100.0 * level:g} %"


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


def prior_texts(prior: Mapping[str, float]) -> dict[str, str]:
    """Write probabilities that were chosen, and not measured, as they were chosen: to one number of decimals.

    Examples
    --------
    >>> prior_texts({"explosion": 0.475, "earthquake": 0.475, "collapse": 0.05})
    {'explosion': '47.5 %', 'earthquake': '47.5 %', 'collapse': '5.0 %'}
    >>> prior_texts({"explosion": 1 / 3, "earthquake": 2 / 3})
    {'explosion': '33.3 %', 'earthquake': '66.7 %'}
    """
    for decimals in range(MAX_PRIOR_DECIMALS):
        if all(abs(100.0 * share - round(100.0 * share, decimals)) < 1e-9 for share in prior.values()):
            break
    else:
        decimals = 1
    return {name: f"{100.0 * share:.{decimals}f} %" for name, share in prior.items()}


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


def origin_time_texts(time: datetime, low: datetime, high: datetime) -> tuple[str, str]:
    """Write an origin time to the digits its interval allows, and how far it may be off.

    Examples
    --------
    >>> from datetime import UTC
    >>> t = datetime(2017, 9, 3, 3, 30, 1, 640000, tzinfo=UTC)
    >>> origin_time_texts(t, t - timedelta(seconds=1.2), t + timedelta(seconds=1.2))
    ('2017-09-03 03:30:01.6', '± 1.2 s')
    >>> origin_time_texts(t, t - timedelta(seconds=1.2), t + timedelta(seconds=0.8))
    ('2017-09-03 03:30:01.6', 'from 1.2 s earlier to 0.80 s later')
    """
    early, late = (time - low).total_seconds(), (high - time).total_seconds()
    width = early + late
    decimals = 2 if width <= 0.0 else min(max(1 - math.floor(math.log10(width)), 0), 3)
    shown = time_text(time, decimals=decimals)
    halves = {f"{half:.{decimals}f}" for half in (early, late)}
    if len(halves) == 1:
        return shown, f"± {halves.pop()} s"
    return shown, f"from {two_digits(early)} s earlier to {two_digits(late)} s later"


def status_text(status: str) -> str:
    """Turn a status of the finding into words.

    Examples
    --------
    >>> status_text("insufficient_data")
    'insufficient data'
    """
    return status.replace("_", " ")


def _minus(text: str) -> str:
    """Write the minus sign as one, and never before a zero."""
    return text.replace("-", "−") if text.strip("-0.,") else text.replace("-", "")
