"""Reads of families. `household_of` is scoped by its caller; the others answer other rooms."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tuppence.kernel.errors import NotFound
from tuppence.people.families.models import Membership, Role
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.queries import PersonRef


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


_ORDER = {Role.GUARDIAN: 0, Role.YOUNG_ADULT: 1, Role.TEEN: 2}


def family_of(person_id: int) -> FamilyRef | None:
    """The family that a person guards, or else the one they are a member of."""
    memberships = Membership.objects.filter(person_id=person_id).select_related("family")
    first = min(memberships, key=lambda place: _ORDER[Role(place.role)], default=None)
    if first is None:
        return None
    family = first.family
    return FamilyRef(id=family.pk, public_id=family.public_id, name=family.name)


def children_of(person_id: int) -> list[PersonRef]:
    """The teens of the family that a person guards, in the order they joined. A young adult is
    nobody's child here: at 18 the guardian's rights end."""
    ids = list(
        Membership.objects.filter(
            role=Role.TEEN,
            family__memberships__person_id=person_id,
            family__memberships__role=Role.GUARDIAN,
        )
        .order_by("id")
        .values_list("person_id", flat=True)
    )
    found = identity.people(ids)
    return [found[child] for child in ids]


def guards(guardian_id: int, person_id: int) -> bool:
    """Whether the first is a guardian of the second, a teen of the same family."""
    return Membership.objects.filter(
        person_id=person_id,
        role=Role.TEEN,
        family__memberships__person_id=guardian_id,
        family__memberships__role=Role.GUARDIAN,
    ).exists()


def household_of(actor: Actor) -> Household:
    """The caller's own family with its members. Raises `NotFound` for one without a family."""
    family = family_of(actor.person_id)
    if family is None:
        raise NotFound("you do not belong to a family yet")
    places = list(Membership.objects.filter(family_id=family.id).order_by("id"))
    found = identity.people([place.person_id for place in places])
    members = [Member(found[place.person_id], place.role, place.joined_at) for place in places]
    members.sort(key=lambda member: _ORDER[Role(member.role)])
    return Household(family=family, members=members)
