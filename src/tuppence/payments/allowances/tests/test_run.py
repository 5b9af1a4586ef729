"""Pay-day: each due day is paid once, in order, whatever stood still or died."""

from datetime import date, timedelta
from typing import Any

import pytest

from tuppence.ledger.verify import verify
from tuppence.outbox.models import StoredFact
from tuppence.payments.allowances.models import Every, Plan
from tuppence.payments.allowances.operations import change
from tuppence.payments.allowances.operations import run as payday
from tuppence.payments.allowances.tests.giving import NOON, an_allowance, morning, run, was_posted
from tuppence.payments.ious.models import Iou
from tuppence.payments.ious.models import State as IouState
from tuppence.payments.payments.models import Kind, Payment
from tuppence.payments.payments.models import State as PaymentState
from tuppence.payments.wallets.operations import freeze
from tuppence.payments.wallets.tests.household import Household, balance, give, wallet_of

SATURDAY = date(2026, 3, 7)
WEEK = timedelta(days=7)


class TestPayday:
    def test_pays_at_nine_where_the_child_lives(self, home: Household) -> None:
        give(home.asha, 500_00)
        allowance = an_allowance(home)
        assert run(morning(SATURDAY, 8, 59)).paid == 0
        assert balance(home.meera) == 0
        ran = run(morning(SATURDAY))
        assert (ran.paid, ran.owed, ran.over) == (1, 0, True)
        assert (balance(home.asha), balance(home.meera)) == (400_00, 100_00)
        paid = Payment.objects.get()
        assert (paid.kind, paid.actor_id, paid.note) == (
            Kind.ALLOWANCE, home.asha.person.pk, "Pocket money",
        )  # fmt: skip
        fact = StoredFact.objects.latest("id")
        assert (fact.topic, fact.payload["kind"]) == ("payment.succeeded", "allowance")
        assert was_posted(allowance, SATURDAY)
        assert Plan.objects.get().next_on == SATURDAY + WEEK
        assert [check for check in verify() if check.disagreement] == []

    def test_pays_nothing_twice(self, home: Household) -> None:
        give(home.asha, 500_00)
        allowance = an_allowance(home)
        run(morning(SATURDAY))
        assert run(morning(SATURDAY)).paid == 0
        # Even if the plan is put back, by a backup or by hand: the key has its answer.
        Plan.objects.filter(pk=allowance.pk).update(next_on=SATURDAY, next_at=morning(SATURDAY))
        run(morning(SATURDAY))
        assert balance(home.meera) == 100_00
        assert Payment.objects.count() == 1
        assert Plan.objects.get().next_on == SATURDAY + WEEK

    def test_makes_up_for_an_outage_in_order(self, home: Household) -> None:
        give(home.asha, 5_000_00)
        weekly = an_allowance(home)
        monthly = an_allowance(home, to=home.kabir, every=Every.MONTHLY, day=31, amount=7_00)
        ran = run(morning(date(2026, 5, 1)))
        weeks = [SATURDAY + n * WEEK for n in range(8)]
        months = [date(2026, 3, 31), date(2026, 4, 30)]
        assert (ran.paid, ran.over) == (10, True)
        assert all(was_posted(weekly, day) for day in weeks)
        assert all(was_posted(monthly, day) for day in months)
        assert (balance(home.meera), balance(home.kabir)) == (800_00, 14_00)
        assert not was_posted(weekly, weeks[-1] + WEEK)

    def test_does_not_make_up_for_what_is_too_old(self, home: Household) -> None:
        give(home.asha, 5_000_00)
        allowance = an_allowance(home)
        now = morning(date(2026, 7, 1))
        ran = run(now)
        assert ran.lapsed == 1
        oldest = next(
            day
            for n in range(99)
            if morning(day := SATURDAY + n * WEEK) >= now - timedelta(days=92)
        )
        assert not was_posted(allowance, oldest - WEEK)
        assert was_posted(allowance, oldest)
        fact = StoredFact.objects.get(topic="allowance.lapsed")
        assert (fact.payload["first_on"], fact.payload["next_on"]) == (
            SATURDAY.isoformat(), oldest.isoformat(),
        )  # fmt: skip

    def test_reads_pages(self, home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(payday, "PAGE", 2)
        give(home.asha, 5_000_00)
        for _ in range(5):
            an_allowance(home)
        assert run(morning(SATURDAY)).paid == 5
        assert balance(home.meera) == 500_00

    def test_goes_on_where_it_was_stopped(
        self, home: Household, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(payday, "PAGE", 2)
        give(home.asha, 5_000_00)
        for _ in range(5):
            an_allowance(home)
        pages = iter([True, True, False])
        ran = payday.pay_due(now=morning(SATURDAY), go_on=lambda _: next(pages))
        assert (ran.paid, ran.over) == (4, False)
        assert run(morning(SATURDAY)).paid == 1
        assert balance(home.meera) == 500_00

    def test_leaves_what_is_impossible_where_it_is(
        self, home: Household, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """One bad row harms no other. (A text with NUL is what no table takes.)"""
        give(home.asha, 5_000_00)
        allowances = [an_allowance(home) for _ in range(5)]
        honest = payday._movement

        def movement(due: Any) -> Any:
            made = honest(due)
            if due.allowance == allowances[2].pk:
                made.payment.amount = 0
            return made

        monkeypatch.setattr(payday, "_movement", movement)
        assert run(morning(SATURDAY)).paid == 4
        assert not was_posted(allowances[2], SATURDAY)
        monkeypatch.undo()
        assert run(morning(SATURDAY)).paid == 1


class TestAChange:
    def test_of_the_amount_holds_from_its_day(self, home: Household) -> None:
        give(home.asha, 5_000_00)
        allowance = an_allowance(home)
        key = payday.Key("test", "raise", "")
        change.raise_to(
            actor=home.asha.actor(), allowance=allowance.public_id, amount=150_00,
            from_on=date(2026, 3, 15), key=key, now=NOON,
        )  # fmt: skip
        run(morning(SATURDAY + 3 * WEEK))
        assert balance(home.meera) == 2 * 100_00 + 2 * 150_00
        plan = Plan.objects.get()
        assert (plan.amount, plan.raised_amount, plan.raised_on) == (150_00, None, None)

    def test_that_skips_is_for_once(self, home: Household) -> None:
        give(home.asha, 5_000_00)
        allowance = an_allowance(home)
        change.skip(actor=home.asha.actor(), allowance=allowance.public_id, now=NOON)
        ran = run(morning(SATURDAY + WEEK))
        assert (ran.paid, ran.skipped) == (1, 1)
        assert not was_posted(allowance, SATURDAY)
        assert balance(home.meera) == 100_00

    def test_that_pauses_makes_nothing_due(self, home: Household) -> None:
        give(home.asha, 5_000_00)
        allowance = an_allowance(home)
        actor = home.asha.actor()
        change.pause(actor=actor, allowance=allowance.public_id, now=NOON)
        run(morning(SATURDAY + 2 * WEEK))
        change.resume(
            actor=actor, allowance=allowance.public_id, now=morning(SATURDAY + 2 * WEEK, 10)
        )
        assert Plan.objects.get().next_on == SATURDAY + 3 * WEEK
        assert run(morning(SATURDAY + 3 * WEEK)).paid == 1
        assert balance(home.meera) == 100_00

    def test_that_ends_it_ends_it(self, home: Household) -> None:
        give(home.asha, 5_000_00)
        allowance = an_allowance(home)
        change.end(actor=home.asha.actor(), allowance=allowance.public_id, now=NOON)
        run(morning(SATURDAY + 2 * WEEK))
        assert balance(home.meera) == 0


class TestTooLittle:
    def test_becomes_an_iou(self, home: Household) -> None:
        give(home.asha, 150_00)
        an_allowance(home)
        ran = run(morning(SATURDAY + 2 * WEEK))
        assert (ran.paid, ran.owed) == (1, 2)
        assert balance(home.meera) == 100_00
        owed = list(Iou.objects.order_by("id"))
        assert [(one.state, one.amount, one.reason) for one in owed] == [
            (IouState.OWED, 100_00, "insufficient_funds")
        ] * 2
        assert [one.due_at for one in owed] == [
            morning(SATURDAY + WEEK), morning(SATURDAY + 2 * WEEK),
        ]  # fmt: skip
        refused = Payment.objects.filter(state=PaymentState.REFUSED)
        assert refused.count() == 2
        assert StoredFact.objects.filter(topic="iou.owed").count() == 2
        assert [check for check in verify() if check.disagreement] == []

    def test_is_owed_once_though_the_plan_is_put_back(self, home: Household) -> None:
        allowance = an_allowance(home)
        run(morning(SATURDAY))
        Plan.objects.filter(pk=allowance.pk).update(next_on=SATURDAY, next_at=morning(SATURDAY))
        run(morning(SATURDAY))
        assert Iou.objects.count() == 1

    def test_harms_nobody_else_of_the_page(self, home: Household) -> None:
        an_allowance(home)
        ravi = home.zoya
        give(ravi, 1_000_00)
        other = an_allowance(home, to=home.kabir)
        other.payer_wallet = wallet_of(ravi)
        other.save()
        ran = run(morning(SATURDAY))
        assert (ran.paid, ran.owed) == (1, 1)
        assert (balance(home.kabir), balance(home.meera)) == (100_00, 0)

    def test_is_told_from_a_frozen_wallet(self, home: Household) -> None:
        give(home.asha, 1_000_00)
        an_allowance(home)
        freeze(actor=home.asha.actor(), wallet=wallet_of(home.asha).public_id, now=NOON)
        run(morning(SATURDAY))
        assert Iou.objects.get().reason == "account_frozen"
        assert balance(home.asha) == 1_000_00


@pytest.mark.django_db
def test_a_run_costs_the_same_however_many_are_due(
    home: Household, django_assert_max_num_queries: Any
) -> None:
    give(home.asha, 5_000_00)
    for _ in range(8):
        an_allowance(home)
    # Begin and commit of two transactions among them; what goes past Django is not counted.
    with django_assert_max_num_queries(8):
        assert run(morning(SATURDAY)).paid == 8
