"""Move money into a goal and out of it. Each movement holds the goal's row, so that the target is
reached in the transaction that reaches it, and a goal that closes is empty."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tuppence.kernel.errors import Refused
from tuppence.ledger import accounts
from tuppence.ledger.journals import Key
from tuppence.ledger.refusals import IdempotencyConflict
from tuppence.outbox import operations as outbox
from tuppence.payments.goals import events, queries
from tuppence.payments.goals.models import Goal
from tuppence.payments.goals.operations.locks import lift
from tuppence.payments.goals.operations.plans import stop
from tuppence.payments.goals.operations.pots import (
    GoalClosed,
    GoalLocked,
    is_locked,
    note_reached,
    of_owner,
)
from tuppence.payments.payments import posting
from tuppence.payments.payments.models import Kind
from tuppence.payments.payments.operations.transfer import transfer
from tuppence.payments.payments.posting import Movement, Settled
from tuppence.payments.wallets import queries as wallets
from tuppence.people.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Closed:
    """A goal that is closed; ``replayed``: as this very request had closed it before."""

    goal: Goal
    replayed: bool


def save(*, actor: Actor, goal: UUID, amount: int, key: Key, now: datetime) -> Settled:
    """Moves ``amount`` minor units from the actor's personal wallet into their goal. What the
    ledger refuses is stored under the key, as for any payment.

    Raises `NotFound`, `Forbidden` for a guardian, `GoalClosed`, `WalletMissing`,
    `IdempotencyConflict`.
    """

    def prepare() -> tuple[Goal, Movement]:
        found = of_owner(actor, goal)
        return found, into(found, amount=amount, actor=actor, key=key)

    return _settled(key, prepare, now=now)


def withdraw(*, actor: Actor, goal: UUID, amount: int, key: Key, now: datetime) -> Settled:
    """Moves ``amount`` minor units out of the actor's goal into their personal wallet.

    Raises as `save`, and `GoalLocked` while a guardian's lock holds.
    """

    def prepare() -> tuple[Goal, Movement]:
        found = of_owner(actor, goal)
        _open_lock(found, actor, now=now)
        return found, _out_of(found, amount=amount, actor=actor, key=key)

    return _settled(key, prepare, now=now)


def close(*, actor: Actor, goal: UUID, key: Key, now: datetime) -> Closed:
    """Breaks the pot: all that is in it goes back to the personal wallet in one journal, and its
    account takes nothing any more. The same key gives the same answer.

    Raises as `withdraw`, and what the ledger says if it will not move the money: the goal is then
    as it was, and the key is free.
    """
    try:
        with transaction.atomic():
            found = of_owner(actor, goal)
            _open_lock(found, actor, now=now)
            _empty(found, actor, key)
            _shut(found, actor, key, now=now)
            outbox.append([events.fact(events.CLOSED, found, by=actor, now=now)])
    except GoalClosed:
        there = queries.goal(actor, goal)
        if there.closed_key is None or there.closed_key.hex != key.digest:
            raise
        return Closed(there, replayed=True)
    return Closed(found, replayed=False)


def into(found: Goal, *, amount: int, actor: Actor, key: Key) -> Movement:
    """A saving from the owner's personal wallet. Raises `WalletMissing`."""
    home = wallets.own(actor, unit=found.wallet.unit).wallet
    return transfer(
        kind=Kind.SAVING,
        payer=home,
        payee=found.wallet,
        payer_name=home.owner.name or "",
        payee_name=found.wallet.name,
        amount=amount,
        actor_id=actor.person_id,
        key=key,
    )


def _out_of(found: Goal, *, amount: int, actor: Actor, key: Key) -> Movement:
    home = wallets.own(actor, unit=found.wallet.unit).wallet
    return transfer(
        kind=Kind.WITHDRAWAL,
        payer=found.wallet,
        payee=home,
        payer_name=found.wallet.name,
        payee_name=home.owner.name or "",
        amount=amount,
        actor_id=actor.person_id,
        key=key,
    )


def _settled(key: Key, prepare: Callable[[], tuple[Goal, Movement]], *, now: datetime) -> Settled:
    """Posts what ``prepare`` makes of a goal that it locks, or gives the key's first answer."""
    try:
        with transaction.atomic():
            found, movement = prepare()
            [settled] = posting.post([movement])
            if settled is None:
                raise IdempotencyConflict
            if not settled.replayed:
                note_reached(found, now=now)
    except Refused as refusal:
        return posting.first_answer(key, refusal)
    return settled


def _open_lock(found: Goal, actor: Actor, *, now: datetime) -> None:
    """Lifts a lock that has ended by itself: whoever draws first does, whether or not any schedule
    runs. Raises `GoalLocked` for one that holds."""
    if is_locked(found, now=now):
        raise GoalLocked(until=str(found.locked_until_what))
    if found.locked_at is not None:
        lift(found, by=actor, now=now)


def _empty(found: Goal, actor: Actor, key: Key) -> None:
    left = queries.saved(found)
    if not left:
        return
    [settled] = posting.post([_out_of(found, amount=left, actor=actor, key=key)])
    if settled is None or settled.replayed:
        raise IdempotencyConflict
    if settled.payment.refusal_code is not None:
        raise posting.as_refused(settled.payment.refusal_code, settled.payment.refusal_data or {})


def _shut(found: Goal, actor: Actor, key: Key, *, now: datetime) -> None:
    for plan in found.plans.select_related("payer").filter(ended_at=None):
        stop(plan, by=actor, now=now)
    accounts.close(found.wallet.account_id)
    found.wallet.closed_at = found.closed_at = now
    found.wallet.save(update_fields=["closed_at"])
    found.closed_key = key.digest
    found.reached_at = None
    found.save(update_fields=["closed_at", "closed_key", "reached_at"])
    found.refresh_from_db(fields=["closed_key"])
