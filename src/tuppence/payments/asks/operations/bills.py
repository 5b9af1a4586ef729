"""Close bills: by their maker, or by themselves when nobody is asked any more."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from tuppence.kernel.errors import Forbidden
from tuppence.kernel.ids import to_public
from tuppence.outbox import operations as outbox
from tuppence.payments.asks import events, queries
from tuppence.payments.asks.models import Ask, Bill, State
from tuppence.people.identity.actor import Actor


def close(*, actor: Actor, bill: UUID, now: datetime) -> Bill:
    """Asks nobody any more: who has paid has paid, and the rest is the maker's to bear. Closed
    already is fine. Raises `NotFound`, and `Forbidden` for anyone but the maker."""
    found = queries.bill(actor, bill)
    if found.maker_id != actor.person_id:
        raise Forbidden("only who split a bill closes it")
    by = to_public("per", actor.person)
    with transaction.atomic():
        # Asks before their bill, as whoever pays locks them.
        rows = queries.whole().select_for_update(no_key=True, of=("self",)).order_by("id")
        still = list(rows.filter(bill=found, state=State.OPEN))
        Ask.objects.filter(pk__in=[ask.pk for ask in still]).update(
            state=State.CANCELLED, decided_by=actor.person_id, decided_at=now
        )
        at = now.isoformat()
        outbox.append([events.fact(events.AskCancelled, ask, by=by, at=at) for ask in still])
        close_finished([found.pk], now=now, by=by)
    return queries.bill(actor, bill)


def close_finished(bills: Iterable[int], *, now: datetime, by: str | None = None) -> None:
    """Closes those of these bills of which nobody is asked for a share any more, and says so. Of
    two who answer last at once neither may see that it was the last: `open_ones` has it then.
    Requires a transaction that holds no lock on another bill."""
    asked = Ask.objects.filter(bill=OuterRef("pk"), state=State.OPEN)
    for key in sorted(bills):
        done = Bill.objects.filter(~Exists(asked), pk=key, closed_at=None)
        if not done.update(closed_at=now):
            continue
        closed = queries.bills_whole().get(pk=key)
        shares = list(closed.shares.all())
        fact = events.of_bill(
            events.BillClosed,
            closed,
            members=[to_public("per", share.asked.public_id) for share in shares],
            by=by,
            at=now.isoformat(),
            paid=sum(share.amount for share in shares if share.state == State.PAID),
        )
        outbox.append([fact])


def open_ones(*, most: int) -> list[int]:
    """Bills that are not closed though nobody is asked any more, by key."""
    asked = Ask.objects.filter(bill=OuterRef("pk"), state=State.OPEN)
    rows = Bill.objects.filter(~Exists(asked), closed_at=None).order_by("id")
    return list(rows.values_list("pk", flat=True)[:most])
