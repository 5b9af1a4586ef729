"""What this room does about others' facts."""

from tuppence.outbox.facts import RecordedFact
from tuppence.payments.controls import operations


def bind_new_wallet(fact: RecordedFact) -> None:
    """A wallet was opened: what a guardian decided before there was one binds it, too."""
    if fact.subject is not None:
        operations.apply(person_id=fact.subject, now=fact.created_at)
