"""Pay an ask, decline it, or let a guardian decide: by whoever is asked."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from tuppence.kernel.errors import Forbidden, NotFound, Refused
from tuppence.kernel.ids import to_public
from tuppence.ledger.journals import Key
from tuppence.ledger.refusals import IdempotencyConflict
from tuppence.outbox import operations as outbox
from tuppence.payments.approvals.operations import ApprovalNotNeeded
from tuppence.payments.asks import events, queries
from tuppence.payments.asks.models import Ask, State
from tuppence.payments.asks.operations import bills
from tuppence.payments.asks.operations.make import Answered
from tuppence.payments.payments import posting
from tuppence.payments.payments import queries as payments
from tuppence.payments.payments.models import State as PaymentState
from tuppence.payments.payments.operations import pay as paying
from tuppence.payments.payments.posting import Settled
from tuppence.payments.payments.rules import ApprovalRequired
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right
from tuppence.people.identity.actor import Actor


class AskDecided(Refused):
    """``state`` is what became of it: paid, declined, cancelled or expired."""

    code: ClassVar[str] = "ask_decided"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "This was answered already, taken back, or waited too long"


class AskNotWaiting(Refused):
    code: ClassVar[str] = "ask_not_waiting"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "The child has not said that they would pay this"


def pay(*, actor: Actor, ask: UUID, key: Key, now: datetime) -> Settled:
    """Pays: a payment by the usual rules, made in the transaction that settles the ask, which is
    locked. So it is paid once or not at all, whoever repeats or dies. A refusal is stored under
    the key, and leaves the ask open.

    Raises `NotFound`, `Forbidden` for anyone but who is asked, `AskDecided`,
    `IdempotencyConflict`, and what `pay.prepare` raises.
    """
    with transaction.atomic():
        found = locked(actor, ask)
        if found.asked_id != actor.person_id:
            raise Forbidden("only who is asked pays")
        return _settle(found, by=actor, payer=actor, key=key, now=now, approved=False)


def approve(*, actor: Actor, ask: UUID, key: Key, now: datetime) -> Settled:
    """Says yes to what a child would pay (see `ask_guardian`): the payment is made as the child's
    own, judged by every rule and limit as they are now.

    Raises `NotFound`, `Forbidden` unless the actor guards who is asked, `AskNotWaiting`, and what
    `pay` raises.
    """
    with transaction.atomic():
        found = locked(actor, ask)
        if not families.may(actor.person_id, Right.APPROVE, found.asked_id):
            raise Forbidden("a guardian of who is asked decides this")
        if found.standing(at=now) == State.OPEN and found.waits_since is None:
            raise AskNotWaiting
        child = Actor.absent(person_id=found.asked_id, person=found.asked.public_id)
        return _settle(found, by=actor, payer=child, key=key, now=now, approved=True)


def _settle(
    found: Ask, *, by: Actor, payer: Actor, key: Key, now: datetime, approved: bool
) -> Settled:
    try:
        check_open(found, now=now)
        movement = paying.prepare(
            actor=payer, ask=_payment_of(found), key=key, now=now, approved=approved
        )
    except Refused as refusal:
        return posting.first_answer(key, refusal)
    [settled] = posting.post([movement])
    if settled is None:
        raise IdempotencyConflict
    if settled.payment.state == PaymentState.SUCCEEDED:
        found.payment = payments.of_journal(settled.payment.journal)
        close(found, State.PAID, events.AskPaid, by=by, now=now)
    return settled


def ask_guardian(*, actor: Actor, ask: UUID, now: datetime) -> Answered:
    """Says that the child who is asked would pay, where `ApprovalRequired` is in the way; said
    before is said. What refuses the payment otherwise is raised now: no guardian is asked in vain.

    Raises `NotFound`, `Forbidden`, `AskDecided`, `ApprovalNotNeeded`, and what `pay.preview`
    raises.
    """
    with transaction.atomic():
        found = locked(actor, ask)
        if found.asked_id != actor.person_id:
            raise Forbidden("only who is asked says so")
        check_open(found, now=now)
        refusals = paying.preview(actor=actor, ask=_payment_of(found), now=now).refusals
        for refusal in refusals:
            if not isinstance(refusal, ApprovalRequired):
                raise refusal
        if not refusals:
            raise ApprovalNotNeeded
        if found.waits_since is not None:
            return Answered(found, replayed=True)
        found.waits_since = now
        found.save(update_fields=["waits_since"])
        tell(events.AskWaiting, found, by=actor, now=now)
    return Answered(found, replayed=False)


def decline(*, actor: Actor, ask: UUID, now: datetime) -> Ask:
    """Says no: whoever is asked, or a guardian of theirs. Raises `NotFound`, `Forbidden` for the
    asker's side, `AskDecided`."""
    with transaction.atomic():
        found = locked(actor, ask)
        if found.asked_id != actor.person_id and not families.may(
            actor.person_id, Right.APPROVE, found.asked_id
        ):
            raise Forbidden("who is asked says no; the asker cancels")
        check_open(found, now=now)
        close(found, State.DECLINED, events.AskDeclined, by=actor, now=now)
    return found


def locked(actor: Actor, ask: UUID) -> Ask:
    """One that the actor may see, locked: of two who decide at once, one is first."""
    rows = queries.whole().select_for_update(no_key=True, of=("self",))
    found = rows.filter(public_id=ask).first()
    if found is None or not queries.may_see(actor, found):
        raise NotFound
    return found


def check_open(found: Ask, *, now: datetime) -> None:
    """Raises `AskDecided`."""
    state = found.standing(at=now)
    if state != State.OPEN:
        raise AskDecided(state=state.label)


def close(found: Ask, state: State, kind: type, *, by: Actor, now: datetime) -> None:
    """Writes down what became of a locked ask, and states it."""
    found.state = state
    found.decided_by_id = by.person_id
    found.decided_at = now
    found.save(update_fields=["state", "decided_by", "decided_at", "payment"])
    tell(kind, found, by=by, now=now)
    if found.bill_id is not None:
        bills.close_finished([found.bill_id], now=now)


def tell(kind: type, found: Ask, *, by: Actor, now: datetime) -> None:
    """States what happened to an ask. Requires a transaction."""
    who = to_public("per", by.person)
    outbox.append([events.fact(kind, found, by=who, at=now.isoformat())])


def _payment_of(found: Ask) -> paying.Ask:
    """The payment that is asked for: to the asker, whatever handle they have by now."""
    to = paying.To(handle=found.asker.handle)
    return paying.Ask(to=to, unit=found.unit, amount=found.amount, note=found.note)
