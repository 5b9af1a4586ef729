"""A minor who forgot the PIN: a guardian agrees, and then a code resets it. Who may agree is for
families to say."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.db import transaction
from django.db.models import QuerySet

from tuppence.kernel.errors import Forbidden, NotFound, Refused
from tuppence.kernel.ids import to_public
from tuppence.outbox import operations as outbox
from tuppence.people.identity import events, limits
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.models import Person, Pin, PinReset
from tuppence.people.identity.operations.people import ZONE
from tuppence.people.identity.rules import ADULT_AGE, age_on

State = PinReset.State
ASKED_FOR: Final = timedelta(hours=24)
"""How long guardians have."""
AGREED_FOR: Final = timedelta(hours=1)
"""How long the minor has from then on."""


class PinResetNeedsGuardian(Forbidden):
    code: ClassVar[str] = "pin_reset_needs_guardian"
    title: ClassVar[str] = "Ask a guardian first: PUT /v1/me/pin-reset"


class PinResetNotNeeded(Refused):
    code: ClassVar[str] = "pin_reset_not_needed"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "Nobody has to agree to this: set the PIN, by a code if there is one"


class PinResetAnswered(Refused):
    """``state`` is what became of it."""

    code: ClassVar[str] = "pin_reset_answered"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "This was answered already, or waited too long"


def needs_guardian(person: Person, *, now: datetime) -> bool:
    """Whether a guardian must agree before this person's PIN is reset: a minor's. Who has no
    profile yet has no guardian either, and no wallet that the PIN would protect."""
    if person.birth_date is None:
        return False
    return age_on(person.birth_date, today=now.astimezone(ZONE).date()) < ADULT_AGE


def ask(actor: Actor, *, now: datetime) -> PinReset:
    """Asks the caller's guardians; the one that is under way, if there is one.

    Raises `PinResetNotNeeded`, `RateLimited`.
    """
    with transaction.atomic():
        # The person's row is the lock: of two askings at once one is made.
        person = Person.objects.select_for_update(no_key=True).get(pk=actor.person_id)
        has_pin = Pin.objects.filter(person=person).exists()
        if not has_pin or not needs_guardian(person, now=now):
            raise PinResetNotNeeded
        there = under_way(now=now).filter(person=person).first()
        if there is not None:
            return there
        limits.admit_pin_reset(person_id=person.pk)
        PinReset.objects.filter(person=person, state__in=(State.OPEN, State.AGREED)).update(
            state=State.LAPSED
        )
        made = PinReset.objects.create(person=person, asked_at=now, expires_at=now + ASKED_FOR)
        _tell(
            made,
            events.PinResetAsked(
                person=to_public("per", person.public_id), reset=to_public("rst", made.public_id)
            ),
        )
    return made


def of(actor: Actor, *, now: datetime) -> PinReset:
    """The caller's own that is under way. Raises `NotFound`."""
    found = under_way(now=now).filter(person_id=actor.person_id).select_related("person").first()
    if found is None:
        raise NotFound
    return found


def under_way(*, now: datetime) -> QuerySet[PinReset]:
    """Those that wait for a guardian, or for the code of whom one agreed with."""
    return PinReset.objects.filter(state__in=(State.OPEN, State.AGREED), expires_at__gt=now)


def answer(reset: PinReset, *, by: Actor, agrees: bool, now: datetime) -> None:
    """Puts down what a guardian says. Requires an open transaction and the row's lock; that they
    may say it was checked. Raises `PinResetAnswered`."""
    if reset.state != State.OPEN or reset.expires_at <= now:
        state = State.LAPSED if reset.state == State.OPEN else State(reset.state)
        raise PinResetAnswered(state=state.label)
    reset.state = State.AGREED if agrees else State.DECLINED
    reset.answered_by_id = by.person_id
    if agrees:
        reset.expires_at = now + AGREED_FOR
    reset.save(update_fields=["state", "answered_by", "expires_at"])
    kind = events.PinResetAgreed if agrees else events.PinResetDeclined
    _tell(
        reset,
        kind(
            person=to_public("per", reset.person.public_id),
            reset=to_public("rst", reset.public_id),
            by=to_public("per", by.person),
        ),
    )


def agreed(person: Person, *, now: datetime) -> PinReset | None:
    """The agreement by which this person may reset their PIN, locked. Requires an open
    transaction."""
    return under_way(now=now).select_for_update().filter(person=person, state=State.AGREED).first()


def _tell(
    reset: PinReset,
    event: events.PinResetAsked | events.PinResetAgreed | events.PinResetDeclined,
) -> None:
    outbox.append(
        [events.fact(event, key=reset.public_id, prefix="rst", person_id=reset.person_id)]
    )
