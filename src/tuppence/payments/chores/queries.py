"""Chores and turns as one actor may see them: a child their own, a guardian their children's."""

from uuid import UUID

from django.db.models import Q, QuerySet

from tuppence.edge.keyset import newest
from tuppence.kernel.errors import NotFound
from tuppence.kernel.paging import Page
from tuppence.payments.chores.models import Chore, Split, State, Turn
from tuppence.payments.controls.queries import controlled
from tuppence.payments.ious.models import State as IouState
from tuppence.people.families import queries as families
from tuppence.people.families.rights import Right
from tuppence.people.identity.actor import Actor


def chore(actor: Actor, chore: UUID) -> Chore:
    """One that the actor may see. Raises `NotFound`."""
    found = whole_chores().filter(public_id=chore).first()
    if found is None or not may_see(actor, found):
        raise NotFound
    return found


def may_see(actor: Actor, found: Chore) -> bool:
    return actor.person_id in (found.giver_id, found.person_id) or families.guards(
        actor.person_id, found.person_id, Right.SEE_WALLET
    )


def chores(actor: Actor, *, limit: int, cursor: str | None) -> Page[Chore]:
    """The actor's and their children's, newest first. Raises `CursorInvalid`."""
    rows = whole_chores().filter(Q(person_id__in=_people(actor)) | Q(giver_id=actor.person_id))
    return newest(rows, limit=limit, cursor=cursor)


def turn(actor: Actor, turn: UUID) -> Turn:
    """One that the actor may see. Raises `NotFound`."""
    found = whole_turns().filter(public_id=turn).first()
    if found is None or not may_see(actor, found.chore):
        raise NotFound
    return found


def turns(actor: Actor, *, state: State | None, limit: int, cursor: str | None) -> Page[Turn]:
    """The actor's and their children's, newest first. Raises `CursorInvalid`."""
    rows = whole_turns().filter(person_id__in=_people(actor))
    if state == State.PAID:
        rows = rows.filter(iou__state=IouState.PAID)
    elif state == State.APPROVED:
        rows = rows.filter(state=state).exclude(iou__state=IouState.PAID)
    elif state is not None:
        rows = rows.filter(state=state)
    return newest(rows, limit=limit, cursor=cursor)


def split(actor: Actor, person: UUID) -> Split | None:
    """How a child's rewards are split; None: all of them are to spend. Raises `NotFound` unless
    they are the actor, or a child whom the actor guards."""
    return split_of(controlled(actor, person).id)


def split_of(person_id: int) -> Split | None:
    return (
        Split.objects.select_related("save_goal", "share_goal", "author")
        .filter(person_id=person_id)
        .first()
    )


def whole_chores() -> QuerySet[Chore]:
    """Chores with what their answers show, in one query."""
    return Chore.objects.select_related("giver", "person")


def whole_turns() -> QuerySet[Turn]:
    """Turns with what their answers and facts show, in one query."""
    return Turn.objects.select_related(
        "chore", "chore__giver", "chore__person", "decided_by", "iou"
    )


def _people(actor: Actor) -> list[int]:
    return [
        actor.person_id,
        *(child.id for child in families.children_of(actor.person_id, Right.SEE_WALLET)),
    ]
