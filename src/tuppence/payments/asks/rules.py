"""Who may ask whom for money, and how often: pure, no I/O, no clock, no Django."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final

from tuppence.kernel.errors import Refused

LIFE: Final = timedelta(days=7)
DAY: Final = timedelta(hours=24)

MOST_OPEN_WITH_ONE: Final = 3
MOST_A_DAY_WITH_ONE: Final = 6
MOST_OPEN: Final = 60
"""What one person can have open with one other, ask of them within 24 hours (also declined ones:
whoever says no is left alone), and have open with all together."""

MOST_REMINDERS: Final = 3
REMIND_AFTER: Final = timedelta(hours=24)
"""How often somebody may be reminded of one ask, and how long after it, or the last time."""


class AsksFull(Refused):
    """``who`` is ``one`` if there is too much with the one who would be asked, ``all`` if with all
    together; ``most`` is what there can be."""

    code: ClassVar[str] = "asks_full"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "You have asked for money often enough for now"


class RemindTooSoon(Refused):
    """``left`` is how many reminders are left; with some left, ``next_from`` (RFC 3339) is when the
    next may be."""

    code: ClassVar[str] = "remind_too_soon"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "They were reminded already"


@dataclass(frozen=True, slots=True)
class Standing:
    """How two people stand to each other: whether they share a family, and whether either has ever
    paid the other. ``asked_paid``: whoever is asked has paid the asker."""

    asker_is_minor: bool
    asked_is_minor: bool
    family: bool = False
    asked_paid: bool = False
    asker_paid: bool = False


def may_ask(standing: Standing) -> bool:
    """Family may always. Nobody else asks a child, unless the child has paid them before; and a
    child asks nobody else but whom they have paid, or were paid by. So no stranger gets at a child
    with an ask, whether by asking or by being asked."""
    if standing.family:
        return True
    if standing.asked_is_minor:
        return standing.asked_paid
    if standing.asker_is_minor:
        return standing.asked_paid or standing.asker_paid
    return True


@dataclass(frozen=True, slots=True)
class Earlier:
    """An ask that was made before: of whom, when, and whether it is open."""

    asked: int
    at: datetime
    is_open: bool


def check_room(earlier: Iterable[Earlier], asked: Sequence[int], *, now: datetime) -> None:
    """Raises `AsksFull` when one more ask of each of these people is too many."""
    there = list(earlier)
    open_with = Counter(one.asked for one in there if one.is_open)
    lately = Counter(one.asked for one in there if one.at > now - DAY)
    if open_with.total() + len(asked) > MOST_OPEN:
        raise AsksFull(who="all", most=MOST_OPEN)
    for person in asked:
        if open_with[person] >= MOST_OPEN_WITH_ONE:
            raise AsksFull(who="one", most=MOST_OPEN_WITH_ONE)
        if lately[person] >= MOST_A_DAY_WITH_ONE:
            raise AsksFull(who="one", most=MOST_A_DAY_WITH_ONE)


def check_reminder(*, made_at: datetime, last: datetime | None, sent: int, now: datetime) -> None:
    """Raises `RemindTooSoon` when it is too early, or was often enough."""
    if sent >= MOST_REMINDERS:
        raise RemindTooSoon(left=0)
    due = (last or made_at) + REMIND_AFTER
    if now < due:
        raise RemindTooSoon(left=MOST_REMINDERS - sent, next_from=due.isoformat())
