"""Plans: begun by whoever pays, and following what happens, each payment once."""

from typing import Any

import pytest

from tuppence.outbox.models import StoredFact
from tuppence.payments.goals.handlers import fill_goals
from tuppence.payments.goals.models import Plan
from tuppence.payments.goals.tests.saving import (
    a_goal,
    a_plan,
    assert_books_agree,
    deliver,
    recorded,
    saved,
    told,
    world,
)
from tuppence.payments.payments.models import Payment
from tuppence.payments.payments.tests.market import a_shop
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    balance,
    give,
    wallet_id,
)
from tuppence.people.families.models import Membership

OWN: list[dict[str, Any]] = [
    {"autosave": {"amount": 50_00, "every": "weekly", "day": 1}},
    {"share": {"percent": 10}},
    {"round_up": {"to": 10_00}},
]
GIVEN: list[dict[str, Any]] = [
    {"match": {"percent": 50, "monthly_cap": 100_00}},
    {"interest": {"basis_points": 500}},
]


def begin(phone: Phone, goal: str, plan: dict[str, Any], **more: Any) -> Any:
    return phone.sign(f"/v1/goals/{goal}/plans", plan, **more)


def buy(phone: Phone, amount: int) -> str:
    paid = phone.sign("/v1/payments", {"to": {"handle": "campus-canteen"}, "amount": amount})
    assert paid.status_code == 201, paid.content
    payment: str = paid.json()["id"]
    return payment


class TestBeginning:
    @pytest.mark.parametrize(
        ("who", "plan"), [*(("meera", plan) for plan in OWN), *(("asha", plan) for plan in GIVEN)]
    )
    def test_is_for_whoever_pays(self, home: Household, who: str, plan: dict[str, Any]) -> None:
        goal = a_goal(home.meera)
        other = home.asha if who == "meera" else home.meera
        before = world()
        for phone, status in ((other, 403), (home.kabir, 404), (home.zoya, 404)):
            assert begin(phone, goal, plan).status_code == status
        assert world() == before
        body = begin(getattr(home, who), goal, plan, key="one").json()
        [(kind, terms)] = plan.items()
        assert (body["kind"], body["terms"], body["goal"]) == (kind, terms, goal)
        assert (body["next_due"] is not None) == (kind in ("autosave", "interest"))
        for phone in (home.meera, home.asha):
            assert phone.get(f"/v1/goals/{goal}/plans").json()["items"] == [body]
        again = begin(getattr(home, who), goal, plan, key="one")
        assert (again.json(), again["Idempotent-Replayed"]) == (body, "true")
        assert told("goal.plan_begun") == 1

    def test_again_ends_the_one_before(self, home: Household) -> None:
        goal = a_goal(home.meera)
        first = a_plan(home.meera, goal, share={"percent": 60})
        second = a_plan(home.meera, goal, share={"percent": 70})
        listed = home.meera.get(f"/v1/goals/{goal}/plans").json()["items"]
        assert [one["id"] for one in listed] == [second["id"]]
        assert told("goal.plan_ended") == 1
        other = begin(home.meera, goal, {"share": {"percent": 5}}, key="k")
        assert other.status_code == 201
        conflict = begin(home.meera, goal, {"share": {"percent": 6}}, key="k")
        assert conflict.json()["code"] == "idempotency_conflict"
        assert first["id"] != second["id"]

    def test_of_round_ups_is_for_one_goal(self, home: Household) -> None:
        one, two = a_goal(home.meera), a_goal(home.meera)
        for goal in (one, two):
            a_plan(home.meera, goal, round_up={"to": 10_00})
        assert home.meera.get(f"/v1/goals/{one}/plans").json()["items"] == []

    def test_of_shares_beyond_all_is_refused(self, home: Household) -> None:
        one, two = a_goal(home.meera), a_goal(home.meera)
        a_plan(home.meera, one, share={"percent": 60})
        before = world()
        answer = begin(home.meera, two, {"share": {"percent": 41}})
        assert (answer.json()["code"], answer.json()["left"]) == ("shares_too_large", 40)
        assert world() == before

    @pytest.mark.parametrize(
        "plan",
        [{}, {"share": {"percent": 101}}, {"round_up": {"to": 7}}, OWN[0] | OWN[1],
         {"autosave": {"amount": 1, "every": "weekly", "day": 8}},
         {"autosave": {"amount": 1, "every": "daily", "day": 1}},
         {"interest": {"basis_points": 2_001}}],
    )  # fmt: skip
    def test_of_nonsense_is_refused(self, home: Household, plan: dict[str, Any]) -> None:
        goal = a_goal(home.meera)
        before = world()
        assert begin(home.meera, goal, plan).status_code in (400, 422)
        assert world() == before

    def test_ends_by_whoever_pays_or_another_guardian(self, home: Household) -> None:
        goal = a_goal(home.meera)
        own = a_plan(home.meera, goal, share={"percent": 10})["id"]
        given = a_plan(home.asha, goal, match={"percent": 10, "monthly_cap": 5})["id"]
        before = world()
        for phone, plan, status in (
            (home.asha, own, 403), (home.meera, given, 403), (home.kabir, own, 404),
            (home.zoya, given, 404),
        ):  # fmt: skip
            assert phone.send("DELETE", f"/v1/plans/{plan}").status_code == status
        assert world() == before
        for phone, plan in ((home.meera, own), (home.asha, given)):
            assert phone.send("DELETE", f"/v1/plans/{plan}").json()["ended_at"] is not None
            assert phone.send("DELETE", f"/v1/plans/{plan}").status_code == 200
        assert told("goal.plan_ended") == 2

    def test_ends_with_the_goal(self, home: Household) -> None:
        goal = a_goal(home.meera)
        for plan in OWN:
            begin(home.meera, goal, plan)
        assert home.meera.sign(f"/v1/goals/{goal}/close", {}).status_code == 200
        assert not Plan.objects.filter(ended_at=None).exists()


