"""How a reward is split, and when a turn's day is: pure decisions, no I/O, no clock, no Django."""

from datetime import date, datetime
from typing import Final, NamedTuple

from tuppence.payments.calendar import Every, Rhythm, after, first, last_due_day, moment

WHOLE: Final = 10_000
"""Basis points of a whole."""
SATURDAY: Final = 6


class Parts(NamedTuple):
    """Minor units; together they are the reward."""

    spend: int
    save: int
    share: int


def parts(reward: int, *, save_bp: int, share_bp: int) -> Parts:
    """Splits a reward. A part is rounded down, and what no part gets is to spend."""
    save, share = reward * save_bp // WHOLE, reward * share_bp // WHOLE
    return Parts(reward - save - share, save, share)


def opening(rhythm: Rhythm | None, starts_on: date) -> date:
    """The day of the first turn."""
    return starts_on if rhythm is None else first(rhythm)


def following(rhythm: Rhythm | None, on: date) -> date | None:
    """The day of the turn after that of a day; None when there is none."""
    return None if rhythm is None else after(rhythm, on)


def latest(rhythm: Rhythm, since: date, *, zone: str, now: datetime) -> date:
    """The newest day, from ``since`` on, whose turn has begun: what came between is over."""
    newest, until = since, last_due_day(now, zone=zone)
    while (later := after(rhythm, newest)) <= until:
        newest = later
    return newest


def begins(on: date, *, zone: str) -> datetime:
    return moment(on, zone=zone)


def next_saturday(*, zone: str, now: datetime) -> datetime:
    """Pay-day of a child who has no allowance."""
    weekly = Rhythm(every=Every.WEEKLY, day=SATURDAY, start=last_due_day(now, zone=zone))
    return moment(after(weekly, last_due_day(now, zone=zone)), zone=zone)
