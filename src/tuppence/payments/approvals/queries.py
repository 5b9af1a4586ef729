"""Approvals as one actor may see them: a child their own, a guardian their children's."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from tuppence.edge.keyset import newest
from tuppence.kernel.errors import NotFound
from tuppence.kernel.paging import Page
from tuppence.payments.approvals.models import Approval, State
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right
from tuppence.people.identity.actor import Actor


def approval(actor: Actor, approval: UUID) -> Approval:
    """One that the actor may see. Raises `NotFound`."""
    found = whole().filter(public_id=approval).first()
    if found is None or not may_see(actor, found):
        raise NotFound
    return found


def may_see(actor: Actor, approval: Approval) -> bool:
    return families.may(actor.person_id, Right.SEE_APPROVALS, approval.person_id)


def approvals(
    actor: Actor, *, waiting: bool, now: datetime, limit: int, cursor: str | None
) -> Page[Approval]:
    """The actor's and their children's, newest first; ``waiting``: those that wait for a decision.
    Raises `CursorInvalid`."""
    children = families.children_of(actor.person_id, Right.SEE_APPROVALS)
    people = [actor.person_id, *(child.id for child in children)]
    rows = whole().filter(person_id__in=people)
    if waiting:
        rows = rows.filter(Q(state=State.PENDING, expires_at__gt=now))
    return newest(rows, limit=limit, cursor=cursor)


def approved(payments: Sequence[int]) -> set[int]:
    """Which of these payments (their ids) a guardian had said yes to."""
    rows = Approval.objects.filter(payment_id__in=payments)
    return set(rows.values_list("payment_id", flat=True))


def waiting(person_ids: Sequence[int], *, now: datetime, most: int) -> list[Approval]:
    """Those of these people that wait for a decision, newest first."""
    rows = whole().filter(person_id__in=person_ids, state=State.PENDING, expires_at__gt=now)
    return list(rows.order_by("-id")[:most])


def whole() -> QuerySet[Approval]:
    """Approvals with what their answers show, in one query."""
    return Approval.objects.select_related(
        "person", "decided_by", "payment", "payment__payer_wallet", "payment__payee_wallet",
        "payment__merchant", "payment__refund_of",
    )  # fmt: skip
