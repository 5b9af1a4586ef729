"""The family over HTTP: one's own, and nobody else's."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from tuppence.people.families.models import Role
from tuppence.people.families.operations import add_member, create_family
from tuppence.people.families.tests.test_families import TODAY, a_person
from tuppence.people.identity.models import Person
from tuppence.people.identity.operations.people import person_with_phone
from tuppence.people.identity.operations.sessions import open_session
from tuppence.people.identity.signer import DeviceKey
from tuppence.people.identity.tests.consented import consented

pytestmark = pytest.mark.django_db


def ask(person: Person) -> tuple[int, dict[str, object]]:
    tokens = open_session(
        person=person,
        device_name="Phone",
        public_key=DeviceKey.new().point,
        now=datetime.now(UTC),
    )
    headers = {"Authorization": f"Bearer {tokens.access_token}"}
    answer = Client().get("/v1/family", headers=headers)
    return answer.status_code, answer.json()


class TestMyFamily:
    def test_shows_guardians_first_and_the_same_to_all_in_it(self) -> None:
        guardian, teen, second = a_person(1, age=40), a_person(2, age=15), a_person(3, age=41)
        family = create_family(name="Rao", guardian=guardian, today=TODAY)
        add_member(family=family, person=teen, role=Role.TEEN, today=TODAY)
        add_member(family=family, person=second, role=Role.GUARDIAN, today=TODAY)
        consented(teen)
        status, seen = ask(guardian)
        assert status == 200
        assert seen["name"] == "Rao"
        members = seen["members"]
        assert isinstance(members, list)
        assert [member["role"] for member in members] == ["guardian", "guardian", "teen"]
        assert members[2]["person"].keys() == {"id", "name", "handle", "is_minor"}
        assert members[2]["person"]["is_minor"] is True
        assert ask(teen) == ask(second) == (200, seen)

    def test_tells_when_a_teen_comes_of_age_to_guardians_and_the_teen_alone(self) -> None:
        guardian, teen, sibling = a_person(1, age=40), a_person(2, age=15), a_person(3, age=14)
        family = create_family(name="Rao", guardian=guardian, today=TODAY)
        for child in (teen, sibling):
            add_member(family=family, person=child, role=Role.TEEN, today=TODAY)
            consented(child)
        assert teen.birth_date is not None
        eighteenth = teen.birth_date.replace(year=teen.birth_date.year + 18).isoformat()

        def told(to: Person) -> list[object]:
            members = ask(to)[1]["members"]
            assert isinstance(members, list)
            return [member["of_age_on"] for member in members]

        assert told(guardian)[0] is None
        assert told(guardian)[1] == eighteenth
        assert told(teen) == [None, eighteenth, None]
        assert told(sibling)[1] is None

    def test_is_not_shown_to_a_stranger(self) -> None:
        create_family(name="Rao", guardian=a_person(1, age=40), today=TODAY)
        status, problem = ask(a_person(2, age=40))
        assert (status, problem["code"]) == (404, "not_found")

    def test_is_not_shown_before_the_profile_is_complete(self) -> None:
        status, problem = ask(person_with_phone(phone="+919876543210"))
        assert (status, problem["code"]) == (403, "profile_incomplete")

    def test_is_not_shown_to_nobody(self) -> None:
        answer = Client().get("/v1/family")
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
