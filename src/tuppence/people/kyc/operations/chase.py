"""Ask the provider about checks that it has said nothing of, tell when one is stuck, and forget
events that no signature would make anyone believe again."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from tuppence.kernel.ids import to_public
from tuppence.people.kyc import rules
from tuppence.people.kyc.models import OPEN, Check, Event, State
from tuppence.people.kyc.operations.decide import decided, locked, note
from tuppence.people.kyc.operations.submit import give_up
from tuppence.people.kyc.provider import KycAway, Provider, Word

AT_ONCE: Final = 50
EVENTS_KEPT: Final = timedelta(days=1)


def chase(*, provider: Provider, now: datetime) -> int:
    """Asks about each check whose time has come; how many changed. No row is locked while the
    provider is waited for; two that chase at once ask about different checks."""
    Event.objects.filter(received_at__lt=now - EVENTS_KEPT).delete()
    changed = 0
    for check in _claimed(now=now):
        try:
            word = provider.status(reference=to_public("kyc", check))
        except KycAway:
            word = Word("pending")
        with transaction.atomic():
            changed += _heard(check, word, now=now)
    return changed


def _claimed(*, now: datetime) -> list[UUID]:
    """Checks to ask about now. Each is put off to its next time first, so that it is asked about
    once, and again after a crash."""
    with transaction.atomic():
        due = list(
            Check.objects.select_for_update(skip_locked=True, no_key=True)
            .filter(state__in=OPEN, next_at__lte=now)
            .order_by("next_at")[:AT_ONCE]
        )
        for check in due:
            check.asked = min(check.asked + 1, 1000)
            check.next_at = rules.next_ask(asked=check.asked, now=now)
        Check.objects.bulk_update(due, ["asked", "next_at"])
    return [check.public_id for check in due]


def _heard(check: UUID, word: Word | None, *, now: datetime) -> bool:
    found = locked(check)
    if found is None or found.state not in OPEN:
        return False
    if word is None:
        return _unknown(found, now=now)
    if found.sent_at is None:
        found.sent_at = now
        found.save(update_fields=["sent_at"])
    return note(found, word, by="provider", now=now) or _stuck(found, now=now)


def _unknown(check: Check, *, now: datetime) -> bool:
    """The provider knows of no such check. It may be on its way yet."""
    if check.sent_at is None and now - check.submitted_at >= rules.UNSENT_FOR:
        give_up(check, now=now)
        return True
    return _stuck(check, now=now)


def _stuck(check: Check, *, now: datetime) -> bool:
    state = State(check.state).label
    if not rules.is_stuck(state, submitted_at=check.submitted_at, now=now):
        return False
    decided(check, State.STUCK, reason=None, by="time", now=now)
    return True
