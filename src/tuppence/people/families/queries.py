"""Reads of families, and who has which right over whom. What is shown to somebody is scoped by
them; the rest answers other rooms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.kernel.paging import Page, decode_cursor, encode_cursor
from tuppence.people.families import rights
from tuppence.people.families.models import Invitation, Membership, Role
from tuppence.people.families.rights import Right
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.queries import PersonRef

RowT = TypeVar("RowT", bound=Model)


@dataclass(frozen=True, slots=True)
class FamilyRef:
    """What other rooms may know of a family."""

    id: int
    public_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """One person's place in a family."""

    person: PersonRef
    role: str
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class Household:
    """A family and all who belong to it, guardians first."""

    family: FamilyRef
    members: list[Member]


@dataclass(frozen=True, slots=True)
class Child:
    """A teen and what a guardian may do about them."""

    person_id: int
    rights: frozenset[Right]


_ORDER = {Role.GUARDIAN: 0, Role.YOUNG_ADULT: 1, Role.TEEN: 2}


def family_of(person_id: int) -> FamilyRef | None:
    """The family that a person guards, or else the one they are a member of."""
    place = place_of(person_id)
    if place is None:
        return None
    family = place.family
    return FamilyRef(id=family.pk, public_id=family.public_id, name=family.name)


def place_of(person_id: int) -> Membership | None:
    """A person's place in the family that they guard, or else in the one they are a member of."""
    places = Membership.objects.filter(person_id=person_id).select_related("family")
    return min(places, key=lambda place: _ORDER[Role(place.role)], default=None)


def place_with(actor: Actor, right: Right) -> Membership:
    """The actor's place in their family, if it has a right there. Raises `NotFound` for one without
    a family, and `Forbidden`."""
    place = place_of(actor.person_id)
    if place is None:
        raise NotFound("you do not belong to a family yet")
    if not rights.allows(place.role, right):
        raise Forbidden("your place in the family does not allow this")
    return place


def children(guardian_id: int) -> list[Child]:
    """The teens of the family that a person guards, in the order they joined, with what this
    guardian may do about each. A young adult is nobody's child: at 18 the guardian's rights end."""
    places = Membership.objects.filter(
        role=Role.TEEN,
        family__memberships__person_id=guardian_id,
        family__memberships__role=Role.GUARDIAN,
    ).order_by("id")
    return [Child(place.person_id, rights.OVER_A_CHILD) for place in places]


def children_of(person_id: int, *rights_needed: Right) -> list[PersonRef]:
    """The teens over whom a guardian has these rights; where none are named, every right that a
    guardian can have. In the order they joined."""
    needed = frozenset(rights_needed) or rights.OVER_A_CHILD
    ids = [child.person_id for child in children(person_id) if needed <= child.rights]
    found = identity.people(ids) if ids else {}
    return [found[child] for child in ids]


def rights_over_child(guardian_id: int, person_id: int) -> frozenset[Right]:
    """What the first may do about the second, a teen of the family they guard; nothing, if that is
    not so."""
    guarded = Membership.objects.filter(
        person_id=person_id,
        role=Role.TEEN,
        family__memberships__person_id=guardian_id,
        family__memberships__role=Role.GUARDIAN,
    ).exists()
    return rights.OVER_A_CHILD if guarded else rights.NONE


def rights_over(actor_id: int, person_id: int) -> frozenset[Right]:
    """What the first may do about the second, who may be themselves."""
    if actor_id != person_id:
        return rights_over_child(actor_id, person_id)
    person = identity.person(person_id)
    return rights.over_oneself(is_minor=person is None or person.is_minor)


def may(actor_id: int, right: Right, person_id: int) -> bool:
    """Whether the first has a right over the second, who may be themselves."""
    if actor_id == person_id and right in _ALWAYS_ONES_OWN:
        return True
    return right in rights_over(actor_id, person_id)


_ALWAYS_ONES_OWN = rights.over_oneself(is_minor=True) & rights.over_oneself(is_minor=False)


def guards(guardian_id: int, person_id: int) -> bool:
    """Whether the first is a guardian of the second, a teen of the same family, with every right
    that a guardian can have. Who needs a certain one asks `may`."""
    return rights_over_child(guardian_id, person_id) >= rights.OVER_A_CHILD


def household_of(actor: Actor) -> Household:
    """The caller's own family with its members. Raises `NotFound` for one without a family."""
    place = place_with(actor, Right.SEE_FAMILY)
    return household(place.family_id)


def household(family_id: int) -> Household:
    """A family with its members."""
    places = list(
        Membership.objects.filter(family_id=family_id).select_related("family").order_by("id")
    )
    found = identity.people([place.person_id for place in places])
    members = [Member(found[place.person_id], place.role, place.joined_at) for place in places]
    members.sort(key=lambda member: _ORDER[Role(member.role)])
    family = places[0].family
    return Household(FamilyRef(family.pk, family.public_id, family.name), members)


def invitations(actor: Actor, *, limit: int, cursor: str | None) -> Page[Invitation]:
    """Invitations to the family that the actor guards, newest first. Raises `NotFound`,
    `Forbidden`, `CursorInvalid`."""
    place = place_with(actor, Right.INVITE)
    rows = _invitations().filter(family_id=place.family_id).order_by("-id")
    if cursor is not None:
        (before,) = decode_cursor(cursor, int)
        rows = rows.filter(id__lt=before)
    return page(list(rows[: limit + 1]), limit=limit)


def invitation(actor: Actor, invitation: UUID) -> Invitation:
    """One to the family that the actor guards. Raises `NotFound` and `Forbidden`."""
    place = place_with(actor, Right.INVITE)
    found = _invitations().filter(family_id=place.family_id, public_id=invitation).first()
    if found is None:
        raise NotFound
    return found


def _invitations() -> QuerySet[Invitation]:
    return Invitation.objects.select_related("invited_by", "accepted_by")


def page(found: Sequence[RowT], *, limit: int) -> Page[RowT]:
    """A page of rows by their keys, of which one more than fit was read."""
    items = found[:limit]
    return Page(items, encode_cursor(items[-1].pk) if found[limit:] else None)
