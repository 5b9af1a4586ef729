"""Asks' part in an erasure: nobody asks, or is asked by, somebody who is gone."""

from datetime import datetime

from django.db.models import Q

from tuppence.kernel.ids import to_public
from tuppence.outbox import operations as outbox
from tuppence.payments.asks import events, queries
from tuppence.payments.asks.models import State
from tuppence.payments.asks.operations import bills
from tuppence.people.identity.models import Person


def erase(person_id: int, now: datetime) -> None:
    """Takes back what the person asked for, and declines what they are asked for, as far as it is
    open; so bills that they split are closed. Requires an open transaction."""
    by = to_public("per", Person.objects.get(pk=person_id).public_id)
    theirs = Q(asker_id=person_id) | Q(asked_id=person_id)
    rows = queries.whole().select_for_update(no_key=True, of=("self",)).order_by("id")
    still = list(rows.filter(theirs, state=State.OPEN))
    facts = []
    for ask in still:
        is_own = ask.asker_id == person_id
        ask.state = State.CANCELLED if is_own else State.DECLINED
        ask.decided_by_id, ask.decided_at = person_id, now
        ask.save(update_fields=["state", "decided_by", "decided_at"])
        kind = events.AskCancelled if is_own else events.AskDeclined
        facts.append(events.fact(kind, ask, by=by, at=now.isoformat()))
    outbox.append(facts)
    bills.close_finished({ask.bill_id for ask in still if ask.bill_id is not None}, now=now)
