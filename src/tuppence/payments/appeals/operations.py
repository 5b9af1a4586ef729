"""Verbs of appeals: make one, answer it, take it back.

An appeal changes nothing by itself. Granting one writes the next version of the child's controls,
by the same verbs as ever and in the same transaction, so that what was promised is in force.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db import transaction

from tuppence.kernel.errors import Forbidden, NotFound, Refused
from tuppence.kernel.ids import to_public
from tuppence.ledger.refusals import LimitReached
from tuppence.outbox import operations as outbox
from tuppence.payments.appeals import events, queries
from tuppence.payments.appeals.models import Appeal, State
from tuppence.payments.controls import operations as controls
from tuppence.payments.controls import queries as decided
from tuppence.payments.controls.queries import Decided
from tuppence.payments.payments import queries as payments
from tuppence.payments.payments.rules import OF_GUARDIANS
from tuppence.payments.wallets.operations import SPEND, one_at_a_time
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor

RULES: Final = tuple(sorted({kind.code for kind in OF_GUARDIANS} | {LimitReached.code}))
"""Refusals that are a guardian's to lift. A payment that needs a yes is asked for instead, and what
the programme closes to minors is nobody's to open."""

MOST_OPEN: Final = 5
MOST_A_DAY: Final = 10
"""What one child can have open, and make in any 24 hours: a word with a guardian, no campaign."""
DAY: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class About:
    """What an appeal is against: exactly one of a refused ``payment`` and a ``rule`` of `RULES`."""

    payment: UUID | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Raise:
    """Grants for 24 hours: see `controls.raise_limits`."""

    limits: Mapping[str, int]
    categories: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Change:
    """Grants for good: a whole ``document`` in place of the version ``seen``."""

    document: Mapping[str, Any]
    seen: int


class NotAppealable(Refused):
    code: ClassVar[str] = "not_appealable"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "This was not refused by a rule of your guardian's"


class AppealedAlready(Refused):
    """``appeal`` is the one that there is."""

    code: ClassVar[str] = "appealed_already"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "You have asked about this already"


class AppealsFull(Refused):
    code: ClassVar[str] = "appeals_full"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "You have asked often enough for now"


class AppealAnswered(Refused):
    """``state`` is what became of it: granted, dismissed or withdrawn."""

    code: ClassVar[str] = "appeal_answered"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "This appeal was answered already"


def appeal(*, actor: Actor, about: About, message: str, now: datetime) -> Appeal:
    """Asks the guardians to think again.

    Raises `NotFound` for a payment that the actor may not see, `Forbidden` for somebody else's,
    `NotAppealable`, `AppealedAlready` and `AppealsFull`.
    """
    made = _drafted(actor, about)
    with transaction.atomic():
        one_at_a_time(f"appeals:{actor.person_id}")
        _check_new(made)
        _check_room(actor, now=now)
        made.message, made.created_at = message, now
        made.save(force_insert=True)
        _tell(events.AppealMade, made, by=actor, now=now)
    return made


def _drafted(actor: Actor, about: About) -> Appeal:
    made = Appeal(person_id=actor.person_id, rule=about.rule or "", details={})
    if about.payment is not None:
        paid = payments.payment(actor, about.payment)
        payer = paid.payer_wallet
        if payer is None or payer.owner_id != actor.person_id:
            raise Forbidden("only who was refused appeals")
        code, details = paid.refusal_code or "", paid.refusal_data or {}
        if not _is_guardians(code, details):
            raise NotAppealable
        made.payment, made.rule, made.details = paid, code, details
    if not _is_bound(actor):
        raise NotAppealable
    return made


def _is_bound(actor: Actor) -> bool:
    """Whether a guardian has decided anything for the actor, a minor."""
    person = identity.person(actor.person_id)
    return person is not None and person.is_minor and decided.in_force(actor.person_id).version > 0


def _is_guardians(code: str, details: Mapping[str, Any]) -> bool:
    """Whether a guardian can lift what refused: of the ledger's limits, those on spending."""
    if code == LimitReached.code:
        return str(details.get("scope", "")).partition(".")[0] == SPEND
    return code in RULES


