"""Give a payment back, in full or in part: by whoever received it."""

from typing import ClassVar
from uuid import UUID

from tuppence.kernel.errors import Forbidden, Refused
from tuppence.ledger.journals import Charge, Journal, Key, Reversal
from tuppence.payments.controls.operations import category_scope
from tuppence.payments.payments import queries
from tuppence.payments.payments.models import Kind, Payment, State
from tuppence.payments.payments.posting import Movement, Settled, settle
from tuppence.payments.wallets import tiers
from tuppence.payments.wallets.operations import SPEND
from tuppence.people.families import queries as families
from tuppence.people.identity.actor import Actor

_TRANSFER_LINE = 1
"""A payment's journal has one leg."""
_REFUNDABLE = (Kind.PERSON, Kind.MERCHANT)


class NotRefundable(Refused):
    code: ClassVar[str] = "not_refundable"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "Only a payment to a person or shop that succeeded can be given back"


def refund(
    *, actor: Actor, payment: UUID, amount: int | None, reason: str | None, key: Key
) -> Settled:
    """Moves ``amount`` minor units back to the payer; None is all that has not been given back.

    The ledger refuses more than was paid (`ReversalExceeds`), and the payer's limits get back
    what they were charged if their window still runs. Raises, with nothing stored:
    `IdempotencyConflict`, and what `prepare` raises.
    """
    return settle(
        key,
        lambda: prepare(actor=actor, payment=payment, amount=amount, reason=reason, key=key),
    )


def prepare(
    *, actor: Actor, payment: UUID, amount: int | None, reason: str | None, key: Key
) -> Movement:
    """The movement that a refund is. Raises `NotFound`, `Forbidden` unless the actor received the
    payment, and `NotRefundable`."""
    paid = queries.payment(actor, payment)
    payer, payee = paid.payer_wallet, paid.payee_wallet
    if payee.owner_id != actor.person_id:
        raise Forbidden("only who received a payment gives it back")
    if payer is None or paid.kind not in _REFUNDABLE or paid.state != State.SUCCEEDED:
        raise NotRefundable
    # When nothing is left, the whole is asked for, so that the ledger is who refuses.
    back = amount or (paid.amount - queries.refunded(paid)) or paid.amount
    to_person = (SPEND, *tiers.of_people(registered=bool(paid.to_registered)))
    to_shop = (SPEND, category_scope(queries.category(paid.kind, paid.mcc)))
    scopes = to_person if paid.kind == Kind.PERSON else to_shop
    journal = Journal(
        key=key,
        legs=(Reversal(journal=paid.journal, line=_TRANSFER_LINE, amount=back),),
        charges=tuple(
            Charge(account=payer.account_id, scope=scope, amount=back, gives_back=paid.journal)
            for scope in scopes
        ),
    )
    giving_back = Payment(
        kind=Kind.REFUND,
        payer_wallet=payee,
        payee_wallet=payer,
        merchant=paid.merchant,
        actor_id=actor.person_id,
        refund_of=paid,
        amount=back,
        unit=paid.unit,
        payer_label=paid.payee_label,
        payee_label=paid.payer_label,
        note=reason,
        mcc=paid.mcc,
    )
    to_stranger = not families.relatives(payee.owner_id, among=[payer.owner_id])
    return Movement(journal, giving_back, to_stranger=to_stranger)
