"""Reads of families, and who has which right over whom. What is shown to somebody is scoped by
them; the rest answers other rooms."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from tuppence.edge.keyset import newest
from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.kernel.paging import Page
from tuppence.people.families import quorum, rights
from tuppence.people.families.models import (
    Invitation,
    Membership,
    Proposal,
    QuorumRule,
    Role,
    Scope,
)
from tuppence.people.families.quorum import Action, Need
from tuppence.people.families.rights import Right
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
    """One person's place in a family. ``of_age_on`` is a teen's 18th birthday."""

    person: PersonRef
    role: str
    joined_at: datetime
    of_age_on: date | None


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
    return [Child(person_id, rights.kept(names)) for person_id, names in _guarded(guardian_id)]


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
    for _, names in _guarded(guardian_id, Q(person_id=person_id)):
        return rights.kept(names)
    return rights.NONE


def still_hold(right: Right, pairs: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those pairs of a guardian and a child of which the first has a right over the second: what
    `guards` says, for many at once, in one statement."""
    scope = Scope.objects.filter(
        child_id=OuterRef("pk"), guardian__person_id=OuterRef("guardian_id")
    )
    rows = (
        Membership.objects.filter(
            identity.IsMinor("person__birth_date"),
            role=Role.TEEN,
            person_id__in={child for _, child in pairs},
            family__memberships__person_id__in={guardian for guardian, _ in pairs},
            family__memberships__role=Role.GUARDIAN,
        )
        .annotate(guardian_id=F("family__memberships__person_id"))
        .values_list("guardian_id", "person_id", Subquery(scope.values("rights")[:1]))
    )
    found = {(guardian, child) for guardian, child, names in rows if right in rights.kept(names)}
    return found & set(pairs)


def _guarded(guardian_id: int, only: Q | None = None) -> Iterable[tuple[int, list[str] | None]]:
    """The teens whom a person guards, in the order they joined, with what that is narrowed to about
    each (None: it is not). On their 18th birthday they are none, whatever their place says yet."""
    scope = Scope.objects.filter(child_id=OuterRef("pk"), guardian__person_id=guardian_id)
    return (
        Membership.objects.filter(
            only or Q(),
            identity.IsMinor("person__birth_date"),
            role=Role.TEEN,
            family__memberships__person_id=guardian_id,
            family__memberships__role=Role.GUARDIAN,
        )
        .order_by("id")
        .values_list("person_id", Subquery(scope.values("rights")[:1]))
    )


def guardians(person_ids: Sequence[int]) -> dict[int, dict[int, frozenset[Right]]]:
    """Who guards these people, and what they may do about each: by person, then by guardian. Who is
    nobody's child is not among the keys. For telling people of what they may see; nobody is asking.
    """
    scope = Scope.objects.filter(
        child_id=OuterRef("pk"), guardian_id=OuterRef("family__memberships")
    )
    rows = Membership.objects.filter(
        identity.IsMinor("person__birth_date"),
        role=Role.TEEN,
        person_id__in=person_ids,
        family__memberships__role=Role.GUARDIAN,
    ).values_list(
        "person_id", "family__memberships__person_id", Subquery(scope.values("rights")[:1])
    )
    found: dict[int, dict[int, frozenset[Right]]] = {}
    for child, guardian, names in rows:
        found.setdefault(child, {})[guardian] = rights.kept(names)
    return found


def members(families: Sequence[UUID]) -> dict[UUID, list[tuple[int, str]]]:
    """Who belongs to these families, in which seat. For telling them of what is theirs to see."""
    rows = Membership.objects.filter(family__public_id__in=families)
    found: dict[UUID, list[tuple[int, str]]] = {}
    for family, person, role in rows.values_list("family__public_id", "person_id", "role"):
        found.setdefault(family, []).append((person, role))
    return found


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


def relatives(person_id: int, among: list[int]) -> set[int]:
    """Those among some people who share a family with a person."""
    return set(
        Membership.objects.filter(
            person_id__in=among, family__memberships__person_id=person_id
        ).values_list("person_id", flat=True)
    )


def guards(guardian_id: int, person_id: int, *rights_needed: Right) -> bool:
    """Whether the first is a guardian of the second, a teen of the same family, with these rights;
    where none are named, with every right that a guardian can have. Nobody guards themselves: who
    means them, too, asks `may`."""
    needed = frozenset(rights_needed) or rights.OVER_A_CHILD
    return needed <= rights_over_child(guardian_id, person_id)


def household_of(actor: Actor) -> Household:
    """The caller's own family with its members. When a teen comes of age is told to guardians and
    to the teen. Raises `NotFound` for one without a family."""
    place = place_with(actor, Right.SEE_FAMILY)
    found = household(place.family_id)
    if place.role == Role.GUARDIAN:
        return found
    members = [
        one if one.person.id == actor.person_id else replace(one, of_age_on=None)
        for one in found.members
    ]
    return replace(found, members=members)