def _check_new(made: Appeal) -> None:
    """Of one payment there is one appeal; of a rule alone, one at a time."""
    if made.payment is None:
        same = Appeal.objects.filter(
            person_id=made.person_id, rule=made.rule, payment=None, state=State.OPEN
        )
    else:
        same = Appeal.objects.filter(payment=made.payment)
    there = same.first()
    if there is not None:
        raise AppealedAlready(appeal=to_public("apl", there.public_id))


def _check_room(actor: Actor, *, now: datetime) -> None:
    mine = Appeal.objects.filter(person_id=actor.person_id)
    if mine.filter(state=State.OPEN).count() >= MOST_OPEN:
        raise AppealsFull
    if mine.filter(created_at__gt=now - DAY).count() >= MOST_A_DAY:
        raise AppealsFull


def grant(*, actor: Actor, appeal: UUID, by: Raise | Change, answer: str, now: datetime) -> Appeal:
    """Says yes, and puts in force what that means: a raise for 24 hours, or other controls.

    Raises `NotFound`, `Forbidden` for who may not set the controls, `AppealAnswered`,
    `NothingRaised`, and `ControlsChanged` when another guardian has changed them since; then
    nothing is answered.
    """
    with transaction.atomic():
        found = _locked(actor, appeal, guardian=True)
        found.granted = _granted(found, by, actor=actor, note=answer, now=now).version
        _answer(found, State.GRANTED, by=actor, answer=answer, now=now)
        _tell(events.AppealGranted, found, by=actor, now=now)
    return found


def _granted(
    found: Appeal, by: Raise | Change, *, actor: Actor, note: str, now: datetime
) -> Decided:
    person = found.person.public_id
    if isinstance(by, Raise):
        return controls.raise_limits(
            actor=actor,
            person=person,
            limits=by.limits,
            categories=by.categories,
            note=note,
            now=now,
        )
    return controls.decide(
        actor=actor, person=person, document=by.document, seen=by.seen, note=note, now=now
    )


def dismiss(*, actor: Actor, appeal: UUID, answer: str, now: datetime) -> Appeal:
    """Says no. Raises `NotFound`, `Forbidden` for who may not set the controls, and
    `AppealAnswered`."""
    with transaction.atomic():
        found = _locked(actor, appeal, guardian=True)
        _answer(found, State.DISMISSED, by=actor, answer=answer, now=now)
        _tell(events.AppealDismissed, found, by=actor, now=now)
    return found


def withdraw(*, actor: Actor, appeal: UUID, now: datetime) -> Appeal:
    """Takes it back. Raises `NotFound`, `Forbidden` for a guardian, `AppealAnswered`."""
    with transaction.atomic():
        found = _locked(actor, appeal, guardian=False)
        _answer(found, State.WITHDRAWN, by=actor, answer="", now=now)
        _tell(events.AppealWithdrawn, found, by=actor, now=now)
    return found


def _locked(actor: Actor, appeal: UUID, *, guardian: bool) -> Appeal:
    """One that is open and the actor has a say in, locked: of two who answer, one is first."""
    found = (
        queries.whole()
        .select_for_update(no_key=True, of=("self",))
        .filter(public_id=appeal)
        .first()
    )
    if found is None or not queries.may_see(actor, found):
        raise NotFound
    is_own = found.person_id == actor.person_id
    if guardian:
        if is_own or not families.may(actor.person_id, Right.SET_CONTROLS, found.person_id):
            raise Forbidden("a guardian who sets the controls answers this")
    elif not is_own:
        raise Forbidden("only who asked takes it back")
    if found.state != State.OPEN:
        raise AppealAnswered(state=State(found.state).label)
    return found


def _answer(found: Appeal, state: State, *, by: Actor, answer: str, now: datetime) -> None:
    found.state = state
    found.answer = answer
    found.answered_by_id = by.person_id
    found.answered_at = now
    found.save(update_fields=["state", "answer", "answered_by", "answered_at", "granted"])


def _tell(kind: Any, found: Appeal, *, by: Actor, now: datetime) -> None:
    who = to_public("per", by.person)
    outbox.append([events.fact(kind, found, by=who, at=now.isoformat())])
