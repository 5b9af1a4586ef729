"""What this room does about others' facts."""

from tuppence.outbox.facts import RecordedFact
from tuppence.payments.approvals import operations


def expire_waiting(fact: RecordedFact) -> None:
    """``consent.withdrawn``, ``consent.lapsed``: without consent, what the child had waiting is
    over. What they ask for once it is given anew is another matter."""
    if fact.subject is not None and not fact.payload["in_force"]:
        operations.expire_asked_before(person_id=fact.subject, now=fact.created_at)
