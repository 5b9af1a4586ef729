"""Reactions to others' facts."""

from tuppence.outbox.facts import RecordedFact
from tuppence.payments.wallets.operations import open_wallet

FIRST_WALLET = "Wallet"


def open_first_wallet(fact: RecordedFact) -> None:
    """``person.signed_up``: whoever joins has a wallet to be paid into."""
    if fact.subject is None:
        raise ValueError("a sign-up is somebody's")
    open_wallet(owner_id=fact.subject, name=FIRST_WALLET, now=fact.created_at)
