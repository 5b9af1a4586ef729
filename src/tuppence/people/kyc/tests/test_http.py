"""Documents over HTTP: shown by whom they may be, told by the provider, decided once."""

import logging
from datetime import timedelta

import pytest
from django.db import connection

from tuppence.kernel.clock import utc_now
from tuppence.people.kyc import queries
from tuppence.people.kyc.models import Check, Tier
from tuppence.people.kyc.operations import tiers
from tuppence.people.kyc.tests.family import Family, a_family, tell, topics, world
from tuppence.people.kyc.tests.simulating import NUMBERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Family:
    return a_family()


class TestADocument:
    def test_is_checked_and_puts_its_person_on_the_full_tier(self, home: Family) -> None:
        assert home.asha.get().json() == {
            "person": home.asha.id,
            "tier": "small",
            "state": "none",
            "check": None,
            "tries_spent": False,
            "again_at": None,
        }
        answer = home.asha.show()
        assert answer.status_code == 201, answer.content
        check = answer.json()
        assert check["state"] == "submitted"
        assert check["document"] == {"kind": "pan", "last_four": "230F"}
        assert tell(check["id"], "approved").status_code == 204
        seen = home.asha.get().json()
        assert (seen["tier"], seen["state"]) == ("full", "approved")
        assert topics() == ["kyc.submitted", "kyc.tier_changed", "kyc.approved"]
        refused = home.asha.show()
        assert (refused.status_code, refused.json()["code"]) == (409, "kyc_not_needed")

    def test_that_is_rejected_says_why_and_leaves_the_tier(self, home: Family) -> None:
        check = home.asha.show("stuck").json()["id"]
        tell(check, "rejected", reason="name_mismatch")
        seen = home.asha.get().json()
        assert (seen["tier"], seen["state"]) == ("small", "rejected")
        assert seen["check"]["reason"] == "name_mismatch"
        assert home.asha.show("stuck").status_code == 201

    def test_of_a_child_is_shown_by_a_guardian_and_not_by_the_child(self, home: Family) -> None:
        before = world()
        alone = home.meera.show()
        assert (alone.status_code, alone.json()["code"]) == (403, "forbidden")
        assert world() == before
        answer = home.asha.show("stuck", person=home.meera.id)
        assert answer.status_code == 201
        tell(answer.json()["id"], "approved")
        assert home.meera.get().json()["tier"] == "full"
        assert home.asha.get(person=home.meera.id).json() == home.meera.get().json()
        assert home.asha.get().json()["tier"] == "small"

    def test_of_others_is_nobodys_to_see_or_show(self, home: Family) -> None:
        before = world()
        for phone, whom in ((home.zoya, home.meera), (home.meera, home.asha)):
            assert phone.get(person=whom.id).status_code == 404
            assert phone.show(person=whom.id).status_code == 404
        assert world() == before

    def test_of_another_form_is_refused(self, home: Family) -> None:
        before = world()
        answer = home.asha.show("ABCDE12345")
        assert (answer.status_code, answer.json()["code"]) == (422, "document_number_invalid")
        assert world() == before

    def test_of_two_people_is_refused(self, home: Family) -> None:
        home.asha.show("stuck")
        before = world()
        answer = home.zoya.show("stuck")
        assert (answer.status_code, answer.json()["code"]) == (409, "document_taken")
        assert world() == before

    def test_can_be_shown_three_times_a_day(self, home: Family) -> None:
        for _ in range(3):
            tell(home.asha.show("stuck").json()["id"], "rejected", reason="other")
        before = world()
        answer = home.asha.show("stuck")
        assert (answer.status_code, answer.json()["code"]) == (409, "kyc_tries_spent")
        assert world() == before
        seen = home.asha.get().json()
        assert seen["tries_spent"]
        assert seen["again_at"][:19] == answer.json()["again_at"][:19]

    def test_is_one_at_a_time(self, home: Family) -> None:
        check = home.asha.show("stuck").json()["id"]
        before = world()
        answer = home.asha.show("review")
        assert (answer.status_code, answer.json()["code"]) == (409, "kyc_open")
        assert answer.json()["check"] == check
        assert world() == before

    def test_is_the_same_under_the_same_key(self, home: Family) -> None:
        first = home.asha.show("stuck", key="one")
        before = world()
        again = home.asha.show("stuck", key="one")
        assert (again.status_code, again.json()) == (201, first.json())
        assert again["Idempotent-Replayed"] == "true"
        other = home.asha.show("review", key="one")
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_conflict")
        assert world() == before

    def test_number_is_kept_nowhere(self, home: Family, caplog: pytest.LogCaptureFixture) -> None:
        number = NUMBERS["stuck"]
        with caplog.at_level(logging.DEBUG):
            home.asha.show("stuck")
            home.asha.show("stuck", name="Zoe Unseen")
        logged = caplog.text
        assert number not in logged
        assert "Zoe Unseen" not in logged
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                " AND relkind = 'r'"
            )
            for (table,) in cursor.fetchall():
                cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s',
                               [f"%{number}%"])  # fmt: skip
                assert cursor.fetchone() == (0,), table


