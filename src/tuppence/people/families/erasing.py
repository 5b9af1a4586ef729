"""Families' part in an erasure: the person goes from where they belong, and is named nowhere."""

from datetime import datetime

from tuppence.people.families.departures import depart, places
from tuppence.people.families.models import (
    ComingOfAge,
    Invitation,
    InvitationState,
    Membership,
    Role,
)
from tuppence.people.families.operations import lock
from tuppence.people.families.rules import check_departure
from tuppence.people.identity.models import Person

NAMELESS = "Family"


def check(person_id: int) -> None:
    """Raises `LastGuardian` for the only guardian of teens."""
    for place in Membership.objects.filter(person_id=person_id, role=Role.GUARDIAN):
        guardians = places(place.family_id, Role.GUARDIAN)
        teens = places(place.family_id, Role.TEEN)
        check_departure(guardians=len(guardians), teens=len(teens))


def erase(person_id: int, now: datetime) -> None:
    """Takes them out of their families, and their phone out of invitations. A family that nobody
    is left in loses its name. Requires an open transaction. Raises `LastGuardian` and
    `RightUnheld`."""
    for place in Membership.objects.filter(person_id=person_id).order_by("family_id"):
        family = lock(place.family_id)
        depart(family, place, why="removed", now=now)
        if not family.memberships.exists():
            family.name = NAMELESS
            family.save(update_fields=["name"])
    ComingOfAge.objects.filter(person_id=person_id).delete()  # it tells their birth date
    phone = Person.objects.values_list("phone", flat=True).get(pk=person_id)
    invited = Invitation.objects.filter(phone=phone)
    invited.filter(state__in=(InvitationState.OPEN, InvitationState.PROPOSED)).update(
        state=InvitationState.REVOKED, decided_at=now
    )
    invited.update(phone=None)
