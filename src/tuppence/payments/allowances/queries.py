"""Allowances as one actor may see them: those they give, those they and their children get."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from tuppence.edge.keyset import newest
from tuppence.kernel.errors import NotFound
from tuppence.kernel.paging import Page
from tuppence.payments.allowances.models import Allowance, AllowanceVersion, Plan
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right
from tuppence.people.identity.actor import Actor


def allowance(actor: Actor, allowance: UUID) -> Allowance:
    """One that the actor may see, with its plan. Raises `NotFound`."""
    found = whole().filter(public_id=allowance).first()
    if found is None:
        raise NotFound
    if actor.person_id not in (found.giver_id, found.person_id) and not families.guards(
        actor.person_id, found.person_id, Right.SEE_WALLET
    ):
        raise NotFound
    return found


def allowances(actor: Actor, *, limit: int, cursor: str | None) -> Page[Allowance]:
    """All of those, newest first, ended ones too. Raises `CursorInvalid`."""
    people = [
        actor.person_id,
        *(child.id for child in families.children_of(actor.person_id, Right.SEE_WALLET)),
    ]
    rows = whole().filter(Q(person_id__in=people) | Q(giver_id=actor.person_id))
    return newest(rows, limit=limit, cursor=cursor)


def history(
    actor: Actor, allowance_id: UUID, *, limit: int, cursor: str | None
) -> Page[AllowanceVersion]:
    """Every version of one, newest first. Raises `NotFound` and `CursorInvalid`."""
    found = allowance(actor, allowance_id)
    rows = AllowanceVersion.objects.select_related("author").filter(allowance=found)
    return newest(rows, limit=limit, cursor=cursor, by="version")


def next_pay_day(person_id: int, *, now: datetime) -> datetime | None:
    """When a child's next allowance is due, at the earliest after ``now``; None without one."""
    return (
        Plan.objects.filter(allowance__person_id=person_id, next_at__gt=now)
        .order_by("next_at")
        .values_list("next_at", flat=True)
        .first()
    )


def whole() -> QuerySet[Allowance]:
    """Allowances with what their answers show, in one query."""
    return Allowance.objects.select_related("giver", "person", "plan")
