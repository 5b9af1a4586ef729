"""What this room does about others' facts."""

from tuppence.outbox.facts import RecordedFact
from tuppence.payments.controls import operations


def let_go(fact: RecordedFact) -> None:
    """Somebody has come of age: nobody's controls bind them."""
    if fact.subject is not None:
        operations.release(person_id=fact.subject, now=fact.created_at)


def bind_new_wallet(fact: RecordedFact) -> None:
    """A wallet was opened: what a guardian decided before there was one binds it, too."""
    if fact.subject is not None:
        operations.apply(person_id=fact.subject, now=fact.created_at)
