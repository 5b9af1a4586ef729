"""What this room does about others' facts: it lays out the pushes that tasks.py sends."""

from collections.abc import Sequence

from tuppence.outbox.facts import RecordedFact
from tuppence.reach import audience
from tuppence.reach.notify import operations
from tuppence.reach.notify.operations import News
from tuppence.reach.notify.topics import NEWS, WAITS


def lay_out(facts: Sequence[RecordedFact]) -> None:
    """Writes a push for each device of whom a fact concerns."""
    operations.lay_out(
        [
            News(told.fact.id, told.person_id, told.hint, waits=waits, at=told.fact.created_at)
            for rules, waits in ((WAITS, True), (NEWS, False))
            for told in audience.told(facts, rules)
        ]
    )
