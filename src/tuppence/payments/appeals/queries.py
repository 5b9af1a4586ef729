"""Appeals as one actor may see them: a child their own, a guardian their children's."""

from uuid import UUID

from django.db.models import QuerySet

from tuppence.edge.keyset import newest
from tuppence.kernel.errors import NotFound
from tuppence.kernel.paging import Page
from tuppence.payments.appeals.models import Appeal, State
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right
from tuppence.people.identity.actor import Actor


def appeal(actor: Actor, appeal: UUID) -> Appeal:
    """One that the actor may see. Raises `NotFound`."""
    found = whole().filter(public_id=appeal).first()
    if found is None or not may_see(actor, found):
        raise NotFound
    return found


def may_see(actor: Actor, appeal: Appeal) -> bool:
    """Whether it is the actor's own, or that of a child whose controls they see."""
    if appeal.person_id == actor.person_id:
        return True
    return families.may(actor.person_id, Right.SEE_CONTROLS, appeal.person_id)


def appeals(actor: Actor, *, is_open: bool, limit: int, cursor: str | None) -> Page[Appeal]:
    """The actor's and their children's, newest first; ``is_open``: those that nobody has answered.
    Raises `CursorInvalid`."""
    children = families.children_of(actor.person_id, Right.SEE_CONTROLS)
    people = [actor.person_id, *(child.id for child in children)]
    rows = whole().filter(person_id__in=people)
    if is_open:
        rows = rows.filter(state=State.OPEN)
    return newest(rows, limit=limit, cursor=cursor)


def whole() -> QuerySet[Appeal]:
    """Appeals with what their answers show, in one query."""
    return Appeal.objects.select_related(
        "person", "answered_by", "granted", "payment", "payment__payer_wallet",
        "payment__payee_wallet", "payment__merchant", "payment__refund_of",
    )  # fmt: skip
