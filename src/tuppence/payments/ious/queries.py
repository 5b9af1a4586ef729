"""IOUs as one actor may see them: a child what they are owed, a guardian what they owe and what
their children are owed."""

from uuid import UUID

from django.db.models import Q, QuerySet

from tuppence.edge.keyset import newest
from tuppence.kernel.errors import NotFound
from tuppence.kernel.paging import Page
from tuppence.payments.ious.models import Iou, State
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right
from tuppence.people.identity.actor import Actor


def iou(actor: Actor, iou: UUID) -> Iou:
    """One that the actor may see. Raises `NotFound`."""
    found = whole().filter(public_id=iou).first()
    if found is None or not may_see(actor, found):
        raise NotFound
    return found


def may_see(actor: Actor, found: Iou) -> bool:
    return actor.person_id in (found.giver_id, found.person_id) or families.guards(
        actor.person_id, found.person_id, Right.SEE_WALLET
    )


def ious(actor: Actor, *, state: State | None, limit: int, cursor: str | None) -> Page[Iou]:
    """The actor's and their children's, newest first. Raises `CursorInvalid`."""
    people = [
        actor.person_id,
        *(child.id for child in families.children_of(actor.person_id, Right.SEE_WALLET)),
    ]
    rows = whole().filter(Q(person_id__in=people) | Q(giver_id=actor.person_id))
    if state is not None:
        rows = rows.filter(state=state)
    return newest(rows, limit=limit, cursor=cursor)


def whole() -> QuerySet[Iou]:
    """IOUs with what their answers and payments show, in one query."""
    return Iou.objects.select_related(
        "giver", "person", "payer_wallet", "payee_wallet", "payment", "payment__payer_wallet",
        "payment__payee_wallet", "payment__merchant", "payment__refund_of",
    )  # fmt: skip
