"""Top a wallet up from the bank. The bank is a local stand-in that always pays, at once; so in
production, where money is real, it is closed."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.conf import settings

from tuppence.kernel.errors import Forbidden, Unavailable
from tuppence.kernel.money import UnitMismatch
from tuppence.ledger.journals import Charge, Journal, Key, Refusal, Transfer
from tuppence.payments.payments.models import Kind, Payment
from tuppence.payments.payments.posting import Movement, Settled, settle
from tuppence.payments.wallets import queries as wallets
from tuppence.payments.wallets import rules
from tuppence.payments.wallets.operations import system_account
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.rules import ConsentRequired


class BankMissing(Unavailable):
    code: ClassVar[str] = "bank_missing"
    title: ClassVar[str] = "No bank is connected here that a wallet could be topped up from"


LOAD = "load"
"""The ledger's scope of what comes into a wallet from a bank."""
ESCROW = "escrow"
"""The account that mirrors the bank's: it owes what all wallets together hold."""
BANK_LABEL = "Bank"


def top_up(
    *, actor: Actor, wallet: UUID, amount: int, unit: str, key: Key, now: datetime
) -> Settled:
    """Moves ``amount`` minor units from the bank into a wallet: one's own, or that of a child one
    guards. Raises `NotFound`, `WalletIsGoal`, `ConsentRequired` and `IdempotencyConflict`."""
    return settle(
        key,
        lambda: prepare(actor=actor, wallet=wallet, amount=amount, unit=unit, key=key, now=now),
    )


def prepare(
    *, actor: Actor, wallet: UUID, amount: int, unit: str, key: Key, now: datetime
) -> Movement:
    """The movement that a top-up is. Raises `NotFound`, `WalletIsGoal`, `ConsentRequired`
    while the owner's account rests, and `BankMissing` in production."""
    access = wallets.everyday(wallets.access(actor, wallet))
    if not rules.may_top_up(access.standing):
        raise Forbidden
    if access.standing.owner_rests:
        raise ConsentRequired
    if settings.ENVIRONMENT.mode == "production":
        raise BankMissing(retry_after=3600)
    into = access.wallet
    payment = Payment(
        kind=Kind.TOP_UP,
        payee_wallet=into,
        actor_id=actor.person_id,
        amount=amount,
        unit=unit,
        payer_label=BANK_LABEL,
        payee_label=into.owner.name or "",
    )
    if unit != into.unit:
        refused = Refusal(UnitMismatch.code, {"units": sorted({unit, into.unit})})
        return Movement(Journal(key=key, refused=refused), payment)
    escrow = system_account(ESCROW, unit=unit, now=now)
    transfer = Transfer(debit=escrow, credit=into.account_id, amount=amount, unit=unit)
    charge = Charge(account=into.account_id, scope=LOAD, amount=amount)
    return Movement(Journal(key=key, legs=(transfer,), charges=(charge,)), payment)
