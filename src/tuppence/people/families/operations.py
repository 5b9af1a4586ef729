"""Verbs of families: make one, give somebody a place in one."""

from datetime import date
from typing import ClassVar

from django.db import IntegrityError, transaction

from tuppence.kernel.errors import Refused
from tuppence.kernel.ids import to_public
from tuppence.outbox import operations as outbox
from tuppence.people.families import events
from tuppence.people.families.models import ComingOfAge, Family, Membership, Role
from tuppence.people.families.rules import check_role, check_room, comes_of_age_on
from tuppence.people.identity.models import Person
from tuppence.people.identity.rules import age_on


class AlreadyMember(Refused):
    code: ClassVar[str] = "already_member"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "That person has such a place in a family already"


def create_family(*, name: str, guardian: Person, today: date) -> Family:
    """A family with its first guardian. Raises what `add_member` raises."""
    with transaction.atomic():
        family = Family.objects.create(name=name)
        created = events.FamilyCreated(
            family=public_id(family), by=to_public("per", guardian.public_id)
        )
        outbox.append([events.fact(created, subject=guardian.pk)])
        add_member(family=family, person=guardian, role=Role.GUARDIAN, today=today)
    return family


def add_member(*, family: Family, person: Person, role: Role, today: date) -> Membership:
    """Gives a person a place in a family. Whoever calls this has checked who may.

    Raises `RoleRefused` for the wrong age, `FamilyFull`, and `AlreadyMember` for one who guards,
    or is a member of, another family.
    """
    age = None if person.birth_date is None else age_on(person.birth_date, today=today)
    check_role(role, age=age)
    with transaction.atomic():
        lock(family.pk)
        roles = list(family.memberships.values_list("role", flat=True))
        check_room(role, guardians=roles.count(Role.GUARDIAN), members=len(roles))
        try:
            with transaction.atomic():
                place = Membership.objects.create(family=family, person=person, role=role)
        except IntegrityError as error:
            raise AlreadyMember from error
        if role == Role.TEEN and person.birth_date is not None:
            ComingOfAge.objects.get_or_create(
                person=person, defaults={"day": comes_of_age_on(person.birth_date)}
            )
        joined = events.MemberJoined(
            family=public_id(family), person=to_public("per", person.public_id), role=role
        )
        outbox.append([events.fact(joined, subject=person.pk)])
    return place


def lock(family_id: int) -> Family:
    """The family's row, which is the lock of all that is decided in it: two who are added at once
    cannot both be the last that fits. Requires an open transaction."""
    return Family.objects.select_for_update(no_key=True).get(pk=family_id)


def public_id(family: Family) -> str:
    """``fam_...``"""
    return to_public("fam", family.public_id)
