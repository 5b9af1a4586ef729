"""Gift links as one actor may see them, and as whoever holds one does."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from tuppence.edge.keyset import newest
from tuppence.kernel.errors import NotFound
from tuppence.kernel.paging import Page
from tuppence.payments.gifts import secrets
from tuppence.payments.gifts.models import Gift, GiftLink
from tuppence.payments.goals import queries as goals
from tuppence.payments.goals.models import Goal
from tuppence.people.families import queries as families
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Shown:
    """All that whoever holds a link is told: a first name, and of the goal what its maker let be
    seen (``goal`` None: nothing, or there is none)."""

    link: GiftLink
    name: str
    goal: Goal | None
    saved: int


def link(actor: Actor, link: UUID) -> GiftLink:
    """One for the actor or a child whom they guard. Raises `NotFound`."""
    found = whole().filter(public_id=link).first()
    if found is None or not may_see(actor, found):
        raise NotFound
    return found


def may_see(actor: Actor, link: GiftLink) -> bool:
    return link.person_id == actor.person_id or families.guards(actor.person_id, link.person_id)


def links(actor: Actor, *, limit: int, cursor: str | None) -> Page[GiftLink]:
    """Those for the actor and their children, newest first. Raises `CursorInvalid`."""
    people = [actor.person_id, *(child.id for child in families.children_of(actor.person_id))]
    rows = whole().filter(person_id__in=people)
    return newest(rows, limit=limit, cursor=cursor)


def gifts(actor: Actor, of: UUID, *, limit: int, cursor: str | None) -> Page[Gift]:
    """What was given by a link, newest first. Raises `NotFound` and `CursorInvalid`."""
    rows = Gift.objects.filter(link=link(actor, of)).select_related("link", "payment")
    return newest(rows, limit=limit, cursor=cursor)


def held(token: str) -> GiftLink:
    """The link of a token whose secret is right. Raises `NotFound` for any other, and while the
    account of who would be given to rests, as if they were not there."""
    named, secret = secrets.parted(token)
    found = whole().filter(public_id=named).first()
    if not secrets.fits(secret, found.secret if found else "") or found is None:
        raise NotFound
    person = identity.person(found.person_id)
    if person is None or person.rests:
        raise NotFound
    return found


def shown(link: GiftLink) -> Shown:
    """What its holder sees."""
    goal = link.goal if link.shows_goal else None
    return Shown(link, first_name(link), goal, 0 if goal is None else goals.saved(goal))


def first_name(link: GiftLink) -> str:
    """As the family writes it; no surname."""
    return (link.person.name or "").split(" ")[0]


def whole() -> QuerySet[GiftLink]:
    """Links with what their answers show, in one query."""
    return GiftLink.objects.select_related("person", "maker", "goal", "goal__wallet")
