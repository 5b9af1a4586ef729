"""Verbs of approvals: ask for one, say yes or no, take it back, let those expire that nobody
decided."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db import transaction

from tuppence.kernel.errors import Forbidden, NotFound, Refused
from tuppence.kernel.ids import to_public
from tuppence.ledger.journals import Key
from tuppence.ledger.refusals import IdempotencyConflict
from tuppence.outbox import operations as outbox
from tuppence.payments.approvals import events, queries
from tuppence.payments.approvals.models import Approval, State
from tuppence.payments.payments import posting
from tuppence.payments.payments import queries as payments
from tuppence.payments.payments.operations import pay
from tuppence.payments.payments.operations.pay import Ask
from tuppence.payments.payments.rules import ApprovalRequired
from tuppence.payments.wallets.operations import one_at_a_time
from tuppence.people.identity.actor import Actor

LIFE: Final = timedelta(minutes=10)
MOST_WAITING: Final = 10
"""What one child can have waiting: a guardian should be asked, not flooded."""
SWEPT: Final = 500


@dataclass(frozen=True, slots=True)
class Answered:
    """An approval; ``replayed``: as this very request had made it before."""

    approval: Approval
    replayed: bool


class ApprovalNotNeeded(Refused):
    code: ClassVar[str] = "approval_not_needed"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "Nobody has to say yes to this payment: pay"


class ApprovalDecided(Refused):
    """``state`` is what became of it: approved, declined, cancelled or expired."""

    code: ClassVar[str] = "approval_decided"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "This was decided already, or waited too long"


class ApprovalsFull(Refused):
    code: ClassVar[str] = "approvals_full"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "Too many payments wait for a guardian already"


def request(
    *, actor: Actor, ask: Ask, body: Mapping[str, Any], key: Key, now: datetime
) -> Answered:
    """Asks the guardians for a payment that `ApprovalRequired` refuses. ``body`` is the request as
    it was checked, from which the payment is made once more at the approval. The same key gives the
    same approval.

    Raises what refuses the payment otherwise, whether a rule or the ledger, as no guardian should
    be asked in vain; `ApprovalNotNeeded`, `ApprovalsFull`, `IdempotencyConflict`, and what
    `pay.preview` raises.
    """
    first = Approval.objects.filter(person_id=actor.person_id, key=key.digest).first()
    if first is not None:
        return _same(actor, first, key)
    found = pay.preview(actor=actor, ask=ask, now=now)
    reasons = [reason for reason in found.refusals if isinstance(reason, ApprovalRequired)]
    others = [reason for reason in found.refusals if not isinstance(reason, ApprovalRequired)]
    if others:
        raise others[0]
    if not reasons:
        raise ApprovalNotNeeded
    with transaction.atomic():
        one_at_a_time(f"approvals:{actor.person_id}")
        first = Approval.objects.filter(person_id=actor.person_id, key=key.digest).first()
        if first is not None:
            return _same(actor, first, key)
        waiting = Approval.objects.filter(
            person_id=actor.person_id, state=State.PENDING, expires_at__gt=now
        )
        if waiting.count() >= MOST_WAITING:
            raise ApprovalsFull
        made = Approval.objects.create(
            person_id=actor.person_id,
            key=key.digest,
            request=key.request_digest,
            ask=dict(body),
            reason=reasons[0].data,
            payee_label=found.payment.payee_label,
            amount=found.payment.amount,
            unit=found.payment.unit,
            note=found.payment.note,
            created_at=now,
            expires_at=now + LIFE,
        )
        _tell(events.ApprovalRequested, made, by=actor, now=now)
    return Answered(made, replayed=False)


def _same(actor: Actor, first: Approval, key: Key) -> Answered:
    if first.request.hex != key.request_digest:
        raise IdempotencyConflict
    return Answered(queries.approval(actor, first.public_id), replayed=True)


def approve(
    *, actor: Actor, approval: UUID, ask: Callable[[dict[str, Any]], Ask], now: datetime
) -> Answered:
    """Says yes: the payment is made, judged by every rule and limit as they are now. One that they
    refuse is approved all the same, and its payment says why it did not move money. ``ask`` makes
    an `Ask` of the stored request. Who has said yes and says it again gets the same answer.

    Raises `NotFound`, `Forbidden` for the child, `ApprovalDecided`, and what makes the payment
    impossible to prepare (a payee who is gone), which leaves it waiting.
    """
    with transaction.atomic():
        found = _locked(actor, approval, guardian=True)
        if found.state == State.APPROVED and found.decided_by_id == actor.person_id:
            return Answered(found, replayed=True)
        _check_waits(found, now=now)
        payer = Actor.absent(person_id=found.person_id, person=found.person.public_id)
        key = Key(scope="approval", value=to_public("apv", found.public_id), request="")
        movement = pay.prepare(actor=payer, ask=ask(found.ask), key=key, now=now, approved=True)
        [settled] = posting.post([movement])
        if settled is None:
            raise IdempotencyConflict
        found.payment = payments.of_journal(settled.payment.journal)
        _decide(found, State.APPROVED, by=actor, now=now)
        _tell(events.ApprovalApproved, found, by=actor, now=now)
    return Answered(found, replayed=False)


def decline(*, actor: Actor, approval: UUID, now: datetime) -> Approval:
    """Says no. Raises `NotFound`, `Forbidden` for the child, `ApprovalDecided`."""
    with transaction.atomic():
        found = _locked(actor, approval, guardian=True)
        _check_waits(found, now=now)
        _decide(found, State.DECLINED, by=actor, now=now)
        _tell(events.ApprovalDeclined, found, by=actor, now=now)
    return found


def cancel(*, actor: Actor, approval: UUID, now: datetime) -> Approval:
    """Takes the question back. Raises `NotFound`, `Forbidden` for a guardian, `ApprovalDecided`."""
    with transaction.atomic():
        found = _locked(actor, approval, guardian=False)
        _check_waits(found, now=now)
        _decide(found, State.CANCELLED, by=actor, now=now)
        _tell(events.ApprovalCancelled, found, by=actor, now=now)
    return found


def expire(*, now: datetime) -> int:
    """Writes down that the time of some is over, and says so; gives how many. They were over
    without it: this is so that somebody is told."""
    with transaction.atomic():
        over = list(
            queries.whole()
            .select_for_update(no_key=True, skip_locked=True, of=("self",))
            .filter(state=State.PENDING, expires_at__lte=now)
            .order_by("expires_at")[:SWEPT]
        )
        _expire(over, now=now)
    return len(over)


def expire_asked_before(*, person_id: int, now: datetime) -> int:
    """Ends what a child had waiting at an instant, as consent to their account was withdrawn then;
    gives how many. Nobody could have approved them since."""
    with transaction.atomic():
        waiting = list(
            queries.whole()
            .select_for_update(no_key=True, of=("self",))
            .filter(person_id=person_id, state=State.PENDING, created_at__lte=now)
            .order_by("id")
        )
        _expire(waiting, now=now)
    return len(waiting)


def _expire(over: list[Approval], *, now: datetime) -> None:
    for found in over:
        _decide(found, State.EXPIRED, by=None, now=now)
    at = now.isoformat()
    outbox.append([events.fact(events.ApprovalExpired, one, by=None, at=at) for one in over])


def _locked(actor: Actor, approval: UUID, *, guardian: bool) -> Approval:
    """One that the actor has a say in, locked: of two who decide at once, one is first."""
    found = (
        queries.whole()
        .select_for_update(no_key=True, of=("self",))
        .filter(public_id=approval)
        .first()
    )
    if found is None or not queries.may_see(actor, found):
        raise NotFound
    if (found.person_id != actor.person_id) is not guardian:
        raise Forbidden("a guardian decides this" if guardian else "only who asked takes it back")
    return found


def _check_waits(found: Approval, *, now: datetime) -> None:
    state = found.standing(at=now)
    if state != State.PENDING:
        raise ApprovalDecided(state=state.label)


def _decide(found: Approval, state: State, *, by: Actor | None, now: datetime) -> None:
    found.state = state
    found.decided_by_id = None if by is None else by.person_id
    found.decided_at = now
    found.save(update_fields=["state", "decided_by", "decided_at", "payment"])


def _tell(kind: Any, found: Approval, *, by: Actor, now: datetime) -> None:
    who = to_public("per", by.person)
    outbox.append([events.fact(kind, found, by=who, at=now.isoformat())])
