"""Verbs of erasure: ask for it, think better of it, do it when its time has come.

The person becomes a pseudonym: what names them is overwritten or deleted, in one transaction, and
what they moved stays in the books under an id that leads to nobody.
"""

from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from django.db import transaction

from tuppence.kernel.errors import Forbidden, NotFound, Refused
from tuppence.outbox import operations as outbox
from tuppence.people.families import queries as families
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.queries import PersonRef
from tuppence.people.privacy import events, holdings
from tuppence.people.privacy.models import Choice, Erasure, Forgetting, Purpose

COOLING_OFF: Final = timedelta(days=7)
"""Between asking and erasing: it cannot be undone."""


class GuardianDecides(Forbidden):
    code: ClassVar[str] = "guardian_decides"
    title: ClassVar[str] = "A guardian decides about erasing someone under 18"


class ErasureMissing(Refused):
    code: ClassVar[str] = "erasure_missing"
    status: ClassVar[int] = 404
    title: ClassVar[str] = "No erasure waits"


def visible(actor: Actor, person: UUID) -> PersonRef:
    """Somebody whose data the actor may have: themselves, or a child they guard. Raises
    `NotFound`."""
    found = identity.person_by_public_id(person)
    if found is None:
        raise NotFound
    if found.id != actor.person_id and not families.guards(actor.person_id, found.id):
        raise NotFound
    return found


def waiting(actor: Actor, *, person: UUID) -> Erasure:
    """The erasure that waits for its time. Raises `NotFound` and `ErasureMissing`."""
    found = _waiting(visible(actor, person).id)
    if found is None:
        raise ErasureMissing
    return found


def ask(*, actor: Actor, person: UUID, now: datetime) -> Erasure:
    """Has somebody erased after `COOLING_OFF`; one that waits already stays as it is.

    Raises `NotFound`, `GuardianDecides`, and what stands against it (`Step.check`): money that is
    left, children who would have no guardian.
    """
    found = visible(actor, person)
    if found.is_minor and found.id == actor.person_id:
        raise GuardianDecides
    for step in holdings.registry().steps:
        step.check(found.id)
    with transaction.atomic():
        erasure, new = Erasure.objects.get_or_create(
            person_id=found.id,
            cancelled_at=None,
            done_at=None,
            defaults={
                "asked_by_id": actor.person_id,
                "asked_at": now,
                "due_at": now + COOLING_OFF,
            },
        )
        if new:
            _tell(events.ErasureAsked, erasure, now)
    return erasure


def cancel(*, actor: Actor, person: UUID, now: datetime) -> None:
    """Thinks better of it: whoever may ask for it, and a minor for themselves. Raises `NotFound`
    and `ErasureMissing`."""
    found = visible(actor, person)
    with transaction.atomic():
        erasure = _waiting(found.id, lock=True)
        if erasure is None:
            raise ErasureMissing
        erasure.cancelled_at = now
        erasure.save(update_fields=["cancelled_at"])
        _tell(events.ErasureCancelled, erasure, now)


def erase_due(*, now: datetime) -> int:
    """Erases those whose time has come; gives how many. What stands against one is written down,
    and it is tried again the next time."""
    due = Erasure.objects.filter(cancelled_at=None, done_at=None, due_at__lte=now).order_by(
        "due_at"
    )
    done = 0
    for pk in due.values_list("id", flat=True):
        try:
            done += _erase(pk, now)
        except Refused as refusal:
            Erasure.objects.filter(pk=pk, done_at=None).update(held_up_by=refusal.code)
    return done


def _erase(pk: int, now: datetime) -> int:
    """All of it or nothing; 0 when it was cancelled, or is being done, meanwhile."""
    with transaction.atomic():
        erasure = (
            Erasure.objects.select_for_update(no_key=True, skip_locked=True)
            .filter(pk=pk, cancelled_at=None, done_at=None)
            .first()
        )
        if erasure is None:
            return 0
        person_id = erasure.person_id
        _tell(events.PersonErased, erasure, now)
        known = holdings.registry()
        for step in known.steps:
            step.act(person_id, now)
        for holding in known.holdings:
            holdings.forget(holding, person_id)
        for purpose in Purpose.values:
            Forgetting.objects.create(person_id=person_id, purpose=purpose, asked_at=now)
        Choice.objects.filter(person_id=person_id).delete()
        erasure.done_at, erasure.held_up_by = now, None
        erasure.save(update_fields=["done_at", "held_up_by"])
    return 1


def _waiting(person_id: int, *, lock: bool = False) -> Erasure | None:
    rows = Erasure.objects.select_for_update(no_key=True) if lock else Erasure.objects.all()
    return rows.filter(person_id=person_id, cancelled_at=None, done_at=None).first()


def _tell(kind: type[events.OfErasure], erasure: Erasure, now: datetime) -> None:
    outbox.append([events.of_erasure(kind, erasure, at=now.isoformat())])