class TestAProviderThatIsAway:
    def test_is_told_and_the_document_can_be_shown_again(self, home: Family) -> None:
        answer = home.asha.show("down")
        assert (answer.status_code, answer.json()["code"]) == (503, "kyc_away")
        assert int(answer["Retry-After"]) > 0
        assert home.asha.get().json()["state"] == "submitted"
        # Another document takes the place of the one that never arrived, and that was no try.
        assert home.asha.show("stuck").status_code == 201
        counted = Check.objects.filter(person=home.asha.person, counts=True)
        assert counted.count() == 1
        assert Check.objects.filter(reason="not_sent").count() == 1

    def test_under_the_same_key_gets_the_same_check(self, home: Family) -> None:
        home.asha.show("down", key="one")
        home.asha.show("down", key="one")
        assert Check.objects.count() == 1

    def test_that_is_none_is_told(self, home: Family, environment: object) -> None:
        environment(kyc_url="")  # type: ignore[operator]
        before = world()
        answer = home.asha.show()
        assert (answer.status_code, answer.json()["code"]) == (503, "kyc_missing")
        assert world() == before


class TestWhatIsTold:
    @pytest.fixture
    def check(self, home: Family) -> str:
        return str(home.asha.show("stuck").json()["id"])

    def test_twice_is_heard_once(self, home: Family, check: str) -> None:
        tell(check, "approved", event="evt_1")
        before = world()
        assert tell(check, "approved", event="evt_1").status_code == 204
        assert tell(check, "rejected", event="evt_1", reason="other").status_code == 204
        assert world() == before

    def test_after_a_decision_changes_nothing(self, home: Family, check: str) -> None:
        tell(check, "approved")
        told = topics()
        for state in ("pending", "review", "rejected", "approved"):
            assert tell(check, state).status_code == 204
        assert topics() == told
        assert home.asha.get().json()["state"] == "approved"

    def test_in_another_order_ends_the_same(self, home: Family, check: str) -> None:
        for state in ("review", "pending", "review", "approved"):
            tell(check, state)
        assert topics() == ["kyc.submitted", "kyc.review", "kyc.tier_changed", "kyc.approved"]

    def test_by_others_is_not_believed(self, home: Family, check: str) -> None:
        before = world()
        long_ago = utc_now() - timedelta(minutes=10)
        for answer in (
            tell(check, "approved", secret="guess"),
            tell(check, "approved", at=long_ago),
        ):
            assert (answer.status_code, answer.json()["code"]) == (401, "webhook_invalid")
        assert world() == before

    def test_of_no_check_here_is_taken_and_forgotten(self, home: Family) -> None:
        assert tell("kyc_01h455vb4pex5vsknk084sn02q", "approved").status_code == 204
        assert topics() == []

    def test_that_nobody_understands_is_refused(self, check: str) -> None:
        answer = tell(check, "lost")
        assert (answer.status_code, answer.json()["code"]) == (400, "webhook_unreadable")


class TestATier:
    def test_is_taken_back_by_an_operator_and_can_be_had_again(self, home: Family) -> None:
        tell(home.asha.show("stuck").json()["id"], "approved")
        tiers.take_back(person_id=home.asha.person.pk, now=utc_now())
        seen = home.asha.get().json()
        assert (seen["tier"], seen["state"]) == ("small", "void")
        assert topics()[-2:] == ["kyc.tier_changed", "kyc.voided"]
        assert home.asha.show("stuck").status_code == 201

    def test_can_be_vouched_for(self, home: Family) -> None:
        tiers.vouch(person_id=home.zoya.person.pk, now=utc_now())
        assert queries.tier(home.zoya.person.pk) == Tier.FULL
        told = topics()
        tiers.vouch(person_id=home.zoya.person.pk, now=utc_now())
        assert topics() == told == ["kyc.tier_changed"]
        assert queries.taken_back() == []
