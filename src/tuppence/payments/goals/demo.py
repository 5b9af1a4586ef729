"""Meera's goal in the demo: a bicycle that she has begun to save for, and what fills it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from tuppence.ledger import queries as ledger
from tuppence.ledger.journals import Key
from tuppence.payments.goals.models import Goal, Picture, PlanKind
from tuppence.payments.goals.operations import moving, plans, pots
from tuppence.payments.payments.demo import Scene, actor, at, days
from tuppence.payments.policy import HOME_UNIT
from tuppence.payments.wallets import queries as wallets

NAME: Final = "Bicycle"
TARGET: Final = 4_500_00
SAVED: Final = (120_00, 80_00, 35_00, 150_00, 60_00, 90_00)
"""What she puts aside on Sundays, when money has come: the newest last."""


def chapter(start: datetime, end: datetime) -> Iterator[Scene]:
    """The story of the goal, within ``start`` to ``end``. Its plans begin with the last of it, as
    they follow what happens since."""
    begun = end - timedelta(weeks=len(SAVED) + 2)
    yield begun, partial(_make, begun)
    sundays = [at(day, 12) for day in days(begun, end) if day.isoweekday() == 7]
    weeks = [when for when in sundays if when < end - timedelta(hours=2)][-len(SAVED) :]
    for number, (when, amount) in enumerate(zip(weeks, SAVED, strict=True)):
        yield when, partial(_save, number, amount, when)
    yield end - timedelta(hours=1), partial(_plan, end - timedelta(hours=1))


def goal() -> Goal:
    """Meera's."""
    return Goal.objects.get(wallet__owner_id=actor("meera").person_id)


def _make(now: datetime) -> None:
    pots.make(
        actor=actor("meera"),
        name=NAME,
        picture=Picture.BICYCLE,
        target=TARGET,
        wanted_by=None,
        now=now,
    )


def _save(number: int, amount: int, now: datetime) -> None:
    meera = actor("meera")
    home = wallets.own(meera, unit=HOME_UNIT.value).wallet
    if amount <= (ledger.balance(home.account_id).available or 0):
        key = Key("demo-goal", str(number), "")
        moving.save(actor=meera, goal=goal().public_id, amount=amount, key=key, now=now)


def _plan(now: datetime) -> None:
    for who, kind, terms in (
        ("meera", PlanKind.ROUND_UP, {"step": 10_00}),
        ("asha", PlanKind.MATCH, {"percent": 25, "amount": 300_00}),
    ):
        key = Key("demo-goal", kind.label, "")
        plans.begin(
            actor=actor(who), goal=goal().public_id, kind=kind, terms=terms, key=key, now=now
        )
