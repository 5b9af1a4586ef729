"""Families are made and joined: over HTTP, by people who have just signed in, too."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from tuppence.edge.tests.conftest import no_counts
from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.outbox.models import StoredFact
from tuppence.people.families.invitations import MOST_OPEN
from tuppence.people.families.models import Family, Invitation, Membership, Role
from tuppence.people.families.operations import add_member, create_family
from tuppence.people.families.rules import MAX_GUARDIANS
from tuppence.people.families.tests.test_families import TODAY, a_person
from tuppence.people.identity.models import Person, Session
from tuppence.people.identity.operations.people import person_with_phone
from tuppence.people.identity.operations.sessions import open_session
from tuppence.people.identity.signer import DeviceKey
from tuppence.people.identity.tests.consented import consented

__all__ = ["no_counts"]

pytestmark = pytest.mark.django_db

TEENS_PHONE = "+919876543299"


class App:
    """Somebody's device; with ``pin``, they have just given theirs."""

    def __init__(self, person: Person, *, pin: bool = True) -> None:
        self.person = person
        self._key = DeviceKey.new()
        tokens = open_session(
            person=person, device_name="Phone", public_key=self._key.point, now=utc_now()
        )
        self._device = to_public("dev", tokens.device.public_id)
        if pin:
            until = utc_now() + timedelta(minutes=5)
            Session.objects.filter(pk=tokens.session.pk).update(stepped_up_until=until)
        self._headers = {"Authorization": f"Bearer {tokens.access_token}"}

    def ask(self, method: str, path: str, body: Any = None) -> HttpResponse:
        return self.send(method, f"/v1/family{path}", body)

    def send(self, method: str, path: str, body: Any = None) -> HttpResponse:
        raw = b"" if body is None else json.dumps(body).encode()
        signed = self._key.headers(
            method=method,
            path=path,
            body=raw,
            idempotency_key=str(uuid4()),
            device=self._device,
            now=utc_now(),
        )
        return Client().generic(
            method, path, raw, content_type="application/json", headers=self._headers | signed
        )

    def invite(self, **body: Any) -> HttpResponse:
        return self.ask("POST", "/invitations", {"role": "teen"} | body)

    def accept(self, code: str, **body: Any) -> HttpResponse:
        return self.ask("POST", "/invitations/accept", {"code": code} | body)


def told(answer: HttpResponse) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def everything() -> list[Any]:
    return [
        list(Membership.objects.order_by("id").values()),
        list(Invitation.objects.order_by("id").values()),
        list(Family.objects.order_by("id").values()),
        list(Person.objects.order_by("id").values()),
        StoredFact.objects.count(),
    ]


@pytest.fixture
def asha() -> App:
    person = a_person(1, age=41)
    create_family(name="Rao", guardian=person, today=TODAY)
    return App(person)


@pytest.fixture
def teen() -> App:
    """Has signed in with a phone, and has no profile."""
    return App(person_with_phone(phone=TEENS_PHONE), pin=False)


MEERA = {"name": "Meera Rao", "handle": "meera", "birth_date": f"{TODAY.year - 15}-01-01"}


class TestAFamily:
    def test_is_made_by_its_first_guardian(self) -> None:
        app = App(a_person(1, age=40))
        answer = app.ask("POST", "", {"name": "Rao"})
        assert answer.status_code == 201, answer.content
        [member] = answer.json()["members"]
        assert (member["role"], member["person"]["name"]) == ("guardian", "Person 1")
        assert app.ask("GET", "").json() == answer.json()
        topics = list(StoredFact.objects.order_by("-id").values_list("topic", flat=True)[:2])
        assert topics == ["family.member_joined", "family.created"]

    @pytest.mark.parametrize("age", [13, 17])
    def test_is_not_made_by_a_minor(self, age: int) -> None:
        person = a_person(1, age=age)
        consented(person)
        app = App(person)
        before = everything()
        assert told(app.ask("POST", "", {"name": "Mine"})) == (422, "role_refused")
        assert everything() == before

    def test_is_not_made_by_who_guards_one(self, asha: App) -> None:
        before = everything()
        assert told(asha.ask("POST", "", {"name": "Second"})) == (409, "already_member")
        assert everything() == before


