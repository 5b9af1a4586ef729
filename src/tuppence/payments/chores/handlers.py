"""What this room does about others' facts."""

from tuppence.outbox.facts import RecordedFact
from tuppence.payments.chores.operations.letting_go import let_go


def let_go_of_rights(fact: RecordedFact) -> None:
    """``family.member_left``, ``family.proposal_carried``, ``person.came_of_age``: whom it is about
    may have lost a right over a child, or be a child over whom one was lost."""
    if fact.subject is not None:
        let_go(about=fact.subject, now=fact.created_at)
