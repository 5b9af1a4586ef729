"""Proposing a refund, and deciding about another's proposal."""

from datetime import datetime
from typing import ClassVar

from django.db import IntegrityError, transaction

from tuppence.audit.operations import Who
from tuppence.kernel.errors import Forbidden, Refused
from tuppence.kernel.money import movable
from tuppence.ledger.journals import Key
from tuppence.payments.payments import queries
from tuppence.payments.payments.models import Payment
from tuppence.payments.payments.operations import refund
from tuppence.payments.payments.posting import Movement, as_refused, post
from tuppence.payments.refunds.models import Proposal, State
from tuppence.people.identity.actor import Actor


class FourEyes(Refused):
    code: ClassVar[str] = "four_eyes"
    status: ClassVar[int] = 403
    title: ClassVar[str] = "Another operator has to agree to what you proposed"


class AlreadyProposed(Refused):
    code: ClassVar[str] = "already_proposed"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "A refund of this payment is proposed already"


class AlreadyDecided(Refused):
    code: ClassVar[str] = "already_decided"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "This proposal has been decided"


class NothingLeft(Refused):
    code: ClassVar[str] = "nothing_left"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "Not so much of this payment is left to be given back"


def propose(
    *, payment: Payment, amount: int | None, reason: str, by: Who, now: datetime
) -> Proposal:
    """Proposes that ``amount`` minor units (None: all that is left) go back to who paid. Moves
    nothing. Requires an open transaction. Raises `NotRefundable`, `AmountInvalid`, `NothingLeft`
    (or less than was asked for), `AlreadyProposed`."""
    left = payment.amount - queries.refunded(payment)
    wanted = left if amount is None else movable(amount)
    if not 1 <= wanted <= left:
        raise NothingLeft(f"{left} minor units of it can still be given back", left=left)
    _movement(payment, amount=wanted, reason=reason, key=Key("refund-check", str(payment.pk), ""))
    try:
        with transaction.atomic():
            return Proposal.objects.create(
                payment=payment,
                amount=wanted,
                reason=reason,
                proposed_by=_user(by),
                proposed_by_name=by.name,
                proposed_at=now,
            )
    except IntegrityError as error:
        raise AlreadyProposed from error


def agree(*, proposal: int, by: Who, now: datetime) -> Payment:
    """Gives it back, out of what the payee has. Requires an open transaction. Raises `FourEyes`,
    `AlreadyDecided`, and what the ledger refuses it with, after which it is still open."""
    found = _open(proposal, by=by)
    key = Key(scope="refund-proposal", value=str(found.pk), request="")
    movement = _movement(found.payment, amount=found.amount, reason=found.reason, key=key)
    [settled] = post([movement])
    if settled is None:
        raise AlreadyDecided
    made = settled.payment
    if made.refusal_code is not None:
        raise as_refused(made.refusal_code, made.refusal_data or {})
    found.state, found.refund = State.MADE, queries.of_journal(made.journal)
    _decided(found, by=by, now=now)
    return made


def turn_down(*, proposal: int, by: Who, now: datetime) -> None:
    """Gives nothing back. Requires an open transaction. Raises `FourEyes`, `AlreadyDecided`."""
    found = _open(proposal, by=by)
    found.state = State.TURNED_DOWN
    _decided(found, by=by, now=now)


def _open(proposal: int, *, by: Who) -> Proposal:
    found = Proposal.objects.select_for_update().get(pk=proposal)
    if found.state != State.OPEN:
        raise AlreadyDecided
    if found.proposed_by == _user(by):
        raise FourEyes
    return found


def _user(who: Who) -> int:
    """Somebody at a shell is nobody here: four eyes need two names that were signed in with."""
    if who.user_id is None:
        raise Forbidden("sign in to the console")
    return who.user_id


def _decided(proposal: Proposal, *, by: Who, now: datetime) -> None:
    proposal.decided_by, proposal.decided_by_name = _user(by), by.name
    proposal.decided_at = now
    proposal.save()


def _movement(payment: Payment, *, amount: int, reason: str, key: Key) -> Movement:
    """The refund that the payee would make. In the books it is theirs: who decided it is told by
    the proposal and by the audit trail."""
    payee = payment.payee_wallet.owner
    actor = Actor.absent(person_id=payee.pk, person=payee.public_id)
    return refund.prepare(
        actor=actor, payment=payment.public_id, amount=amount, reason=reason, key=key
    )
