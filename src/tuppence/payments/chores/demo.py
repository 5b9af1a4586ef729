"""What the demo family agreed on, and how that went: an allowance for each teen, and some chores.

The first allowances come due before the guardians have topped up, so they are owed, and paid when
there is money. Most turns of the chores were done and approved; now and then one was missed, and
the last one waits for a guardian's yes.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from tuppence.ledger.journals import Key
from tuppence.payments.allowances.models import Every as Rhythm
from tuppence.payments.allowances.operations import set_up
from tuppence.payments.allowances.operations.run import pay_due
from tuppence.payments.chores.models import Chore, Every, Pays, State
from tuppence.payments.chores.operations import giving, turns
from tuppence.payments.ious import operations as ious
from tuppence.payments.payments.demo import Scene, actor, at, days
from tuppence.payments.policy import HOME_UNIT
from tuppence.payments.wallets import queries as wallets

ALLOWANCES: Final = (
    ("asha", "meera", Rhythm.WEEKLY, 6, 150_00),
    ("ravi", "kabir", Rhythm.MONTHLY, 31, 400_00),
)
"""Who gives whom how much, and when."""
_Given = tuple[str, str, str, Every, int | None, int, Pays]
WEEKLY: Final[tuple[_Given, ...]] = (
    ("asha", "meera", "Water the plants", Every.WEEKLY, 7, 40_00, Pays.PAY_DAY),
    ("asha", "kabir", "Lay the table", Every.WEEKLY, 5, 25_00, Pays.NOW),
)
ONCE: Final[_Given] = ("ravi", "kabir", "Clean the bicycle", Every.ONCE, None, 60_00, Pays.NOW)
CHORES_FOR: Final = timedelta(weeks=8)
"""How long ago the chores were given. (A platform in demo mode is to be up in seconds.)"""
MISSED_EACH: Final = 4
"""Of so many weeks' turns one is missed."""


def chapter(start: datetime, end: datetime) -> Iterator[Scene]:
    """The story of all that comes again and again, from ``start`` to ``end``."""
    agreed, chores = start + timedelta(hours=1), end - CHORES_FOR
    yield agreed, partial(_agree, agreed)
    yield chores, partial(_give_all, chores)
    due = {6, *(weekday for _, _, _, _, weekday, _, _ in WEEKLY)}
    for day in days(start, end - timedelta(hours=1)):
        morning, evening = at(day, 10, 30), at(day, 19)
        is_due = day.isoweekday() in due or (day + timedelta(days=1)).day == 1 or day.day == 1
        if is_due and morning < end - timedelta(hours=1):
            yield morning, partial(_morning, morning, payday=day.day == 1)
        if day.isocalendar().week % MISSED_EACH and chores < evening < end - timedelta(hours=2):
            yield from _evening(evening)
    lately = end - timedelta(hours=20)
    yield lately, partial(_give, ONCE, lately)
    yield end - timedelta(hours=3), partial(_done, ONCE[1], ONCE[2], end - timedelta(hours=3))


def _evening(now: datetime) -> Iterator[Scene]:
    for _, child, title, _, weekday, _, _ in WEEKLY:
        if now.isoweekday() == weekday:
            yield now, partial(_done, child, title, now)
            approved = now + timedelta(hours=1)
            yield approved, partial(_approved, "ravi", title, approved)


def _agree(now: datetime) -> None:
    for giver, child, every, day, amount in ALLOWANCES:
        wanted = set_up.Wanted(
            person=actor(child).person,
            every=every,
            day=day,
            amount=amount,
            unit=HOME_UNIT.value,
            starts_on=None,
            note="Pocket money",
        )
        set_up.set_up(actor=actor(giver), wanted=wanted, key=_key("allowance", child), now=now)


def _give_all(now: datetime) -> None:
    for given in WEEKLY:
        _give(given, now)


def _give(given: _Given, now: datetime) -> None:
    giver, child, title, often, day, reward, pays = given
    wanted = giving.Wanted(
        person=actor(child).person,
        title=title,
        reward=reward,
        pays=pays,
        every=often,
        day=day,
        starts_on=None,
    )
    giving.give(actor=actor(giver), wanted=wanted, key=_key("chore", title), now=now)


def _morning(now: datetime, *, payday: bool) -> None:
    """What schedules do, and after a top-up the relay."""
    pay_due(now=now, go_on=lambda _: True)
    ious.pay_promised(now=now)
    giving.begin_turns(now=now)
    if payday:
        for giver in ("asha", "ravi"):
            wallet = wallets.own(actor(giver), unit=HOME_UNIT.value).wallet
            ious.pay_owed(wallet=wallet.public_id, now=now)


def _done(child: str, title: str, now: datetime) -> None:
    turn = Chore.objects.get(title=title).turns.filter(state=State.OPEN).first()
    if turn is not None:
        turns.done(actor=actor(child), turn=turn.public_id, now=now)


def _approved(guardian: str, title: str, now: datetime) -> None:
    turn = Chore.objects.get(title=title).turns.filter(state=State.DONE).first()
    if turn is not None:
        turns.approve(actor=actor(guardian), turn=turn.public_id, now=now)


def _key(what: str, which: str) -> Key:
    return Key(scope="demo", value=f"{what}:{which}", request="")
