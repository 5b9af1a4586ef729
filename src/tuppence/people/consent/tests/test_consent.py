"""Consent is given by a verified guardian, withdrawn by any of them, and kept as it was."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tuppence.kernel.clock import utc_now
from tuppence.ledger.models import Balance, Journal
from tuppence.outbox.models import StoredFact
from tuppence.people.consent import documents, texts
from tuppence.people.consent.models import Entry
from tuppence.people.consent.operations import lapse
from tuppence.people.consent.tests.home import Home, a_home, ledger, someone
from tuppence.people.families.models import Family, Membership, Role
from tuppence.people.families.operations import add_member, create_family
from tuppence.people.identity.models import Person

KNOWN = {"verification": {"method": "known_adult"}}


@pytest.fixture
def home(db: None) -> Home:
    return a_home()


def told(answer: Any) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code")


class TestAChildWithoutConsent:
    def test_sees_who_they_are_and_why_they_wait(self, home: Home) -> None:
        assert home.meera.get("/v1/me").json()["consent_needed"] is True
        standing = home.meera.get(f"/v1/people/{home.meera.id}/consent").json()
        assert (standing["needed"], standing["in_force"]) == (True, False)
        assert standing["stances"] == []
        assert home.meera.get("/v1/consents/texts/account").status_code == 200
        assert home.meera.get("/v1/me/devices").status_code == 200
        assert home.meera.app.ask("DELETE", "/v1/auth/sessions/current").status_code == 204

    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("GET", "/v1/family", None),
            ("PATCH", "/v1/me", {"name": "Somebody"}),
            ("PUT", "/v1/me/pin", {"pin": "493817"}),
            ("POST", "/v1/me/step-up", {"pin": "493817"}),
        ],
    )
    def test_does_nothing_else(self, home: Home, method: str, path: str, body: Any) -> None:
        before = list(Person.objects.order_by("id").values_list())
        assert told(home.meera.app.ask(method, path, body)) == (403, "consent_required")
        assert list(Person.objects.order_by("id").values_list()) == before

    def test_cannot_consent_for_themselves(self, home: Home) -> None:
        assert told(home.meera.gives(home.meera)) == (403, "consent_required")
        assert told(home.meera.withdraws(home.meera)) == (403, "consent_required")
        assert ledger() == []


class TestConsent:
    def test_makes_the_account_work_at_once_with_the_same_token(self, home: Home) -> None:
        assert home.meera.rests()
        given = home.asha.gives(home.meera)
        assert given.status_code == 201, given.content
        assert not home.meera.rests()
        assert home.meera.get("/v1/me").json()["consent_needed"] is False
        shown = given.json()
        text = texts.current("account")
        assert shown["text"] == {"version": text.version, "sha256": text.sha256}
        assert (shown["what"], shown["method"]) == ("given", "document_token")
        assert (shown["guardian"]["name"], shown["person"]["name"]) == ("Asha", "Meera")

    def test_is_told_without_a_name(self, home: Home) -> None:
        given = home.asha.gives(home.meera).json()
        fact = StoredFact.objects.latest("id")
        assert (fact.topic, fact.classification) == ("consent.given", "security")
        assert fact.subject == home.meera.person.pk
        assert fact.payload["consent"] == given["id"]
        assert fact.payload["in_force"] is True
        assert "Meera" not in str(fact.payload)

    def test_is_read_by_guardians_and_the_child_alone(self, home: Home) -> None:
        home.asha.gives(home.meera)
        home.ravi.withdraws(home.meera)
        for who in (home.asha, home.ravi, home.meera):
            items = who.get(f"/v1/people/{home.meera.id}/consent/history").json()["items"]
            assert [item["what"] for item in items] == ["withdrawn", "given"]
        for path in ("consent", "consent/history"):
            answer = home.zoya.get(f"/v1/people/{home.meera.id}/{path}")
            assert told(answer) == (404, "not_found")

    def test_is_no_strangers_to_give_or_take(self, home: Home) -> None:
        assert told(home.zoya.gives(home.meera)) == (404, "not_found")
        home.asha.gives(home.meera)
        before = ledger()
        assert told(home.zoya.withdraws(home.meera)) == (404, "not_found")
        assert ledger() == before

    def test_is_not_the_childs_to_withdraw(self, home: Home) -> None:
        home.asha.gives(home.meera)
        before = ledger()
        assert told(home.meera.withdraws(home.meera)) == (403, "forbidden")
        assert told(home.meera.gives(home.meera)) == (403, "forbidden")
        assert ledger() == before

    def test_is_to_the_text_of_today(self, home: Home) -> None:
        text = texts.current("account")
        for other in (
            {"version": text.version + 1, "sha256": text.sha256},
            {"version": text.version, "sha256": "0" * 64},
        ):
            answer = home.asha.gives(home.meera, text=other)
            assert told(answer) == (409, "consent_text_changed")
            assert answer.json()["version"] == text.version
        assert ledger() == []

    def test_is_not_needed_of_a_grown_child(self, home: Home) -> None:
        eighteen = utc_now().date().replace(year=utc_now().year - 18) - timedelta(days=2)
        Person.objects.filter(pk=home.meera.person.pk).update(birth_date=eighteen)
        assert not home.meera.rests()
        assert told(home.asha.gives(home.meera)) == (404, "not_found")

    def test_is_needed_until_the_very_day(self, home: Home) -> None:
        birth = date(utc_now().year - 17, 1, 1)
        Person.objects.filter(pk=home.meera.person.pk).update(birth_date=birth)
        assert home.meera.rests()

    def test_given_twice_under_one_key_is_one(self, home: Home) -> None:
        token = documents.issue(person=home.asha.uuid, now=utc_now())
        proof = {"verification": {"method": "document_token", "token": token}}
        first = home.asha.gives(home.meera, key="once", **proof)
        again = home.asha.gives(home.meera, key="once", **proof)
        assert (again.status_code, again.json()) == (201, first.json())
        assert again["Idempotent-Replayed"] == "true"
        other = home.asha.gives(home.meera, key="once", **KNOWN)
        assert told(other) == (422, "idempotency_conflict")
        assert Entry.objects.count() == 1


class TestVerification:
    def test_by_a_token_counts_once(self, home: Home) -> None:
        token = documents.issue(person=home.asha.uuid, now=utc_now())
        proof = {"verification": {"method": "document_token", "token": token}}
        assert home.asha.gives(home.meera, **proof).status_code == 201
        before = ledger()
        assert told(home.asha.gives(home.meera, **proof)) == (409, "verification_used")
        assert ledger() == before

    def test_by_anothers_token_is_none(self, home: Home) -> None:
        token = documents.issue(person=home.ravi.uuid, now=utc_now())
        proof = {"verification": {"method": "document_token", "token": token}}
        assert told(home.asha.gives(home.meera, **proof)) == (422, "document_token_invalid")
        assert home.meera.rests()

    def test_as_a_known_adult_needs_one_that_was_proved(self, home: Home) -> None:
        assert told(home.asha.gives(home.meera, **KNOWN)) == (403, "guardian_unverified")
        home.ravi.gives(home.meera)
        assert told(home.asha.gives(home.meera, **KNOWN)) == (403, "guardian_unverified")
        first = home.asha.gives(home.meera)
        again = home.asha.gives(home.meera, **KNOWN)
        assert again.status_code == 201, again.content
        entry = Entry.objects.latest("id")
        assert entry.known_from is not None
        assert first.json()["method"] == entry.known_from.method

    def test_by_a_small_charge_leaves_no_money_behind(self, home: Home) -> None:
        proof = {"verification": {"method": "small_charge"}}
        given = home.asha.gives(home.meera, key="once", **proof)
        assert (given.status_code, given.json()["method"]) == (201, "small_charge")
        assert not home.meera.rests()
        journals = Journal.objects.count()
        assert journals == 2
        assert {row.debits_posted - row.credits_posted for row in Balance.objects.all()} == {0}
        again = home.asha.gives(home.meera, key="once", **proof)
        assert again.json() == given.json()
        assert Journal.objects.count() == journals
        assert home.asha.gives(home.meera, **KNOWN).status_code == 201

    def test_by_a_small_charge_is_none_in_production(self, home: Home, environment: Any) -> None:
        environment(mode="production")
        answer = home.asha.gives(home.meera, verification={"method": "small_charge"})
        assert told(answer) == (503, "issuer_missing")
        assert (ledger(), Journal.objects.count()) == ([], 0)

    def test_has_a_token_where_it_takes_one(self, home: Home) -> None:
        for verification in (
            {"method": "document_token"},
            {"method": "known_adult", "token": "x"},
        ):
            answer = home.asha.gives(home.meera, verification=verification)
            assert told(answer) == (422, "document_token_invalid")
        assert ledger() == []

    @pytest.mark.parametrize(
        "verification",
        [
            {"method": "a look"},
            {"method": "document_token", "token": ""},
            {"method": "document_token", "token": "x" * 3000},
        ],
    )
    def test_in_no_known_form_is_refused(self, home: Home, verification: Any) -> None:
        answer = home.asha.gives(home.meera, verification=verification)
        assert told(answer) == (400, "invalid_request")
        assert ledger() == []


class TestAWithdrawal:
    def test_by_one_of_two_guardians_holds(self, home: Home) -> None:
        home.asha.gives(home.meera)
        home.ravi.gives(home.meera)
        withdrawn = home.ravi.withdraws(home.meera)
        assert withdrawn.status_code == 200, withdrawn.content
        assert home.meera.rests()
        # Asha cannot overrule Ravi ...
        assert home.asha.gives(home.meera, **KNOWN).status_code == 201
        assert home.meera.rests()
        assert StoredFact.objects.latest("id").payload["in_force"] is False
        # ... who alone takes his withdrawal back.
        assert home.ravi.gives(home.meera, **KNOWN).status_code == 201
        assert not home.meera.rests()

    def test_may_be_of_one_who_never_consented(self, home: Home) -> None:
        home.asha.gives(home.meera)
        assert home.ravi.withdraws(home.meera).status_code == 200
        assert home.meera.rests()
        standing = home.asha.get(f"/v1/people/{home.meera.id}/consent").json()
        assert standing["in_force"] is False
        stances = {one["guardian"]["name"]: one["what"] for one in standing["stances"]}
        assert stances == {"Asha": "given", "Ravi": "withdrawn"}

    def test_said_twice_is_one(self, home: Home) -> None:
        home.asha.gives(home.meera)
        first = home.asha.withdraws(home.meera).json()
        before, facts = ledger(), StoredFact.objects.count()
        assert home.asha.withdraws(home.meera).json() == first
        assert (ledger(), StoredFact.objects.count()) == (before, facts)
        assert StoredFact.objects.latest("id").topic == "consent.withdrawn"

    def test_of_nothing_is_refused(self, home: Home) -> None:
        assert told(home.asha.withdraws(home.meera)) == (409, "consent_missing")
        assert ledger() == []

    def test_for_one_child_leaves_another_alone(self, home: Home) -> None:
        kabir = someone("Kabir", number=9, age=13)
        family = Family.objects.get()
        add_member(family=family, person=kabir.person, role=Role.TEEN, today=utc_now().date())
        home.asha.gives(home.meera)
        home.asha.gives(kabir, **KNOWN)
        home.asha.withdraws(home.meera)
        assert (home.meera.rests(), kabir.rests()) == (True, False)


class TestAGuardianWhoLeft:
    """As the fact ``family.member_left`` is handled."""

    def test_has_no_say_any_more(self, home: Home) -> None:
        home.asha.gives(home.meera)
        home.ravi.withdraws(home.meera)
        assert lapse(person_id=home.ravi.person.pk, now=utc_now()) == 0  # he is there
        Membership.objects.filter(person=home.ravi.person).delete()
        assert lapse(person_id=home.ravi.person.pk, now=utc_now()) == 1
        assert lapse(person_id=home.ravi.person.pk, now=utc_now()) == 0
        assert not home.meera.rests()
        fact = StoredFact.objects.latest("id")
        assert (fact.topic, fact.payload["in_force"]) == ("consent.lapsed", True)

    def test_takes_their_consent_along(self, home: Home) -> None:
        home.asha.gives(home.meera)
        Membership.objects.filter(person=home.asha.person).delete()
        assert lapse(person_id=home.asha.person.pk, now=utc_now()) == 1
        assert home.meera.rests()
        assert home.ravi.gives(home.meera).status_code == 201
        assert not home.meera.rests()


class TestAChildWhoLeft:
    def test_needs_consent_anew(self, home: Home) -> None:
        home.asha.gives(home.meera)
        home.ravi.gives(home.meera)
        Membership.objects.filter(person=home.meera.person).delete()
        assert lapse(person_id=home.meera.person.pk, now=utc_now()) == 2
        assert home.meera.rests()
        assert told(home.asha.gives(home.meera)) == (404, "not_found")
        # Another family takes her in.
        family = create_family(name="Sen", guardian=home.zoya.person, today=utc_now().date())
        add_member(family=family, person=home.meera.person, role=Role.TEEN, today=utc_now().date())
        assert home.meera.rests()
        assert home.zoya.gives(home.meera).status_code == 201
        assert not home.meera.rests()


@pytest.mark.django_db
class TestTheLedger:
    """What the database itself refuses."""

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE consent_entry SET what = 'given'",
            "DELETE FROM consent_entry",
            "UPDATE identity_person SET consented = NOT consented",
            "INSERT INTO identity_person (public_id, phone, consented)"
            " VALUES (gen_random_uuid(), '+919876500000', true)",
        ],
    )
    def test_is_only_added_to(self, home: Home, statement: str) -> None:
        home.asha.gives(home.meera)
        before = ledger()
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert ledger() == before
        assert not home.meera.rests()

    @pytest.mark.parametrize(
        "changes",
        [
            {"what": "lent"},
            {"purpose": "parties"},
            {"text_version": None},
            {"text_hash": "short"},
            {"method": None},
            {"proof": None},
            {"method": "known_adult"},
            {"guardian": "meera"},
        ],
    )
    def test_holds_whole_entries_only(self, home: Home, changes: dict[str, Any]) -> None:
        home.asha.gives(home.meera)
        values = Entry.objects.values().get()
        values |= {"id": None, "public_id": home.zoya.uuid, "key": None, "proof": "another"}
        if "guardian" in changes:
            changes = {"guardian_id": home.meera.person.pk}
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.create(**{**values, **changes})
        assert Entry.objects.count() == 1
