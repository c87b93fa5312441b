"""The day of a reading in IMS1.0, whose phase lines carry a time of day without a date.

The day is the only thing taken from a file's origins: it is the one that puts the reading within six hours of
the origin marked #PRIME, or of each origin of the event where they agree on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from testban.bulletins.records import PublishedOrigin

# The slowest phase a location uses (Lg, 3 km/s half way round the Earth) takes 1.9 h; within six hours the
# day is certain, further away the hour is a slip.
WITHIN = timedelta(hours=6)


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