def household(family_id: int) -> Household:
    """A family with its members."""
    places = list(
        Membership.objects.filter(family_id=family_id)
        .select_related("family")
        .annotate(of_age_on=F("person__coming_of_age__day"))
        .order_by("id")
    )
    found = identity.people([place.person_id for place in places])
    members = [
        Member(
            found[place.person_id],
            place.role,
            place.joined_at,
            place.of_age_on if place.role == Role.TEEN else None,
        )
        for place in places
    ]
    members.sort(key=lambda member: _ORDER[Role(member.role)])
    family = places[0].family
    return Household(FamilyRef(family.pk, family.public_id, family.name), members)


def invitations(actor: Actor, *, limit: int, cursor: str | None) -> Page[Invitation]:
    """Invitations to the family that the actor guards, newest first. Raises `NotFound`,
    `Forbidden`, `CursorInvalid`."""
    place = place_with(actor, Right.INVITE)
    rows = _invitations().filter(family_id=place.family_id)
    return newest(rows, limit=limit, cursor=cursor)


def invitation(actor: Actor, invitation: UUID) -> Invitation:
    """One to the family that the actor guards. Raises `NotFound` and `Forbidden`."""
    place = place_with(actor, Right.INVITE)
    found = _invitations().filter(family_id=place.family_id, public_id=invitation).first()
    if found is None:
        raise NotFound
    return found


def _invitations() -> QuerySet[Invitation]:
    return Invitation.objects.select_related("invited_by", "accepted_by")


def needs(family_id: int) -> dict[Action, Need]:
    """What each action takes in a family."""
    asked = dict(QuorumRule.objects.filter(family_id=family_id).values_list("action", "need"))
    return {one: quorum.need_of(one, _need(asked.get(one))) for one in Action}


def _need(text: str | None) -> Need | None:
    return None if text is None else Need(text)


def takes_others(action: Action, person_id: int) -> bool:
    """Whether one guardian alone cannot do this about a teen: others must agree."""
    place = Membership.objects.filter(person_id=person_id, role=Role.TEEN).first()
    if place is None:
        return False
    voters = voters_on(action, place.family_id, about=person_id)
    need = needs(place.family_id)[action]
    return quorum.votes_needed(need, guardians=max(len(voters), 1)) > 1


def voters_on(action: Action, family_id: int, *, about: int | None) -> set[int]:
    """The guardians who have a say: all of them, but on a freeze those only who may lift it."""
    guardians = Membership.objects.filter(family_id=family_id, role=Role.GUARDIAN)
    found = set(guardians.values_list("person_id", flat=True))
    if action == Action.LIFT_FREEZE and about is not None:
        return {one for one in found if Right.LIFT_FREEZE in rights_over_child(one, about)}
    return found


def needs_of(actor: Actor) -> dict[Action, Need]:
    """What each action takes in the family that the actor guards. Raises `NotFound` and
    `Forbidden`."""
    return needs(place_with(actor, Right.DECIDE).family_id)


def proposals(actor: Actor, *, limit: int, cursor: str | None) -> Page[Proposal]:
    """What is or was proposed in the family that the actor guards, newest first. Raises `NotFound`,
    `Forbidden`, `CursorInvalid`."""
    place = place_with(actor, Right.DECIDE)
    rows = _proposals().filter(family_id=place.family_id)
    return newest(rows, limit=limit, cursor=cursor)


def proposal(actor: Actor, proposal: UUID) -> Proposal:
    """One in the family that the actor guards. Raises `NotFound` and `Forbidden`."""
    place = place_with(actor, Right.DECIDE)
    found = _proposals().filter(family_id=place.family_id, public_id=proposal).first()
    if found is None:
        raise NotFound
    return found


def whole_proposal(key: int) -> Proposal:
    """A proposal with what its answers show: for who has just had a say in it, and whom that may
    have put out of the family."""
    return _proposals().get(pk=key)


def _proposals() -> QuerySet[Proposal]:
    return Proposal.objects.select_related(
        "person", "child", "proposed_by", "invitation", "invitation__invited_by",
        "invitation__accepted_by",
    ).prefetch_related("votes__guardian")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """What a guardian may do about a child."""

    guardian: PersonRef
    child: PersonRef
    rights: Sequence[Right]


def held(actor: Actor) -> list[Held]:
    """Who may do what about whom: all of it for a guardian, for a teen what concerns them. Raises
    `NotFound`."""
    place = place_with(actor, Right.SEE_FAMILY)
    places = list(Membership.objects.filter(family_id=place.family_id).order_by("id"))
    guardians = [one for one in places if one.role == Role.GUARDIAN]
    teens = [one for one in places if one.role == Role.TEEN]
    if place.role != Role.GUARDIAN:
        teens = [one for one in teens if one.person_id == actor.person_id]
    found = identity.people([one.person_id for one in (*guardians, *teens)])
    scopes = scopes_of(guardians)
    return [
        Held(
            found[guardian.person_id],
            found[teen.person_id],
            sorted(rights.kept(scopes.get((guardian.pk, teen.pk)))),
        )
        for guardian in guardians
        for teen in teens
    ]


def scopes_of(guardians: Sequence[Membership]) -> Mapping[tuple[int, int], list[str]]:
    """What these guardians' places are narrowed to, by the places of guardian and child."""
    rows = Scope.objects.filter(guardian__in=[one.pk for one in guardians])
    return {(row.guardian_id, row.child_id): row.rights for row in rows}
