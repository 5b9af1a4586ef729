"""What is owed is paid once, in full, the oldest first, when there is money."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.ledger.verify import verify
from tuppence.outbox.models import StoredFact
from tuppence.payments.goals.tests.saving import a_goal, row
from tuppence.payments.ious import operations
from tuppence.payments.ious.models import Iou, State
from tuppence.payments.ious.operations import Onward
from tuppence.payments.ious.tests.owing import a_debt, a_promise, an_iou
from tuppence.payments.payments.models import Kind, Payment
from tuppence.payments.payments.tests.market import world
from tuppence.payments.wallets.operations import freeze
from tuppence.payments.wallets.tests.household import (
    Household,
    a_household,
    balance,
    give,
    wallet_of,
)


def top_up(home: Household, amount: int) -> int:
    """Puts money into Asha's wallet and pays what is owed, as the top-up's fact does."""
    give(home.asha, amount)
    with transaction.atomic():
        return operations.pay_owed(wallet=wallet_of(home.asha).public_id, now=utc_now())


def states() -> list[int]:
    return list(Iou.objects.order_by("id").values_list("state", flat=True))


def everything() -> dict[str, Any]:
    return world() | {"ious": list(Iou.objects.order_by("id").values())}


class TestATopUp:
    def test_pays_what_is_owed_in_full_the_oldest_first(self, home: Household) -> None:
        for amount in (100_00, 300_00, 50_00):
            an_iou(home, amount=amount)
        assert top_up(home, 99_99) == 0
        assert top_up(home, 100_00) == 1
        assert states() == [State.PAID, State.OWED, State.OWED]
        # 99.99 are left: the last would fit, and waits its turn.
        assert (balance(home.asha), balance(home.meera)) == (99_99, 100_00)
        assert top_up(home, 250_00) == 1
        assert top_up(home, 1_000_00) == 1
        assert balance(home.meera) == 450_00
        assert top_up(home, 1_000_00) == 0
        assert Payment.objects.count() == 3
        assert StoredFact.objects.filter(topic="iou.paid").count() == 3
        assert [check for check in verify() if check.disagreement] == []

    def test_that_is_too_small_leaves_nothing(self, home: Household) -> None:
        an_iou(home, amount=100_00)
        give(home.asha, 50_00)
        before = everything()
        with transaction.atomic():
            assert operations.pay_owed(wallet=wallet_of(home.asha).public_id, now=utc_now()) == 0
        assert everything() == before

    def test_of_a_frozen_wallet_pays_nothing_yet(self, home: Household) -> None:
        an_iou(home, amount=100_00)
        freeze(actor=home.asha.actor(), wallet=wallet_of(home.asha).public_id, now=utc_now())
        assert top_up(home, 500_00) == 0
        assert states() == [State.OWED]


class TestOwing:
    def test_the_same_twice_is_owed_once(self, home: Household) -> None:
        first = an_iou(home, amount=100_00, source="test:one")
        again = an_iou(home, amount=999_00, source="test:one")
        assert (first.pk, again.amount) == (again.pk, 100_00)
        assert StoredFact.objects.filter(topic="iou.owed").count() == 1

    def test_can_go_on_into_goals(self, home: Household) -> None:
        goal = row(a_goal(home.meera, target=20_00))
        debt = a_debt(home, amount=100_00, onward=(Onward(goal.pk, 30_00), Onward(goal.pk, 1_00)))
        with transaction.atomic():
            operations.owe([debt], now=utc_now())
        assert top_up(home, 100_00) == 1
        assert balance(home.meera) == 69_00
        saved = Payment.objects.filter(kind=Kind.SAVING).order_by("id")
        assert [(one.amount, one.payee_label) for one in saved] == [
            (30_00, goal.wallet.name), (1_00, goal.wallet.name),
        ]  # fmt: skip
        assert StoredFact.objects.filter(topic="goal.reached").count() == 1

    def test_for_a_goal_that_was_closed_stays_in_the_wallet(self, home: Household) -> None:
        goal = a_goal(home.meera)
        debt = a_debt(home, amount=100_00, onward=(Onward(row(goal).pk, 30_00),))
        with transaction.atomic():
            operations.owe([debt], now=utc_now())
        assert home.meera.sign(f"/v1/goals/{goal}/close", {}).status_code == 200
        assert top_up(home, 100_00) == 1
        assert (balance(home.meera), states()) == (100_00, [State.PAID])


class TestAPromise:
    def test_is_kept_when_its_time_has_come(self, home: Household) -> None:
        now = utc_now()
        give(home.asha, 100_00)
        for source in ("test:one", "test:two", "test:one"):
            a_promise(home, amount=60_00, due_at=now + timedelta(days=2), source=source)
        assert operations.pay_promised(now=now + timedelta(days=1)) == 0
        assert operations.pay_promised(now=now + timedelta(days=2)) == 2
        assert operations.pay_promised(now=now + timedelta(days=2)) == 0
        assert states() == [State.PAID, State.OWED]
        assert (balance(home.asha), balance(home.meera)) == (40_00, 60_00)


class TestOverHttp:
    def test_both_sides_see_it_and_the_giver_pays(self, home: Household) -> None:
        iou = an_iou(home, amount=100_00)
        path = f"/v1/ious/{to_public('iou', iou.public_id)}"
        [shown] = home.meera.get("/v1/ious", state="owed").json()["items"]
        assert home.asha.get(path).json() == shown == home.meera.get(path).json()
        assert (shown["giver"]["name"], shown["amount"]) == ("Asha", 100_00)
        before = everything()
        short = home.asha.sign(f"{path}/pay", {})
        assert (short.status_code, short.json()["code"]) == (422, "insufficient_funds")
        assert everything() == before
        give(home.asha, 100_00)
        paid = home.asha.sign(f"{path}/pay", {})
        assert (paid.status_code, paid.json()["state"]) == (200, "paid"), paid.content
        assert paid.json()["payment"]["kind"] == "chore"
        again = home.asha.sign(f"{path}/pay", {})
        assert (again.content, again["Idempotent-Replayed"]) == (paid.content, "true")
        assert balance(home.meera) == 100_00
        assert home.meera.get("/v1/ious", state="owed").json()["items"] == []

    @pytest.mark.parametrize(
        ("who", "status"), [("meera", 403), ("kabir", 404), ("zoya", 404), ("arjun", 404)]
    )
    def test_nobody_else_does(self, home: Household, who: str, status: int) -> None:
        iou = an_iou(home, amount=100_00)
        give(home.asha, 100_00)
        before = everything()
        path = f"/v1/ious/{to_public('iou', iou.public_id)}/pay"
        assert getattr(home, who).sign(path, {}).status_code == status
        assert everything() == before

    def test_lists_cost_the_same_however_many(
        self, home: Household, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(6):
            an_iou(home, amount=10_00)
        top_up(home, 35_00)
        with django_assert_max_num_queries(5):
            assert len(home.asha.get("/v1/ious").json()["items"]) == 6

    def test_no_other_state_is_known(self, home: Household) -> None:
        assert home.asha.get("/v1/ious", state="lost").status_code == 400


@pytest.mark.django_db(transaction=True)
def test_four_who_pay_at_once_pay_once() -> None:
    home = a_household()
    for _ in range(3):
        an_iou(home, amount=100_00)
    give(home.asha, 250_00)

    def pay(_: int) -> int:
        try:
            with transaction.atomic():
                return operations.pay_owed(wallet=wallet_of(home.asha).public_id, now=utc_now())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(pay, range(4))) == 2
    assert (balance(home.asha), balance(home.meera)) == (50_00, 200_00)
