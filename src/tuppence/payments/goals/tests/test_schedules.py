"""Plans by the calendar: each due day once, however often and late the schedule runs."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from tuppence.kernel.clock import utc_now
from tuppence.payments.calendar import month_of
from tuppence.payments.goals.models import Plan
from tuppence.payments.goals.operations import schedules
from tuppence.payments.goals.operations.schedules import run_due
from tuppence.payments.goals.tests.saving import (
    a_goal,
    a_plan,
    assert_books_agree,
    saved,
    told,
)
from tuppence.payments.payments.models import Payment
from tuppence.payments.wallets.tests.household import (
    Household,
    a_household,
    balance,
    give,
)
from tuppence.people.consent.operations import withdraw

HOME = ZoneInfo("Asia/Kolkata")


def begun(on: date) -> None:
    """Makes the one plan begin on a day in the past, first due a week later."""
    Plan.objects.update(
        created_at=datetime(on.year, on.month, on.day, 12, tzinfo=HOME),
        due_on=on + timedelta(days=7),
        day=on.isoweekday(),
    )


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=HOME)


class TestAutosave:
    def test_saves_on_its_days(self, home: Household) -> None:
        goal = a_goal(home.meera)
        plan = a_plan(home.meera, goal, autosave={"amount": 5_00, "every": "monthly", "day": 31})
        due = date.fromisoformat(plan["next_due"])
        assert due == month_of(due)[1] - timedelta(days=1) or due.day == 31
        early = noon(due) - timedelta(hours=4)
        assert (run_due(now=early), saved(goal)) == (0, 0)
        for _ in range(3):
            run_due(now=noon(due))
        assert (saved(goal), Payment.objects.latest("id").kind) == (5_00, 7)

    def test_makes_up_for_an_outage_and_pays_nothing_twice(self, home: Household) -> None:
        goal = a_goal(home.meera)
        a_plan(home.meera, goal, autosave={"amount": 5_00, "every": "weekly", "day": 1})
        today = utc_now().date()
        begun(today - timedelta(days=30))
        assert run_due(now=noon(today)) == 4
        before = Plan.objects.get()
        assert (saved(goal), run_due(now=noon(today))) == (20_00, 0)
        # A run that had paid and then lost its mark would find the money moved.
        Plan.objects.update(due_on=before.due_on - timedelta(days=14))
        assert run_due(now=noon(today)) == 2
        assert (saved(goal), Plan.objects.get().due_on) == (20_00, before.due_on)
        assert_books_agree()

    def test_of_a_short_wallet_is_told_and_goes_on(self, home: Household) -> None:
        goal = a_goal(home.meera)
        a_plan(home.meera, goal, autosave={"amount": 400_00, "every": "weekly", "day": 1})
        today = utc_now().date()
        begun(today - timedelta(days=30))
        run_due(now=noon(today))
        assert (saved(goal), told("goal.plan_skipped")) == (800_00, 2)
        give(home.meera, 1_000_00)
        assert (run_due(now=noon(today)), saved(goal)) == (0, 800_00)

    def test_of_an_account_that_rests_is_left_out(self, home: Household) -> None:
        goal = a_goal(home.meera)
        a_plan(home.meera, goal, autosave={"amount": 5_00, "every": "weekly", "day": 1})
        today = utc_now().date()
        begun(today - timedelta(days=8))
        withdraw(actor=home.asha.actor(), person=home.meera.person.public_id, now=utc_now())
        run_due(now=noon(today))
        assert (saved(goal), told("goal.plan_skipped")) == (0, 1)

    def test_that_fails_does_not_hold_up_others(self, home: Household, monkeypatch: Any) -> None:
        today = utc_now().date()
        goals = [a_goal(home.meera) for _ in range(2)]
        for goal in goals:
            a_plan(home.meera, goal, autosave={"amount": 5_00, "every": "weekly", "day": 1})
        begun(today - timedelta(days=8))
        broken = Plan.objects.earliest("id").pk
        real = schedules.paid

        def paid(plan: Plan, **more: Any) -> Any:
            if plan.pk == broken:
                raise RuntimeError("broken")
            return real(plan, **more)

        monkeypatch.setattr(schedules, "paid", paid)
        run_due(now=noon(today))
        assert [saved(goal) for goal in goals] == [0, 5_00]
        monkeypatch.undo()
        run_due(now=noon(today))
        assert [saved(goal) for goal in goals] == [5_00, 5_00]


class TestInterest:
    def test_is_paid_for_each_days_balance(self, home: Household) -> None:
        give(home.asha, 500_00)
        goal = a_goal(home.meera, holding=730_00)
        plan = a_plan(home.asha, goal, interest={"basis_points": 500})
        today = utc_now().astimezone(HOME).date()
        first = month_of(today)[1]
        assert plan["next_due"] == first.isoformat()
        for _ in range(2):
            run_due(now=noon(first))
        days = (first - today).days
        # 730 rupees at 5 percent are 10 paise a day.
        assert (saved(goal), balance(home.asha)) == (730_00 + days * 10, 500_00 - days * 10)
        assert Payment.objects.latest("id").kind == 10
        assert_books_agree()

    def test_below_a_paisa_is_carried(self, home: Household) -> None:
        goal = a_goal(home.meera, holding=1)
        a_plan(home.asha, goal, interest={"basis_points": 100})
        first = month_of(utc_now().astimezone(HOME).date())[1]
        count = Payment.objects.count()
        run_due(now=noon(first))
        assert (Payment.objects.count(), told("goal.plan_skipped")) == (count, 0)
        assert Plan.objects.get().carry > 0


@pytest.mark.django_db(transaction=True)
def test_two_schedules_at_once_save_once() -> None:
    home = a_household()
    give(home.meera, 1_000_00)
    goal = a_goal(home.meera)
    a_plan(home.meera, goal, autosave={"amount": 5_00, "every": "weekly", "day": 1})
    today = utc_now().date()
    begun(today - timedelta(days=30))

    def run(_: int) -> int:
        try:
            return run_due(now=noon(today))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(run, range(4)))
    assert (sum(done), saved(goal)) == (4, 20_00)
