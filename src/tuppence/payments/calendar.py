"""When something that repeats is due: pure decisions, no I/O, no clock, no Django.

An allowance, a saving plan and interest all ask here, so that "on the 31st" means one thing. Due
days are days of a calendar; `moment` says at which instant one begins to be due in a zone.
"""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from itertools import islice, takewhile
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY = timedelta(days=1)
MIDNIGHT = time(0)
DUE_AT = time(9)
"""The time of day, in the family's zone, at which what is due on a day is done: when people are up
to read of it, and far from the hours that a clock change skips or repeats."""


class Every(StrEnum):
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """``day`` is 1 (Monday) to 7 of a week (ISO 8601), or 1 to 31 of a month; a month without such
    a day has its last one instead. Nothing is due before ``start``; fortnights are counted from the
    first ``day`` that is not before it. Raises ValueError for a day that never comes.
    """

    every: Every
    day: int
    start: date

    def __post_init__(self) -> None:
        last = 31 if self.every == Every.MONTHLY else 7
        if not 1 <= self.day <= last:
            raise ValueError(f"what is due {self.every} is due on day 1 to {last}, not {self.day}")


def first(rhythm: Rhythm) -> date:
    """The first day on which it is due."""
    return _next(rhythm, rhythm.start)


def after(rhythm: Rhythm, day: date) -> date:
    """The first due day that is later than ``day``."""
    return _next(rhythm, max(day + DAY, rhythm.start))


def due(rhythm: Rhythm, *, since: date | None, until: date, most: int = 1000) -> list[date]:
    """The due days later than ``since`` (None: from the first on) up to and with ``until``, in
    order, the ``most`` earliest of them. After an outage these are the days to make up for."""
    return list(islice(takewhile(lambda day: day <= until, _from(rhythm, since)), most))


def moment(day: date, *, zone: str, at: time = DUE_AT) -> datetime:
    """The instant, in UTC, at which the clock shows ``at`` on that day in the zone (an IANA name).

    A time that occurs twice means the first; one that is skipped, as much later as was skipped.
    """
    return datetime.combine(day, at, tzinfo=_zone(zone)).astimezone(UTC)


def day_of(instant: datetime, *, zone: str) -> date:
    """The day that the calendar of a zone shows at an instant."""
    return instant.astimezone(_zone(zone)).date()


def last_due_day(now: datetime, *, zone: str, at: time = DUE_AT) -> date:
    """The latest day whose `moment` has come: what is due up to it can be done now."""
    today = day_of(now, zone=zone)
    return today if moment(today, zone=zone, at=at) <= now else today - DAY


def month_of(day: date) -> tuple[date, date]:
    """The first day of the day's month, and that of the next."""
    begins = day.replace(day=1)
    return begins, (begins + 31 * DAY).replace(day=1)


def _from(rhythm: Rhythm, since: date | None) -> "Iterator[date]":
    day = first(rhythm) if since is None else after(rhythm, since)
    while True:
        yield day
        day = after(rhythm, day)


def _next(rhythm: Rhythm, earliest: date) -> date:
    """The first due day from ``earliest`` on, which is not before the start."""
    if rhythm.every == Every.MONTHLY:
        found = _in_month(earliest, rhythm.day)
        return found if found >= earliest else _in_month(month_of(earliest)[1], rhythm.day)
    origin = _weekday(rhythm.start, rhythm.day)
    step = 7 if rhythm.every == Every.WEEKLY else 14
    steps = -((origin - earliest).days // step)  # rounded up
    return origin + max(steps, 0) * step * DAY


def _weekday(earliest: date, weekday: int) -> date:
    return earliest + (weekday - earliest.isoweekday()) % 7 * DAY


def _in_month(month: date, day: int) -> date:
    _, length = calendar.monthrange(month.year, month.month)
    return month.replace(day=min(day, length))


_zone = cache(ZoneInfo)
