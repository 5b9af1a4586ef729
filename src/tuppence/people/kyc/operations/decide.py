"""What is said of a check: by the provider, whenever and however often, or by an operator."""

from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

import structlog
from django.db import transaction

from tuppence.kernel.errors import Refused
from tuppence.outbox import operations as outbox
from tuppence.people.kyc import events, rules
from tuppence.people.kyc.models import OPEN, Check, Event, State, Tier
from tuppence.people.kyc.operations import tiers
from tuppence.people.kyc.provider import Word
from tuppence.people.kyc.webhooks import Told

log = structlog.get_logger(__name__)

BY_OPERATOR: Final = "by_operator"
_STATES: Final = {state.label: state for state in State}
_FACTS: Final = {
    State.APPROVED: events.KycApproved,
    State.REJECTED: events.KycRejected,
    State.REVIEW: events.KycInReview,
    State.STUCK: events.KycStuck,
}


class CheckDecided(Refused):
    code: ClassVar[str] = "check_decided"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "This check has been decided already"


def hear(*, told: Told, now: datetime) -> bool:
    """Takes in an event of the provider's; whether it changed anything. One that came before, is of
    no check here, or of one that is decided, changes nothing."""
    with transaction.atomic():
        _, new = Event.objects.get_or_create(id=told.event, defaults={"received_at": now})
        if not new:
            return False
        check = locked(told.check)
        if check is None:
            log.warning("kyc_event_of_no_check", provider_event=told.event)
            return False
        if check.sent_at is None and check.state in OPEN:
            check.sent_at = now  # it has it, so, though the answer that said so was lost
            check.save(update_fields=["sent_at"])
        return note(check, told.word, by="provider", now=now)


def decide(*, check: UUID, approve: bool, now: datetime) -> None:
    """An operator's decision, of a check that waits for one or that nobody answers. Raises
    `CheckDecided`."""
    with transaction.atomic():
        found = locked(check)
        if found is None or found.state not in OPEN:
            raise CheckDecided
        if approve:
            decided(found, State.APPROVED, reason=None, by="operator", now=now)
        else:
            decided(found, State.REJECTED, reason=BY_OPERATOR, by="operator", now=now)


def note(check: Check, word: Word, *, by: str, now: datetime) -> bool:
    """What a word of the provider's makes of a check that is locked; whether it made anything."""
    after = rules.after(State(check.state).label, word.said)
    if after is None:
        return False
    decided(check, _STATES[after], reason=word.reason, by=by, now=now)
    return True


def decided(check: Check, state: State, *, reason: str | None, by: str, now: datetime) -> None:
    """Brings a check into another state, its person onto the full tier if that is what it shows,
    and states the fact. Requires an open transaction, and the check to be locked."""
    check.state = state
    check.reason = reason
    if state not in OPEN:
        check.decided_at = now
        check.next_at = None
    check.save(update_fields=["state", "reason", "counts", "decided_at", "next_at"])
    if state == State.APPROVED:
        tiers.put(person_id=check.person_id, tier=Tier.FULL, check=check, now=now)
    outbox.append([events.fact(_FACTS[state], check, by=by, now=now)])


def locked(check: UUID) -> Check | None:
    """A check that nobody else changes until the transaction ends."""
    return (
        Check.objects.select_for_update(no_key=True, of=("self",))
        .select_related("person")
        .filter(public_id=check)
        .first()
    )
