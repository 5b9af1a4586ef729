"""When an allowance is paid and how much: pure decisions, no I/O, no clock, no Django."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from tuppence.payments.calendar import (
    Every,
    Rhythm,
    after,
    first,
    last_due_day,
    moment,
)

MADE_UP_FOR: Final = timedelta(days=92)
"""How far back missed pay-days are made up for by themselves. After a longer outage people have
long helped themselves, and a guardian should not find a year's allowances gone in one night."""


class Turn(NamedTuple):
    """A due day, and the instant from which it is due."""

    on: date
    at: datetime


def opening(rhythm: Rhythm, *, zone: str) -> Turn:
    """The first turn of a new allowance. It may have begun already today."""
    return _turn(first(rhythm), zone)


def resumed(rhythm: Rhythm, *, zone: str, now: datetime) -> Turn:
    """The first turn that is still to come. What came while it was paused is not made up for."""
    return _turn(after(rhythm, last_due_day(now, zone=zone)), zone)


@lru_cache(maxsize=4096)  # of a million allowances that are due together few differ in these
def following(every: Every, day: int, on: date, zone: str) -> Turn:
    """The turn after a due day, which is ``on``."""
    return _turn(after(Rhythm(every=every, day=day, start=on), on), zone)


def made_up_from(now: datetime) -> datetime:
    """What was due before this is not made up for."""
    return now - MADE_UP_FOR


def payable(amount: int, raised: int | None, raised_on: date | None, *, on: date) -> int:
    """What is paid on a due day."""
    if raised is not None and raised_on is not None and on >= raised_on:
        return raised
    return amount


def _turn(on: date, zone: str) -> Turn:
    return Turn(on, moment(on, zone=zone))
