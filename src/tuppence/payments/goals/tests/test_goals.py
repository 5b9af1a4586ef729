"""Goals: made, saved into, drawn from, locked, reached and broken."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import from_public
from tuppence.ledger import queries as ledger
from tuppence.ledger.journals import Key
from tuppence.payments.goals.models import Goal
from tuppence.payments.goals.operations import moving, pots
from tuppence.payments.goals.tests.saving import (
    CAMERA,
    a_goal,
    assert_books_agree,
    row,
    saved,
    told,
    world,
)
from tuppence.payments.payments.models import Payment
from tuppence.payments.wallets.operations import freeze_as_operator, unfreeze_as_operator
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    a_household,
    balance,
    give,
)

TOMORROW = (utc_now() + timedelta(days=2)).date()


def move(phone: Phone, goal: str, what: str, amount: int, **more: Any) -> Any:
    return phone.sign(f"/v1/goals/{goal}/{what}", {"amount": amount}, **more)


def lock(phone: Phone, goal: str, until: str | None = None) -> Any:
    return phone.send("PUT", f"/v1/goals/{goal}/lock", {"until": until})


class TestMaking:
    def test_opens_a_pot_that_family_sees(self, home: Household) -> None:
        body = home.meera.send("POST", "/v1/goals", CAMERA | {"wanted_by": str(TOMORROW)}).json()
        assert (body["name"], body["picture"], body["target"], body["saved"]) == (
            "Camera", "camera", 500_00, 0,
        )  # fmt: skip
        assert body["wanted_by"] == str(TOMORROW)
        for phone in (home.meera, home.asha):
            assert phone.get(f"/v1/goals/{body['id']}").json() == body
            assert phone.get("/v1/goals").json()["items"] == [body]
        assert home.kabir.get("/v1/goals").json()["items"] == []
        kinds = [one["kind"] for one in home.meera.get("/v1/wallets").json()["items"]]
        assert kinds == ["personal", "goal"]
        assert told("goal.made") == 1

    @pytest.mark.parametrize(
        ("changed", "status", "code"),
        [({"target": 0}, 422, "amount_invalid"), ({"picture": "me.png"}, 400, "invalid_request"),
         ({"name": " "}, 400, "invalid_request"), ({"wanted_by": "2020-01-01"}, 422, "date_past"),
         ({"wanted_by": 20}, 400, "invalid_request"), ({"colour": 1}, 400, "invalid_request")],
    )  # fmt: skip
    def test_of_nonsense_is_refused(
        self, home: Household, changed: dict[str, Any], status: int, code: str
    ) -> None:
        before = world()
        answer = home.meera.send("POST", "/v1/goals", CAMERA | changed)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert world() == before

    def test_of_ever_more_is_refused(self, home: Household) -> None:
        for _ in range(pots.MOST_OPEN):
            a_goal(home.meera)
        before = world()
        answer = home.meera.send("POST", "/v1/goals", CAMERA)
        assert (answer.status_code, answer.json()["code"]) == (409, "goals_full")
        assert world() == before

    def test_is_changed_by_its_owner_alone(self, home: Household) -> None:
        goal = a_goal(home.meera)
        change = {"name": "Lens", "target": 9_00, "wanted_by": None, "picture": "trip"}
        before = world()
        for phone, status in ((home.asha, 403), (home.kabir, 404), (home.zoya, 404)):
            assert phone.send("PATCH", f"/v1/goals/{goal}", change).status_code == status
        assert world() == before
        body = home.meera.send("PATCH", f"/v1/goals/{goal}", change).json()
        assert (body["name"], body["target"], body["picture"]) == ("Lens", 9_00, "trip")
        assert told("goal.changed") == 1

    def test_lists_cost_the_same_however_many(
        self, home: Household, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(6):
            lock(home.asha, a_goal(home.meera, holding=1_00))
        with django_assert_max_num_queries(5):
            page = home.asha.get("/v1/goals", limit=5).json()
        assert [one["saved"] for one in page["items"]] == [1_00] * 5
        rest = home.asha.get("/v1/goals", cursor=page["next"]).json()
        assert (len(rest["items"]), rest["next"]) == (1, None)


class TestMoving:
    def test_in_and_out_is_between_ones_own_wallets(self, home: Household) -> None:
        goal = a_goal(home.meera)
        paid = move(home.meera, goal, "savings", 300_00).json()
        assert (paid["kind"], paid["state"], paid["category"]) == ("saving", "succeeded", "savings")
        assert (paid["payer"]["name"], paid["payee"]["name"]) == ("Meera", "Camera")
        assert (saved(goal), balance(home.meera)) == (300_00, 700_00)
        taken = move(home.meera, goal, "withdrawals", 100_00).json()
        assert (taken["kind"], taken["payer"]["name"]) == ("withdrawal", "Camera")
        assert (saved(goal), balance(home.meera)) == (200_00, 800_00)
        wallet = row(goal).wallet
        lines = home.asha.get(f"/v1/wallets/{paid['payee']['wallet']}/statement").json()["items"]
        assert [line["amount"] for line in lines] == [-100_00, 300_00]
        assert ledger.balance(wallet.account_id).posted == 200_00
        assert_books_agree()

    @pytest.mark.parametrize(("what", "amount"), [("savings", 1_000_01), ("withdrawals", 100_01)])
    def test_more_than_there_is_is_refused(self, home: Household, what: str, amount: int) -> None:
        give(home.meera, 100_00)
        goal = a_goal(home.meera, holding=100_00)
        answer = move(home.meera, goal, what, amount, key="much")
        assert (answer.status_code, answer.json()["code"]) == (422, "insufficient_funds")
        assert (saved(goal), balance(home.meera)) == (100_00, 1_000_00)
        again = move(home.meera, goal, what, amount, key="much")
        assert (again.status_code, again["Idempotent-Replayed"]) == (422, "true")

    @pytest.mark.parametrize("what", ["savings", "withdrawals", "close"])
    @pytest.mark.parametrize(("who", "status"), [("asha", 403), ("kabir", 404), ("zoya", 404)])
    def test_is_its_owners_alone(self, home: Household, what: str, who: str, status: int) -> None:
        goal = a_goal(home.meera, holding=100_00)
        before = world()
        body = {} if what == "close" else {"amount": 1_00}
        answer = getattr(home, who).sign(f"/v1/goals/{goal}/{what}", body)
        assert answer.status_code == status, answer.content
        assert world() == before

    def test_twice_under_one_key_moves_once(self, home: Household) -> None:
        goal = a_goal(home.meera)
        first, again = (move(home.meera, goal, "savings", 5_00, key="five") for _ in range(2))
        assert first.content == again.content
        assert again["Idempotent-Replayed"] == "true"
        other = move(home.meera, goal, "savings", 6_00, key="five")
        assert other.json()["code"] == "idempotency_conflict"
        assert saved(goal) == 5_00
        home.meera.sign(f"/v1/goals/{goal}/close", {})
        late = move(home.meera, goal, "savings", 5_00, key="five")
        assert (late.status_code, late.content) == (201, first.content)

    def test_by_the_everyday_ways_is_refused(self, home: Household) -> None:
        goal = a_goal(home.meera, holding=100_00)
        wallet = home.meera.get(f"/v1/goals/{goal}").json()["wallet"]
        before = world()
        answers = [
            home.meera.sign(
                "/v1/payments", {"wallet": wallet, "to": {"handle": "zoya"}, "amount": 1_00}
            ),
            home.asha.sign(f"/v1/wallets/{wallet}/topups", {"amount": 1_00}),
            home.asha.send("PUT", f"/v1/wallets/{wallet}/freeze"),
            home.asha.send("DELETE", f"/v1/wallets/{wallet}/freeze"),
            home.asha.send("PUT", f"/v1/wallets/{wallet}/limits", {"daily": 1, "monthly": 1}),
        ]
        for answer in answers:
            assert (answer.status_code, answer.json()["code"]) == (422, "wallet_is_goal")
        assert world() == before


class TestReaching:
    def test_is_told_once_for_each_crossing(self, home: Household) -> None:
        goal = a_goal(home.meera, target=200_00)
        move(home.meera, goal, "savings", 199_99)
        assert told("goal.reached") == 0
        move(home.meera, goal, "savings", 1)
        move(home.meera, goal, "savings", 50_00)
        assert told("goal.reached") == 1
        assert home.meera.get(f"/v1/goals/{goal}").json()["reached_at"] is not None
        move(home.meera, goal, "withdrawals", 100_00)
        assert home.meera.get(f"/v1/goals/{goal}").json()["reached_at"] is None
        move(home.meera, goal, "savings", 100_00)
        assert told("goal.reached") == 2

    def test_by_wanting_less_is_told_too(self, home: Household) -> None:
        goal = a_goal(home.meera, holding=100_00)
        home.meera.send("PATCH", f"/v1/goals/{goal}", {"target": 100_00})
        assert told("goal.reached") == 1
        home.meera.send("PATCH", f"/v1/goals/{goal}", {"target": 100_01})
        assert (told("goal.reached"), row(goal).reached_at) == (1, None)

    def test_with_a_replay_is_told_once(self, home: Household) -> None:
        goal = a_goal(home.meera)
        for _ in range(2):
            move(home.meera, goal, "savings", 500_00, key="all")
        assert told("goal.reached") == 1


class TestLocking:
    def test_lets_nothing_be_drawn(self, home: Household) -> None:
        goal = a_goal(home.meera, holding=100_00)
        body = lock(home.asha, goal).json()
        assert (body["lock"]["until"], body["lock"]["by"]["name"]) == (None, "Asha")
        before = world()
        for path, asked in (("withdrawals", {"amount": 1}), ("close", {})):
            answer = home.meera.sign(f"/v1/goals/{goal}/{path}", asked)
            assert (answer.status_code, answer.json()["code"]) == (422, "goal_locked")
            assert answer.json()["until"] == "target"
        less = home.meera.send("PATCH", f"/v1/goals/{goal}", {"target": 1})
        assert less.json()["code"] == "goal_locked"
        assert world() == before
        assert move(home.meera, goal, "savings", 1_00).status_code == 201
        assert told("goal.locked") == 1

    def test_holds_in_the_ledger_itself(self, home: Household) -> None:
        goal = a_goal(home.meera, holding=100_00)
        lock(home.asha, goal)
        assert ledger.balance(row(goal).wallet.account_id).frozen
        Goal.objects.update(locked_at=None, locked_by=None, locked_until=None)
        answer = move(home.meera, goal, "withdrawals", 1)
        assert answer.json()["code"] == "account_frozen"
        assert saved(goal) == 100_00

    def test_ends_when_the_target_is_reached(self, home: Household) -> None:
        goal = a_goal(home.meera, target=200_00)
        lock(home.asha, goal)
        move(home.meera, goal, "savings", 200_00)
        assert move(home.meera, goal, "withdrawals", 50_00).status_code == 201
        assert (saved(goal), row(goal).locked_at) == (150_00, None)
        assert told("goal.unlocked") == 1

    def test_ends_on_its_day(self, home: Household) -> None:
        goal = a_goal(home.meera, holding=100_00)
        assert lock(home.asha, goal, str(TOMORROW)).status_code == 200
        assert move(home.meera, goal, "withdrawals", 1).json()["until"] == str(TOMORROW)
        Goal.objects.update(locked_until=(utc_now() - timedelta(days=1)).date())
        assert home.meera.sign(f"/v1/goals/{goal}/close", {}).status_code == 200
        assert balance(home.meera) == 1_000_00

    def test_is_lifted_by_a_guardian(self, home: Household) -> None:
        goal = a_goal(home.meera, holding=100_00)
        lock(home.asha, goal)
        body = home.asha.send("DELETE", f"/v1/goals/{goal}/lock").json()
        assert body["lock"] is None
        assert home.asha.send("DELETE", f"/v1/goals/{goal}/lock").status_code == 200
        assert move(home.meera, goal, "withdrawals", 1).status_code == 201

    def test_lifts_no_freeze_of_support(self, home: Household) -> None:
        goal = a_goal(home.meera, holding=100_00)
        freeze_as_operator(wallet=row(goal).wallet, now=utc_now())
        lock(home.asha, goal)
        home.asha.send("DELETE", f"/v1/goals/{goal}/lock")
        assert move(home.meera, goal, "withdrawals", 1).json()["code"] == "account_frozen"
        unfreeze_as_operator(wallet=row(goal).wallet, now=utc_now())
        assert move(home.meera, goal, "withdrawals", 1).status_code == 201

    @pytest.mark.parametrize("method", ["PUT", "DELETE"])
    @pytest.mark.parametrize(("who", "status"), [("meera", 403), ("kabir", 404), ("zoya", 404)])
    def test_is_for_guardians(self, home: Household, method: str, who: str, status: int) -> None:
        goal = a_goal(home.meera)
        lock(home.asha, goal)
        before = world()
        answer = getattr(home, who).send(method, f"/v1/goals/{goal}/lock", {})
        assert answer.status_code == status
        assert world() == before

    def test_that_would_hold_nothing_is_refused(self, home: Household) -> None:
        goal = a_goal(home.meera, holding=500_00)
        before = world()
        assert lock(home.asha, goal).json()["code"] == "goal_reached"
        assert lock(home.asha, goal, "2020-01-01").json()["code"] == "date_past"
        assert world() == before


class TestClosing:
    def test_brings_everything_back_in_one_movement(self, home: Household) -> None:
        goal = a_goal(home.meera, holding=123_45)
        answer = home.meera.sign(f"/v1/goals/{goal}/close", {}, key="crack")
        assert answer.status_code == 200, answer.content
        assert (answer.json()["saved"], balance(home.meera)) == (0, 1_000_00)
        assert Payment.objects.latest("id").amount == 123_45
        assert told("goal.closed") == 1
        again = home.meera.sign(f"/v1/goals/{goal}/close", {}, key="crack")
        assert (again.content, again["Idempotent-Replayed"]) == (answer.content, "true")
        other = home.meera.sign(f"/v1/goals/{goal}/close", {})
        assert (other.status_code, other.json()["code"]) == (409, "goal_closed")
        assert home.meera.get("/v1/goals").json()["items"] == []
        assert home.meera.get("/v1/goals", state="closed").json()["items"] == [answer.json()]
        assert len(home.meera.get("/v1/wallets").json()["items"]) == 1
        assert_books_agree()

    def test_takes_nothing_any_more(self, home: Household) -> None:
        goal = a_goal(home.meera)
        home.meera.sign(f"/v1/goals/{goal}/close", {})
        before = world()
        for what in ("savings", "withdrawals"):
            assert move(home.meera, goal, what, 1).json()["code"] == "goal_closed"
        assert ledger.balance(row(goal).wallet.account_id).closed
        assert world() == before

    def test_under_the_key_of_something_else_is_refused(self, home: Household) -> None:
        goal = a_goal(home.meera)
        move(home.meera, goal, "savings", 5_00, key="used")
        before = world()
        answer = home.meera.sign(f"/v1/goals/{goal}/close", {}, key="used")
        assert answer.json()["code"] == "idempotency_conflict"
        assert world() == before


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """What several requests do in the same moment, on connections of their own."""

    def test_two_draw_what_is_there_for_one(self) -> None:
        home = a_household()
        give(home.meera, 1_000_00)
        goal = a_goal(home.meera, holding=100_00)

        def draw(_: int) -> str | None:
            settled = moving.withdraw(
                actor=home.meera.actor(), goal=from_public("gol", goal), amount=60_00,
                key=Key("test", str(uuid4()), ""), now=utc_now(),
            )  # fmt: skip
            return settled.payment.refusal_code

        assert sorted(_together(draw, 4), key=str) == [None, *["insufficient_funds"] * 3]
        assert (saved(goal), balance(home.meera)) == (40_00, 960_00)
        assert_books_agree()

    def test_many_reach_the_target_once(self) -> None:
        home = a_household()
        give(home.meera, 1_000_00)
        goal = a_goal(home.meera, target=300_00)

        def put(_: int) -> str | None:
            settled = moving.save(
                actor=home.meera.actor(), goal=from_public("gol", goal), amount=100_00,
                key=Key("test", str(uuid4()), ""), now=utc_now(),
            )  # fmt: skip
            return settled.payment.refusal_code

        assert _together(put, 6) == [None] * 6
        assert (saved(goal), told("goal.reached")) == (600_00, 1)

    def test_saving_while_it_breaks_loses_nothing(self) -> None:
        home = a_household()
        give(home.meera, 1_000_00)
        goal = a_goal(home.meera, holding=100_00)

        def act(n: int) -> None:
            key = Key("test", str(uuid4()), "")
            try:
                if n == 1:
                    moving.close(
                        actor=home.meera.actor(), goal=from_public("gol", goal), key=key,
                        now=utc_now(),
                    )  # fmt: skip
                else:
                    moving.save(
                        actor=home.meera.actor(), goal=from_public("gol", goal), amount=10_00,
                        key=key, now=utc_now(),
                    )  # fmt: skip
            except pots.GoalClosed:
                pass

        _together(act, 4)
        assert (saved(goal), balance(home.meera)) == (0, 1_000_00)
        assert_books_agree()


def _together(act: Any, times: int) -> list[Any]:
    def closing(n: int) -> Any:
        try:
            return act(n)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(closing, range(times)))
