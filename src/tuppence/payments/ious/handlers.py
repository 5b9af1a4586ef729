"""Reactions to others' facts."""

from tuppence.kernel.ids import from_public
from tuppence.outbox.facts import RecordedFact
from tuppence.payments.ious.operations import pay_owed


def pay_what_is_owed(fact: RecordedFact) -> None:
    """``wallet.topped_up``, ``wallet.unfrozen``: there may be money now for what was owed."""
    wallet = fact.payload.get("payee") or fact.payload["wallet"]
    pay_owed(wallet=from_public("wal", wallet), now=fact.created_at)
