"""Take an ask back, remind of it, and let those expire that nobody answered."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from tuppence.kernel.errors import Forbidden
from tuppence.outbox import operations as outbox
from tuppence.payments.asks import events, queries, rules
from tuppence.payments.asks.models import Ask, State
from tuppence.payments.asks.operations import bills
from tuppence.payments.asks.operations.decide import check_open, close, locked, tell
from tuppence.people.identity.actor import Actor

SWEPT: Final = 500


def cancel(*, actor: Actor, ask: UUID, now: datetime) -> Ask:
    """Takes it back. Raises `NotFound`, `Forbidden` for anyone but the asker, `AskDecided`."""
    with transaction.atomic():
        found = _askers(actor, ask)
        check_open(found, now=now)
        close(found, State.CANCELLED, events.AskCancelled, by=actor, now=now)
    return found


def remind(*, actor: Actor, ask: UUID, now: datetime) -> Ask:
    """Reminds whoever is asked, a few times at most and a day apart. Raises `NotFound`,
    `Forbidden` for anyone but the asker, `AskDecided`, `RemindTooSoon`."""
    with transaction.atomic():
        found = _askers(actor, ask)
        check_open(found, now=now)
        rules.check_reminder(
            made_at=found.created_at, last=found.reminded_at, sent=found.reminders, now=now
        )
        found.reminders += 1
        found.reminded_at = now
        found.save(update_fields=["reminders", "reminded_at"])
        tell(events.AskReminded, found, by=actor, now=now)
    return found


def expire(*, now: datetime) -> int:
    """Writes down that the time of some is over, and says so; gives how many. They were over
    without it: this is so that somebody is told. Bills that nobody is asked for any more are
    closed."""
    with transaction.atomic():
        over = list(
            queries.whole()
            .select_for_update(no_key=True, skip_locked=True, of=("self",))
            .filter(state=State.OPEN, expires_at__lte=now)
            .order_by("expires_at")[:SWEPT]
        )
        Ask.objects.filter(pk__in=[found.pk for found in over]).update(
            state=State.EXPIRED, decided_at=now
        )
        at = now.isoformat()
        outbox.append([events.fact(events.AskExpired, one, by=None, at=at) for one in over])
        bills.close_finished(bills.open_ones(most=SWEPT), now=now)
    return len(over)


def _askers(actor: Actor, ask: UUID) -> Ask:
    found = locked(actor, ask)
    if found.asker_id != actor.person_id:
        raise Forbidden("only who asked does this")
    return found
