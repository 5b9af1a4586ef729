"""Allowances over HTTP: set up by a guardian, changed by who gives them, seen by both sides."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.outbox.models import StoredFact
from tuppence.payments.allowances.models import Allowance, AllowanceVersion, Plan
from tuppence.payments.calendar import day_of
from tuppence.payments.payments.tests.market import world
from tuppence.payments.wallets.tests.household import Household, Phone
from tuppence.people.families.models import Membership, Scope


def body(home: Household, **changed: Any) -> dict[str, Any]:
    person = to_public("per", home.meera.person.public_id)
    return {"person": person, "every": "weekly", "day": 6, "amount": 100_00} | changed


def given(home: Household, **changed: Any) -> str:
    answer = home.asha.sign("/v1/allowances", body(home, **changed))
    assert answer.status_code == 201, answer.content
    found: str = answer.json()["id"]
    return found


def everything() -> dict[str, Any]:
    tables = (Allowance, Plan, AllowanceVersion)
    return world() | {table.__name__: list(table.objects.values()) for table in tables}


def change(phone: Phone, allowance: str, what: str, **more: Any) -> Any:
    path = f"/v1/allowances/{allowance}/{what}"
    if what in ("raise", "resume"):
        return phone.sign(path, more)
    return phone.send("POST", path)


class TestSettingUp:
    def test_tells_both_sides_what_is_due_next(self, home: Household) -> None:
        answer = home.asha.sign("/v1/allowances", body(home, note="Pocket money"))
        assert answer.status_code == 201, answer.content
        shown = answer.json()
        assert (shown["state"], shown["amount"], shown["zone"]) == (
            "active", 100_00, "Asia/Kolkata",
        )  # fmt: skip
        today = day_of(utc_now(), zone="Asia/Kolkata")
        due = today + timedelta(days=(6 - today.isoweekday()) % 7)
        assert shown["next"] == {
            "on": due.isoformat(), "at": f"{due}T03:30:00Z", "amount": 100_00, "skipped": False,
        }  # fmt: skip
        assert (shown["giver"]["name"], shown["person"]["name"]) == ("Asha", "Meera")
        path = f"/v1/allowances/{shown['id']}"
        assert home.meera.get(path).json() == shown == home.asha.get(path).json()
        assert home.meera.get("/v1/allowances").json()["items"] == [shown]
        fact = StoredFact.objects.latest("id")
        assert (fact.topic, fact.payload["what"]) == ("allowance.changed", "set")
        assert fact.subject == home.meera.person.pk

    @pytest.mark.parametrize(
        ("kept", "status"), [(["see_wallet"], 404), (["see_wallet", "top_up"], 201)]
    )
    def test_takes_the_right_to_top_up(self, home: Household, kept: list[str], status: int) -> None:
        Scope.objects.create(
            guardian=Membership.objects.get(person=home.asha.person),
            child=Membership.objects.get(person=home.meera.person),
            rights=kept,
        )
        before = everything()
        assert home.asha.sign("/v1/allowances", body(home)).status_code == status
        assert (everything() == before) is (status != 201)

    def test_is_not_for_oneself(self, home: Household) -> None:
        before = everything()
        assert home.meera.sign("/v1/allowances", body(home)).status_code == 404
        assert everything() == before

    def test_twice_under_one_key_sets_one_up(self, home: Household) -> None:
        first = home.asha.sign("/v1/allowances", body(home), key="pocket")
        again = home.asha.sign("/v1/allowances", body(home), key="pocket")
        assert (first.content, again["Idempotent-Replayed"]) == (again.content, "true")
        other = home.asha.sign("/v1/allowances", body(home, amount=1), key="pocket")
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_conflict")
        assert Allowance.objects.count() == 1

    @pytest.mark.parametrize(
        ("changed", "status", "code"),
        [
            ({"amount": 1_000_00}, 403, "step_up_required"),
            ({"amount": 0}, 422, "amount_invalid"),
            ({"starts_on": "2020-01-01"}, 422, "day_invalid"),
            ({"starts_on": "2099-01-01"}, 422, "day_invalid"),
            ({"day": 8}, 422, "weekday_invalid"),
            ({"every": "monthly", "day": 32}, 400, "invalid_request"),
            ({"every": "daily"}, 400, "invalid_request"),
            ({"unit": "USD"}, 400, "invalid_request"),
        ],
    )
    def test_as_it_cannot_be_is_refused(
        self, home: Household, changed: dict[str, Any], status: int, code: str
    ) -> None:
        before = everything()
        answer = home.asha.sign("/v1/allowances", body(home, **changed))
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
        assert everything() == before

    @pytest.mark.parametrize("who", ["meera", "kabir", "zoya", "arjun"])
    def test_is_for_guardians(self, home: Household, who: str) -> None:
        before = everything()
        answer = getattr(home, who).sign("/v1/allowances", body(home))
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert everything() == before

    def test_of_more_than_ten_is_refused(self, home: Household) -> None:
        made = [given(home) for _ in range(10)]
        full = home.asha.sign("/v1/allowances", body(home))
        assert (full.status_code, full.json()["code"]) == (409, "allowances_full")
        assert change(home.asha, made[0], "end").status_code == 200
        given(home)


class TestAChange:
    def test_is_a_version_with_its_author(self, home: Household) -> None:
        allowance = given(home)
        assert change(home.asha, allowance, "skip").json()["next"]["amount"] == 0
        raised = change(home.asha, allowance, "raise", amount=150_00)
        assert raised.json()["raised"]["amount"] == 150_00
        paused = change(home.asha, allowance, "pause").json()
        assert (paused["state"], paused["next"]) == ("paused", None)
        assert change(home.asha, allowance, "resume").json()["next"]["amount"] == 150_00
        assert change(home.asha, allowance, "end").json()["state"] == "ended"
        history = home.meera.get(f"/v1/allowances/{allowance}/history").json()["items"]
        assert [one["what"] for one in history] == [
            "ended", "resumed", "paused", "raised", "skipped", "set",
        ]  # fmt: skip
        assert [one["version"] for one in history] == [6, 5, 4, 3, 2, 1]
        assert {one["author"]["name"] for one in history} == {"Asha"}
        late = change(home.asha, allowance, "raise", amount=200_00)
        assert (late.status_code, late.json()["code"]) == (409, "allowance_over")

    @pytest.mark.parametrize("what", ["skip", "pause", "end"])
    def test_made_again_changes_nothing(self, home: Household, what: str) -> None:
        allowance = given(home)
        change(home.asha, allowance, what)
        before = everything()
        assert change(home.asha, allowance, what).status_code == 200
        assert everything() == before

    def test_by_a_raise_under_one_key_is_made_once(self, home: Household) -> None:
        allowance = given(home)
        path = f"/v1/allowances/{allowance}/raise"
        first = home.asha.sign(path, {"amount": 150_00}, key="more")
        again = home.asha.sign(path, {"amount": 150_00}, key="more")
        assert (first.content, again["Idempotent-Replayed"]) == (again.content, "true")
        other = home.asha.sign(path, {"amount": 160_00}, key="more")
        assert other.json()["code"] == "idempotency_conflict"
        assert Plan.objects.get().version == 2

    def test_that_skips_a_paused_one_is_refused(self, home: Household) -> None:
        allowance = given(home)
        change(home.asha, allowance, "pause")
        before = everything()
        assert change(home.asha, allowance, "skip").json()["code"] == "allowance_paused"
        assert everything() == before

    @pytest.mark.parametrize("what", ["raise", "skip", "pause", "resume", "end"])
    @pytest.mark.parametrize(("who", "status"), [("meera", 403), ("kabir", 404), ("zoya", 404)])
    def test_is_the_givers_alone(self, home: Household, what: str, who: str, status: int) -> None:
        allowance = given(home)
        before = everything()
        more = {"amount": 1} if what == "raise" else {}
        assert change(getattr(home, who), allowance, what, **more).status_code == status
        assert everything() == before

    def test_stays_on_the_record(self, home: Household) -> None:
        given(home)
        for statement in (
            "UPDATE allowances_version SET amount = 1", "DELETE FROM allowances_version",
        ):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


class TestLists:
    def test_cost_the_same_however_many(
        self, home: Household, django_assert_max_num_queries: Any
    ) -> None:
        allowances = [given(home) for _ in range(6)]
        for _ in range(4):
            change(home.asha, allowances[0], "raise", amount=50_00)
        with django_assert_max_num_queries(5):
            assert len(home.asha.get("/v1/allowances").json()["items"]) == 6
        with django_assert_max_num_queries(5):
            path = f"/v1/allowances/{allowances[0]}/history"
            assert len(home.asha.get(path).json()["items"]) == 5

    def test_are_read_in_pages(self, home: Household) -> None:
        made = [given(home) for _ in range(5)]
        first = home.meera.get("/v1/allowances", limit=3).json()
        second = home.meera.get("/v1/allowances", limit=3, cursor=first["next"]).json()
        found = [one["id"] for one in first["items"] + second["items"]]
        assert (found, second["next"]) == (made[::-1], None)
