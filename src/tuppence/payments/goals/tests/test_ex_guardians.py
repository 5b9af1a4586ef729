"""Who has no right any more to give a child anything matches nothing, and pays no interest."""

import pytest

from tuppence.payments.goals.handlers import let_go_of_rights
from tuppence.payments.goals.models import Plan, PlanKind
from tuppence.payments.goals.tests.saving import a_goal, a_plan, deliver, saved, told
from tuppence.payments.wallets.tests.household import Household, Phone, give
from tuppence.payments.wallets.tests.parting import (
    another_guardian,
    hear,
    is_narrowed,
    is_removed,
    leaves,
)


@pytest.fixture
def ravi(home: Household) -> Phone:
    return another_guardian(home)


@pytest.fixture
def goal(home: Household) -> str:
    """Asha matches what Meera saves and pays interest on it; Meera saves a share."""
    give(home.asha, 500_00)
    give(home.meera, 100_00)
    goal = a_goal(home.meera)
    a_plan(home.asha, goal, match={"percent": 50, "monthly_cap": 200_00})
    a_plan(home.asha, goal, interest={"basis_points": 1000})
    a_plan(home.meera, goal, share={"percent": 10})
    return goal


def running() -> set[int]:
    return set(Plan.objects.filter(ended_at=None).values_list("kind", flat=True))


class TestAPlan:
    def test_ends_when_who_pays_for_it_leaves(
        self, home: Household, ravi: Phone, goal: str
    ) -> None:
        hear(leaves(home.asha), let_go_of_rights)
        assert running() == {PlanKind.SHARE}
        assert told("goal.plan_ended") == 2
        for phone in (home.meera, ravi):
            plans = phone.get(f"/v1/goals/{goal}/plans").json()["items"]
            assert [plan["kind"] for plan in plans] == ["share"]
        assert home.meera.sign(f"/v1/goals/{goal}/savings", {"amount": 10_00}).status_code == 201
        deliver()
        assert saved(goal) == 10_00

    def test_ends_when_the_child_is_removed(self, home: Household, goal: str) -> None:
        hear(is_removed(home.meera, by=home.asha), let_go_of_rights)
        assert running() == {PlanKind.SHARE}

    def test_ends_when_who_pays_for_it_is_left_without_the_right(
        self, home: Household, ravi: Phone, goal: str
    ) -> None:
        topic = is_narrowed(home.asha, home.meera, by=ravi, kept=["see_wallet"])
        hear(topic, let_go_of_rights)
        assert running() == {PlanKind.SHARE}

    def test_goes_on_when_another_guardian_leaves(
        self, home: Household, ravi: Phone, goal: str
    ) -> None:
        hear(leaves(ravi), let_go_of_rights)
        assert running() == {PlanKind.MATCH, PlanKind.INTEREST, PlanKind.SHARE}
