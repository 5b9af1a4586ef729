"""Reactions to others' facts."""

from tuppence.outbox.facts import RecordedFact
from tuppence.payments.wallets import tiers
from tuppence.payments.wallets.operations import lift_agreed_freeze, open_wallet
from tuppence.people.families.quorum import Action

FIRST_WALLET = "Wallet"


def open_first_wallet(fact: RecordedFact) -> None:
    """``person.signed_up``: whoever joins has a wallet to be paid into."""
    if fact.subject is None:
        raise ValueError("a sign-up is somebody's")
    open_wallet(owner_id=fact.subject, name=FIRST_WALLET, now=fact.created_at)


def lift_freeze(fact: RecordedFact) -> None:
    """``family.proposal_carried``: enough guardians have agreed to lift a freeze."""
    if fact.payload["action"] == Action.LIFT_FREEZE and fact.subject is not None:
        lift_agreed_freeze(owner_id=fact.subject, by=fact.payload["by"], agreed_at=fact.created_at)


def bring_tier(fact: RecordedFact) -> None:
    """``kyc.tier_changed``: what the person's wallets may do is now what their tier allows."""
    if fact.subject is None:
        raise ValueError("a tier is somebody's")
    tiers.apply(person_id=fact.subject, now=fact.created_at)
