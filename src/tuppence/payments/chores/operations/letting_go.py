"""End the chores of an ex-guardian: nobody's money is promised by those who are left.

A turn that is done and not approved is withdrawn, as its reward would come from a wallet of which
no guardian of the child disposes any more. What was approved is owed, and stays so.
"""

from datetime import datetime

from django.db.models import Q

from tuppence.outbox import operations as outbox
from tuppence.outbox.facts import Fact
from tuppence.payments.chores import events, queries
from tuppence.payments.chores.models import Chore, State, Turn
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right

_WAITING = (State.OPEN, State.DONE)


def let_go(*, about: int, now: datetime) -> None:
    """Ends the chores that a person has given or has to do, where who gave them has lost the right
    to give. Requires an open transaction."""
    theirs = Q(giver_id=about) | Q(person_id=about)
    waits = Q(pk__in=Turn.objects.filter(state__in=_WAITING).values("chore_id"))
    rows = queries.whole_chores().select_for_update(no_key=True, of=("self",))
    chores = list(rows.filter(theirs, Q(ended_at=None) | waits).order_by("pk"))
    held = families.still_hold(Right.TOP_UP, {(one.giver_id, one.person_id) for one in chores})
    facts: list[Fact] = []
    for chore in chores:
        if (chore.giver_id, chore.person_id) not in held:
            facts += _end(chore, now=now)
    outbox.append(facts)


def _end(chore: Chore, *, now: datetime) -> list[Fact]:
    facts = []
    if chore.ended_at is None:
        chore.ended_at, chore.next_on, chore.next_at = now, None, None
        chore.save(update_fields=["ended_at", "next_on", "next_at"])
        facts.append(events.of_chore(chore, "ended", by=None, now=now))
    for turn in chore.turns.select_for_update(no_key=True).filter(state__in=_WAITING):
        turn.state, turn.chore = State.WITHDRAWN, chore
        turn.save(update_fields=["state"])
        facts.append(events.of_turn(turn, by=None, now=now))
    return facts