class TestAnInvitation:
    def test_brings_a_teen_in_who_has_just_signed_in(self, asha: App, teen: App) -> None:
        made = asha.invite(phone=TEENS_PHONE)
        assert made.status_code == 201, made.content
        invitation, code = made.json()["invitation"], made.json()["code"]
        assert (invitation["state"], invitation["phone"]) == ("open", TEENS_PHONE)
        assert asha.ask("GET", "/invitations").json()["items"] == [invitation]
        joined = teen.accept(code.lower().replace("-", ""), profile=MEERA)
        assert joined.status_code == 200, joined.content
        assert [one["role"] for one in joined.json()["members"]] == ["guardian", "teen"]
        assert joined.json()["members"][1]["person"]["is_minor"] is True
        [taken] = asha.ask("GET", "/invitations").json()["items"]
        assert (taken["state"], taken["accepted_by"]["name"]) == ("accepted", "Meera Rao")

    def test_keeps_its_code_nowhere(self, asha: App) -> None:
        code = asha.invite().json()["code"]
        stored = Invitation.objects.get()
        assert code not in str(everything())
        assert code.replace("-", "").encode() not in bytes(stored.code_hash)
        assert "code" not in asha.ask("GET", "/invitations").json()["items"][0]

    def test_works_once(self, asha: App, teen: App) -> None:
        code = asha.invite().json()["code"]
        assert teen.accept(code, profile=MEERA).status_code == 200
        again = App(a_person(7, age=14))
        before = everything()
        assert told(again.accept(code)) == (422, "invitation_unknown")
        assert everything() == before

    @pytest.mark.parametrize("how", ["wrong", "revoked", "too old", "for another phone"])
    def test_that_does_not_hold_brings_nobody_in(self, asha: App, how: str) -> None:
        made = asha.invite(phone="+919876543277" if how == "for another phone" else None).json()
        code = made["code"]
        if how == "wrong":
            code = code[:-1] + ("A" if code[-1] != "A" else "B")
        if how == "revoked":
            gone = asha.ask("DELETE", f"/invitations/{made['invitation']['id']}")
            assert gone.json()["state"] == "revoked"
        if how == "too old":
            Invitation.objects.update(
                created_at=utc_now() - timedelta(days=8), expires_at=utc_now() - timedelta(days=1)
            )
        teen = App(a_person(5, age=15))
        before = everything()
        assert told(teen.accept(code)) == (422, "invitation_unknown")
        assert everything() == before

    @pytest.mark.parametrize(
        ("role", "age"),
        [("teen", 12), ("teen", 18), ("guardian", 17), ("young_adult", 17)],
    )
    def test_is_for_the_right_age(self, asha: App, role: str, age: int) -> None:
        code = asha.invite(role=role).json()["code"]
        app = App(a_person(5, age=age))
        before = everything()
        assert told(app.accept(code)) == (422, "role_refused")
        assert everything() == before

    def test_needs_a_profile_and_takes_no_second(self, asha: App, teen: App) -> None:
        code = asha.invite().json()["code"]
        other = App(a_person(5, age=15))
        before = everything()
        assert told(teen.accept(code)) == (422, "profile_unfinished")
        assert told(other.accept(code, profile=MEERA)) == (409, "profile_fixed")
        young = MEERA | {"birth_date": f"{TODAY.year - 11}-01-01"}
        assert told(teen.accept(code, profile=young)) == (422, "role_refused")
        assert everything() == before

    def test_of_a_member_elsewhere_changes_nothing(self, asha: App) -> None:
        child = a_person(5, age=15)
        other = create_family(name="Other", guardian=a_person(6, age=40), today=TODAY)
        add_member(family=other, person=child, role=Role.TEEN, today=TODAY)
        code = asha.invite().json()["code"]
        app = App(child)
        before = everything()
        assert told(app.accept(code)) == (409, "already_member")
        assert everything() == before

    def test_of_a_guardian_needs_the_pin(self, asha: App) -> None:
        forgetful = App(asha.person, pin=False)
        before = everything()
        assert told(forgetful.invite(role="guardian")) == (403, "pin_needed")
        assert everything() == before
        assert forgetful.invite(role="teen").status_code == 201

    def test_is_made_by_guardians_only(self, asha: App) -> None:
        family, teen = Family.objects.get(), a_person(2, age=15)
        grown, stranger = a_person(3, age=20), a_person(4, age=40)
        add_member(family=family, person=teen, role=Role.TEEN, today=TODAY)
        add_member(family=family, person=grown, role=Role.YOUNG_ADULT, today=TODAY)
        made = asha.invite().json()["invitation"]
        apps = [(App(teen), 403), (App(grown), 403), (App(stranger), 404)]
        before = everything()
        for app, status in apps:
            assert app.invite().status_code == status
            assert app.ask("GET", "/invitations").status_code == status
            assert app.ask("DELETE", f"/invitations/{made['id']}").status_code == status
        assert everything() == before

    def test_of_another_family_is_not_seen(self, asha: App) -> None:
        made = asha.invite().json()["invitation"]
        other = a_person(6, age=40)
        create_family(name="Other", guardian=other, today=TODAY)
        app = App(other)
        before = everything()
        assert app.ask("GET", "/invitations").json()["items"] == []
        assert app.ask("DELETE", f"/invitations/{made['id']}").status_code == 404
        assert everything() == before

    def test_is_one_of_few(self, asha: App) -> None:
        made = [asha.invite() for _ in range(MOST_OPEN)]
        before = everything()
        assert told(asha.invite()) == (409, "invitations_full")
        assert everything() == before
        asha.ask("DELETE", f"/invitations/{made[0].json()['invitation']['id']}")
        assert asha.invite().status_code == 201

    def test_once_taken_up_is_not_revoked(self, asha: App, teen: App) -> None:
        made = asha.invite().json()
        teen.accept(made["code"], profile=MEERA)
        before = everything()
        answer = asha.ask("DELETE", f"/invitations/{made['invitation']['id']}")
        assert told(answer) == (409, "invitation_decided")
        assert everything() == before

    def test_makes_no_more_guardians_than_there_may_be(self, asha: App) -> None:
        family = Family.objects.get()
        for number in range(20, 20 + MAX_GUARDIANS - 1):
            person = a_person(number, age=40)
            add_member(family=family, person=person, role=Role.GUARDIAN, today=TODAY)
        before = everything()
        assert told(asha.invite(role="guardian")) == (409, "family_full")
        assert everything() == before

    def test_of_a_guardian_ends_the_others(self, asha: App) -> None:
        """Who was invited by one guardian alone must not come in when there are two."""
        first, second = (asha.invite(role="guardian").json()["code"] for _ in range(2))
        assert App(a_person(20, age=40)).accept(first).status_code == 200
        late = App(a_person(21, age=40))
        before = everything()
        assert told(late.accept(second)) == (422, "invitation_unknown")
        assert everything() == before

    def test_is_not_guessed(self, asha: App) -> None:
        app = App(a_person(5, age=15))
        tries = [told(app.accept(f"AAAA-AAAA-{number:04}")) for number in range(40)]
        assert tries[0] == (422, "invitation_unknown")
        assert tries[-1] == (429, "rate_limited")
