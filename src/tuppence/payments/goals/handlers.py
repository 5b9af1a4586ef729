"""What this room does about others' facts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from tuppence.kernel.ids import from_public
from tuppence.outbox.facts import RecordedFact
from tuppence.payments.goals.operations.following import FOLLOWED, Moved, follow
from tuppence.payments.goals.operations.letting_go import let_go
from tuppence.payments.payments.events import PaymentSucceeded, WalletToppedUp

_TOPICS: Final = (PaymentSucceeded.TOPIC, WalletToppedUp.TOPIC)


def fill_goals(facts: Sequence[RecordedFact]) -> None:
    """``payment.succeeded`` and ``wallet.topped_up``: plans round up, save a share, or match."""
    wanted = [fact for fact in facts if fact.topic in _TOPICS and fact.payload["kind"] in FOLLOWED]
    if wanted:
        follow([_moved(fact) for fact in wanted], now=wanted[-1].created_at)


def let_go_of_rights(fact: RecordedFact) -> None:
    """``family.member_left``, ``family.proposal_carried``, ``person.came_of_age``: whom it is about
    may have lost a right over a child, or be a child over whom one was lost."""
    if fact.subject is not None:
        let_go(about=fact.subject, now=fact.created_at)


def _moved(fact: RecordedFact) -> Moved:
    told = fact.payload
    return Moved(
        payment=told["payment"],
        kind=told["kind"],
        payer=None if told["payer"] is None else from_public("wal", told["payer"]),
        payee=from_public("wal", told["payee"]),
        amount=told["amount"],
        at=datetime.fromisoformat(told["at"]),
    )
