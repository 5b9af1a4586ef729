"""People go: they leave, or the guardians remove them. What they had begun in the family ends."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.kernel.ids import to_public
from tuppence.outbox import operations as outbox
from tuppence.people.families import events, queries, rights
from tuppence.people.families.models import (
    Family,
    Invitation,
    InvitationState,
    Membership,
    Proposal,
    ProposalState,
    Role,
    Scope,
)
from tuppence.people.families.operations import lock, public_id
from tuppence.people.families.rights import Right
from tuppence.people.families.rules import RightUnheld, check_departure, unheld
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.rules import check_stepped_up


def leave(*, actor: Actor, family: UUID, now: datetime) -> None:
    """The actor goes from a family that they guard or belong to.

    Raises `NotFound`, `Forbidden` for a teen, `PinNeeded`, `LastGuardian` for the only guardian of
    teens, and `RightUnheld`.
    """
    place = Membership.objects.filter(family__public_id=family, person_id=actor.person_id).first()
    if place is None:
        raise NotFound
    if not rights.allows(place.role, Right.LEAVE):
        raise Forbidden("a guardian takes you out of the family")
    check_stepped_up(stepped_up=actor.stepped_up)
    with transaction.atomic():
        locked = lock(place.family_id)
        depart(locked, place, why="left", now=now)


def depart(
    family: Family, place: Membership, *, why: Literal["left", "removed"], now: datetime
) -> None:
    """Takes a place away, and states it. Requires the family's lock.

    What a guardian had proposed or invited falls with them. What they had decided for a child stays
    in force, and the other guardians' to change; what waits for a guardian waits for the others.

    Raises `LastGuardian` and `RightUnheld`.
    """
    if place.role == Role.GUARDIAN:
        _check_guardian_may_go(family, place)
        _end_what_they_began(family, place.person_id, now=now)
    end_proposals_about(family, place.person_id, now=now)
    left = events.MemberLeft(
        family=public_id(family),
        person=to_public("per", place.person.public_id),
        role=place.role,
        why=why,
    )
    person_id = place.person_id
    place.delete()
    outbox.append([events.fact(left, subject=person_id)])


def check_all_held(guardians: Sequence[Membership], teens: Sequence[Membership]) -> None:
    """Raises `RightUnheld` unless some guardian has each right over each teen."""
    scopes = queries.scopes_of(guardians)
    for teen in teens:
        kept = [rights.kept(scopes.get((one.pk, teen.pk))) for one in guardians]
        missing = unheld(rights.OVER_A_CHILD, kept)
        if missing is not None:
            raise RightUnheld(right=missing, person=to_public("per", teen.person.public_id))


def places(family_id: int, role: Role) -> list[Membership]:
    """Who has a role in a family, with the persons."""
    found = Membership.objects.filter(family_id=family_id, role=role)
    return list(found.select_related("person").order_by("id"))


def end_proposals_about(family: Family, person_id: int, *, now: datetime) -> None:
    """Whatever was proposed about somebody is moot when they have gone."""
    open_ones = Proposal.objects.filter(family=family, state=ProposalState.OPEN)
    about = open_ones.filter(Q(person_id=person_id) | Q(child_id=person_id))
    about.update(state=ProposalState.MOOT, decided_at=now)


def _check_guardian_may_go(family: Family, place: Membership) -> None:
    guardians, teens = places(family.pk, Role.GUARDIAN), places(family.pk, Role.TEEN)
    check_departure(guardians=len(guardians), teens=len(teens))
    staying = [one for one in guardians if one.pk != place.pk]
    if len(staying) == 1:
        # Whoever guards alone answers for everything.
        Scope.objects.filter(guardian=staying[0]).delete()
    if staying:
        check_all_held(staying, teens)


def _end_what_they_began(family: Family, person_id: int, *, now: datetime) -> None:
    waiting = (InvitationState.OPEN, InvitationState.PROPOSED)
    Invitation.objects.filter(family=family, invited_by_id=person_id, state__in=waiting).update(
        state=InvitationState.REVOKED, decided_at=now
    )
    Proposal.objects.filter(
        family=family, proposed_by_id=person_id, state=ProposalState.OPEN
    ).update(state=ProposalState.WITHDRAWN, decided_at=now)