class TestRoundingUp:
    def test_saves_the_change_of_a_shop_once(self, home: Household) -> None:
        a_shop(home.zoya)
        goal = a_goal(home.meera, target=12_34)
        buy(home.meera, 45_00)  # before there was a plan
        a_plan(home.meera, goal, round_up={"to": 50_00})
        buy(home.meera, 87_66)
        buy(home.meera, 100_00)
        home.meera.sign("/v1/payments", {"to": {"handle": "asha"}, "amount": 1_01})
        for _ in range(3):
            deliver()
        assert saved(goal) == 12_34
        assert told("goal.reached") == 1
        assert balance(home.meera) == 1_000_00 - 45_00 - 87_66 - 100_00 - 1_01 - 12_34
        assert_books_agree()

    def test_is_left_out_when_the_wallet_is_short(self, home: Household) -> None:
        a_shop(home.zoya)
        goal = a_goal(home.meera)
        a_plan(home.meera, goal, round_up={"to": 100_00})
        buy(home.meera, 999_00 - 450_00)
        buy(home.meera, 450_00)
        count = Payment.objects.count()
        deliver()
        # 51 rupees for the first are not there: one is.
        assert (saved(goal), balance(home.meera), Payment.objects.count()) == (0, 1_00, count)

    def test_ends_with_its_plan(self, home: Household) -> None:
        a_shop(home.zoya)
        goal = a_goal(home.meera)
        plan = a_plan(home.meera, goal, round_up={"to": 10_00})["id"]
        home.meera.send("DELETE", f"/v1/plans/{plan}")
        buy(home.meera, 45_00)
        deliver()
        assert saved(goal) == 0

    def test_of_many_costs_few_questions(
        self, home: Household, django_assert_max_num_queries: Any
    ) -> None:
        a_shop(home.zoya)
        a_plan(home.meera, a_goal(home.meera), round_up={"to": 10_00})
        for _ in range(12):
            buy(home.meera, 5_55)
        facts = [recorded(row) for row in StoredFact.objects.order_by("id")]
        with django_assert_max_num_queries(10):
            fill_goals(facts)


