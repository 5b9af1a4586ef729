"""Movements within a family: an allowance, a chore's reward, money into a goal and out of it.

What a family gives its own child is no purchase and no payment to a stranger, so the child's
spending limits are neither charged nor asked; floors, ceilings and freezes hold as ever. So does
what the payer's tier lets them send to people: a family is people, though known ones.
"""

from collections.abc import Sequence

from tuppence.ledger.journals import Charge, Journal, Key, Transfer
from tuppence.payments.payments.models import Kind, Payment
from tuppence.payments.payments.posting import Movement
from tuppence.payments.wallets import tiers
from tuppence.payments.wallets.models import Wallet


def transfer(
    *,
    kind: Kind,
    payer: Wallet,
    payee: Wallet,
    payer_name: str,
    payee_name: str,
    amount: int,
    actor_id: int,
    key: Key,
    note: str | None = None,
    charges: Sequence[Charge] = (),
) -> Movement:
    """Moves ``amount`` minor units of the payer's unit: a movement to `posting.settle` or, with
    many others, `posting.post`. ``actor_id`` is who caused it: for what a schedule does, whoever
    set that up. The names are as shown on the payment. Whoever calls has checked who may, and that
    both wallets have one unit."""
    payment = Payment.draft(
        kind=kind,
        payer_wallet_id=payer.id,
        payee_wallet_id=payee.id,
        actor_id=actor_id,
        amount=amount,
        unit=payer.unit,
        payer_label=payer_name,
        payee_label=payee_name,
        note=note,
    )
    payment.know(payer_wallet=payer, payee_wallet=payee, merchant=None)
    leg = Transfer(debit=payer.account_id, credit=payee.account_id, amount=amount, unit=payer.unit)
    tier = () if payer.owner_id == payee.owner_id else tiers.of_people(registered=True)
    sent = [Charge(account=payer.account_id, scope=scope, amount=amount) for scope in tier]
    return Movement(Journal(key=key, legs=(leg,), charges=(*charges, *sent)), payment)
