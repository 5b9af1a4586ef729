"""Set an allowance up."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from django.db import transaction

from tuppence.kernel.errors import NotFound, Refused
from tuppence.kernel.money import UnitMismatch
from tuppence.ledger.journals import Key
from tuppence.ledger.refusals import IdempotencyConflict
from tuppence.outbox import operations as outbox
from tuppence.payments.allowances import events, queries, rules
from tuppence.payments.allowances.models import (
    Allowance,
    AllowanceVersion,
    Every,
    Plan,
    State,
    What,
)
from tuppence.payments.calendar import day_of
from tuppence.payments.payments.rules import StepUpRequired
from tuppence.payments.policy import STEP_UP_FROM
from tuppence.payments.wallets import queries as wallets
from tuppence.payments.wallets.models import Wallet
from tuppence.payments.wallets.operations import one_at_a_time
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor

MOST: Final = 10
"""How many allowances one child can have at a time."""
MOST_AHEAD: Final = timedelta(days=366)
DAYS_OF_A_WEEK: Final = 7


class AllowancesFull(Refused):
    code: ClassVar[str] = "allowances_full"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "This child has as many allowances as one can have"


class DayInvalid(Refused):
    """``earliest`` and ``latest`` are the days it can be."""

    code: ClassVar[str] = "day_invalid"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "This can begin today, or within a year"


class WeekdayInvalid(Refused):
    code: ClassVar[str] = "weekday_invalid"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "A week has the days 1 (Monday) to 7"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An allowance as asked for. ``amount`` is minor units of ``unit``; ``starts_on`` None is
    today, where the child lives."""

    person: UUID
    every: Every
    day: int
    amount: int
    unit: str
    starts_on: date | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Answered:
    """An allowance; ``replayed``: as this very request had set it up before."""

    allowance: Allowance
    replayed: bool


def set_up(*, actor: Actor, wanted: Wanted, key: Key, now: datetime) -> Answered:
    """Sets an allowance up: from the guardian's own wallet to the child's. The same key gives the
    same one.

    Raises `NotFound` unless the actor guards the child, `WalletMissing`, `UnitMismatch`,
    `DayInvalid`, `WeekdayInvalid`, `StepUpRequired`, `AllowancesFull`, `IdempotencyConflict`.
    """
    first = Allowance.objects.filter(giver_id=actor.person_id, key=key.digest).first()
    if first is not None:
        return _same(actor, first, key)
    child = identity.person_by_public_id(wanted.person)
    if child is None or not families.guards(actor.person_id, child.id, Right.TOP_UP):
        raise NotFound
    if wanted.every != Every.MONTHLY and wanted.day > DAYS_OF_A_WEEK:
        raise WeekdayInvalid
    confirmed(actor, wanted.amount, unit=wanted.unit)
    payer = wallets.own(actor, unit=wanted.unit).wallet
    payee = wallets.receiving(child.id, unit=wanted.unit)
    if payee is None:
        raise wallets.WalletMissing
    if {payer.unit, payee.unit} != {wanted.unit}:
        raise UnitMismatch(units=sorted({payer.unit, payee.unit, wanted.unit}))
    with transaction.atomic():
        one_at_a_time(f"allowances:{child.id}")
        first = Allowance.objects.filter(giver_id=actor.person_id, key=key.digest).first()
        if first is not None:
            return _same(actor, first, key)
        running = Plan.objects.filter(allowance__person_id=child.id).exclude(state=State.ENDED)
        if running.count() >= MOST:
            raise AllowancesFull
        made = _made(actor, wanted, payer, payee, key, now=now)
    return Answered(made, replayed=False)


def confirmed(actor: Actor, amount: int, *, unit: str) -> None:
    """Raises `StepUpRequired` for an amount that a payment of its own would need a PIN for: to
    promise it again and again needs one no less."""
    step_up_from = STEP_UP_FROM.value.get(unit, 1)
    if amount >= step_up_from and not actor.stepped_up:
        raise StepUpRequired(from_amount=step_up_from)


def begins(wanted: date | None, *, zone: str, now: datetime) -> date:
    """A day to begin on: today unless said otherwise. Raises `DayInvalid`."""
    today = day_of(now, zone=zone)
    latest = today + MOST_AHEAD
    if wanted is not None and not today <= wanted <= latest:
        raise DayInvalid(earliest=today.isoformat(), latest=latest.isoformat())
    return wanted or today


def _same(actor: Actor, first: Allowance, key: Key) -> Answered:
    if first.request.hex != key.request_digest:
        raise IdempotencyConflict
    return Answered(queries.allowance(actor, first.public_id), replayed=True)


def _made(
    actor: Actor, wanted: Wanted, payer: Wallet, payee: Wallet, key: Key, *, now: datetime
) -> Allowance:
    made = Allowance.objects.create(
        giver_id=actor.person_id,
        person_id=payee.owner_id,
        payer_wallet=payer,
        payee_wallet=payee,
        key=key.digest,
        request=key.request_digest,
        every=wanted.every,
        day=wanted.day,
        starts_on=begins(wanted.starts_on, zone=payee.zone, now=now),
        zone=payee.zone,
        unit=wanted.unit,
        note=wanted.note,
        created_at=now,
    )
    turn = rules.opening(made.rhythm, zone=made.zone)
    plan = Plan.objects.create(
        allowance=made, amount=wanted.amount, next_on=turn.on, next_at=turn.at
    )
    AllowanceVersion.objects.create(
        allowance=made,
        version=plan.version,
        what=What.SET,
        amount=wanted.amount,
        from_on=turn.on,
        next_on=turn.on,
        author_id=actor.person_id,
        at=now,
    )
    outbox.append([
        events.changed(
            made, plan, What.SET, amount=wanted.amount, from_on=turn.on.isoformat(), by=actor,
            at=now.isoformat(),
        )
    ])  # fmt: skip
    return queries.whole().get(pk=made.pk)