class TestAShare:
    def test_of_what_comes_in_is_saved(self, home: Household) -> None:
        one, two = a_goal(home.meera), a_goal(home.meera)
        a_plan(home.meera, one, share={"percent": 33})
        a_plan(home.meera, two, share={"percent": 67})
        give(home.asha, 100_00)
        home.asha.sign(f"/v1/wallets/{wallet_id(home.meera)}/topups", {"amount": 1_01})
        home.asha.sign("/v1/payments", {"to": {"handle": "meera"}, "amount": 10_00})
        home.meera.sign("/v1/payments", {"to": {"handle": "kabir"}, "amount": 10_00})
        for _ in range(2):
            deliver()
        assert (saved(one), saved(two)) == (33 + 3_30, 67 + 6_70)
        assert balance(home.meera) == 1_000_00 + 1_01 + 10_00 - 10_00 - 1_00 - 10_00
        assert_books_agree()


class TestAMatch:
    def test_adds_a_part_up_to_the_months_cap(self, home: Household) -> None:
        give(home.asha, 500_00)
        goal = a_goal(home.meera, holding=10_00)
        a_plan(home.asha, goal, match={"percent": 50, "monthly_cap": 100_00})
        for amount in (100_01, 60_00, 60_00):
            home.meera.sign(f"/v1/goals/{goal}/savings", {"amount": amount})
            for _ in range(2):
                deliver()
        assert (saved(goal), balance(home.asha)) == (10_00 + 220_01 + 100_00, 400_00)
        matches = Payment.objects.filter(kind=9).order_by("id").values_list("amount", flat=True)
        assert list(matches) == [50_00, 30_00, 20_00]
        assert_books_agree()

    def test_of_a_page_is_that_of_each(self, home: Household) -> None:
        give(home.asha, 500_00)
        goal = a_goal(home.meera)
        a_plan(home.asha, goal, match={"percent": 50, "monthly_cap": 100_00})
        for _ in range(3):
            home.meera.sign(f"/v1/goals/{goal}/savings", {"amount": 33})
        deliver()
        assert saved(goal) == 99 + 49

    def test_is_not_earned_twice_with_the_same_money(self, home: Household) -> None:
        give(home.asha, 500_00)
        goal = a_goal(home.meera)
        a_plan(home.asha, goal, match={"percent": 50, "monthly_cap": 400_00})
        for _ in range(3):
            home.meera.sign(f"/v1/goals/{goal}/savings", {"amount": 100_00})
            deliver()
            home.meera.sign(f"/v1/goals/{goal}/withdrawals", {"amount": 100_00})
            deliver()
        assert (saved(goal), balance(home.asha)) == (50_00, 450_00)

    def test_of_a_short_wallet_is_told(self, home: Household) -> None:
        goal = a_goal(home.meera)
        a_plan(home.asha, goal, match={"percent": 50, "monthly_cap": 100_00})
        home.meera.sign(f"/v1/goals/{goal}/savings", {"amount": 100_00})
        for _ in range(2):
            deliver()
        assert (saved(goal), told("goal.plan_skipped")) == (100_00, 1)
        give(home.asha, 500_00)
        home.meera.sign(f"/v1/goals/{goal}/savings", {"amount": 2})
        deliver()
        assert saved(goal) == 100_02 + 50_01

    def test_ends_when_its_payer_guards_no_more(self, home: Household) -> None:
        give(home.asha, 500_00)
        goal = a_goal(home.meera)
        a_plan(home.asha, goal, match={"percent": 50, "monthly_cap": 100_00})
        Membership.objects.filter(person=home.meera.person).delete()
        home.meera.sign(f"/v1/goals/{goal}/savings", {"amount": 100_00})
        deliver()
        assert (saved(goal), told("goal.plan_ended")) == (100_00, 1)
