"""What this room does about others' facts."""

from tuppence.outbox.facts import RecordedFact
from tuppence.people.consent import operations


def let_go(fact: RecordedFact) -> None:
    """``family.member_left``: whoever guards nobody any more has no say, and whoever is guarded by
    nobody no consent."""
    if fact.subject is not None:
        operations.lapse(person_id=fact.subject, now=fact.created_at)
