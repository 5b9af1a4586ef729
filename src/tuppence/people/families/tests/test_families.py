"""Who may stand where in a family, and what is read of it."""

from datetime import UTC, date, datetime

import pytest

from tuppence.people.families import queries
from tuppence.people.families.models import Family, Membership, Role
from tuppence.people.families.operations import AlreadyMember, add_member, create_family
from tuppence.people.families.rules import MAX_GUARDIANS, FamilyFull, RoleRefused
from tuppence.people.identity.models import Person
from tuppence.people.identity.operations.people import person_with_phone, register_person

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TODAY = NOW.date()


def a_person(number: int, *, age: int) -> Person:
    return register_person(
        phone=f"+9198765432{number:02}",
        name=f"Person {number}",
        handle=f"person{number}",
        birth_date=date(TODAY.year - age, 1, 1),
        now=NOW,
    )


@pytest.mark.django_db
class TestAFamily:
    def test_knows_its_guardians_and_children(self) -> None:
        guardian, teen, adult = a_person(1, age=40), a_person(2, age=15), a_person(3, age=19)
        stranger = a_person(4, age=40)
        family = create_family(name="Rao", guardian=guardian, today=TODAY)
        add_member(family=family, person=teen, role=Role.TEEN, today=TODAY)
        add_member(family=family, person=adult, role=Role.YOUNG_ADULT, today=TODAY)
        create_family(name="Other", guardian=stranger, today=TODAY)

        assert [child.id for child in queries.children_of(guardian.pk)] == [teen.pk]
        assert queries.children_of(teen.pk) == queries.children_of(stranger.pk) == []
        assert queries.guards(guardian.pk, teen.pk)
        assert not queries.guards(guardian.pk, adult.pk)
        assert not queries.guards(stranger.pk, teen.pk)
        assert not queries.guards(teen.pk, guardian.pk)
        assert not queries.guards(guardian.pk, guardian.pk)
        found = queries.family_of(teen.pk)
        assert found is not None
        assert found.id == family.pk

    @pytest.mark.parametrize(
        ("role", "age"),
        [
            (Role.TEEN, 12),
            (Role.TEEN, 18),
            (Role.GUARDIAN, 17),
            (Role.YOUNG_ADULT, 17),
        ],
    )
    def test_refuses_a_role_for_the_wrong_age(self, role: Role, age: int) -> None:
        family = create_family(name="Rao", guardian=a_person(1, age=40), today=TODAY)
        with pytest.raises(RoleRefused):
            add_member(family=family, person=a_person(2, age=age), role=role, today=TODAY)
        assert family.memberships.count() == 1

    def test_refuses_someone_without_a_profile(self) -> None:
        with pytest.raises(RoleRefused):
            create_family(
                name="Rao", guardian=person_with_phone(phone="+919876543210"), today=TODAY
            )
        assert not Family.objects.exists()

    def test_shares_no_member_with_another(self) -> None:
        teen = a_person(3, age=15)
        mine = create_family(name="Rao", guardian=a_person(1, age=40), today=TODAY)
        theirs = create_family(name="Other", guardian=a_person(2, age=40), today=TODAY)
        add_member(family=mine, person=teen, role=Role.TEEN, today=TODAY)
        with pytest.raises(AlreadyMember):
            add_member(family=theirs, person=teen, role=Role.TEEN, today=TODAY)
        assert Membership.objects.filter(person=teen).count() == 1

    def test_lets_a_guardian_be_member_elsewhere(self) -> None:
        grown = a_person(2, age=20)
        parents = create_family(name="Rao", guardian=a_person(1, age=45), today=TODAY)
        add_member(family=parents, person=grown, role=Role.YOUNG_ADULT, today=TODAY)
        own = create_family(name="Rao the younger", guardian=grown, today=TODAY)
        found = queries.family_of(grown.pk)
        assert found is not None
        assert found.id == own.pk

    def test_has_a_greatest_number_of_guardians(self) -> None:
        family = create_family(name="Rao", guardian=a_person(0, age=40), today=TODAY)
        for number in range(1, MAX_GUARDIANS):
            person = a_person(number, age=40)
            add_member(family=family, person=person, role=Role.GUARDIAN, today=TODAY)
        with pytest.raises(FamilyFull):
            add_member(family=family, person=a_person(9, age=40), role=Role.GUARDIAN, today=TODAY)
        assert family.memberships.count() == MAX_GUARDIANS
