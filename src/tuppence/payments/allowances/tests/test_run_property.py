"""Whatever runs at once and whatever dies when: each due day is paid exactly once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuppence.ledger.verify import verify
from tuppence.payments.allowances.models import Allowance, Every
from tuppence.payments.allowances.operations import run as payday
from tuppence.payments.allowances.operations.change import end
from tuppence.payments.allowances.tests.giving import NOON, an_allowance, morning, was_posted
from tuppence.payments.calendar import due
from tuppence.payments.ious.models import Iou
from tuppence.payments.payments.models import Payment, State
from tuppence.payments.wallets.tests.household import Household, a_household, balance, give

RHYTHMS = st.one_of(
    st.tuples(st.sampled_from([Every.WEEKLY, Every.FORTNIGHTLY]), st.integers(1, 7)),
    st.tuples(st.just(Every.MONTHLY), st.integers(1, 31)),
)
DEATHS = st.none() | st.tuples(st.sampled_from(["pay", "forward", "commit"]), st.integers(1, 4))
"""What a runner dies at, and at which page."""


class _Killed(BaseException):
    """Stands for a process that dies: nothing catches it."""


class _Fates:
    """How many pages each thread may live through before it dies, and at what."""

    def __init__(self) -> None:
        self.mine = threading.local()

    def die(self, at: str) -> None:
        fate = getattr(self.mine, "fate", None)
        if fate is None or fate[0] != at:
            return
        self.mine.fate = (at, fate[1] - 1)
        if self.mine.fate[1] == 0:
            raise _Killed


@pytest.fixture
def home(transactional_db: None) -> Household:
    return a_household()


@pytest.mark.django_db(transaction=True)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rhythms=st.lists(RHYTHMS, min_size=1, max_size=6),
    days=st.integers(5, 80),
    page=st.integers(1, 4),
    fates=st.lists(DEATHS, min_size=2, max_size=3),
    money=st.sampled_from([10_000_00, 900_00]),
)
def test_each_due_day_is_paid_once(
    home: Household,
    rhythms: list[tuple[Every, int]],
    days: int,
    page: int,
    fates: list[tuple[str, int] | None],
    money: int,
) -> None:
    before = _counted(home)
    give(home.asha, money)
    given = [an_allowance(home, every=every, day=day) for every, day in rhythms]
    until = NOON.date() + timedelta(days=days)
    with pytest.MonkeyPatch.context() as patch:
        _run_at_once(patch, page=page, fates=fates, until=until)
    payday.pay_due(now=morning(until), go_on=lambda _: True)
    _holds(home, given, until, before=before, money=before["money"] + money)
    for allowance in given:
        end(actor=home.asha.actor(), allowance=allowance.public_id, now=morning(until))


def _run_at_once(
    patch: pytest.MonkeyPatch, *, page: int, fates: list[tuple[str, int] | None], until: date
) -> None:
    deaths = _Fates()

    def dying(name: str, at: str) -> None:
        honest = getattr(payday, name)

        def acts(*args: Any, **kwargs: Any) -> Any:
            deaths.die(at)
            return honest(*args, **kwargs)

        patch.setattr(payday, name, acts)

    patch.setattr(payday, "PAGE", page)
    dying("_pay", "pay")
    dying("_forward", "forward")

    def runner(fate: tuple[str, int] | None) -> None:
        deaths.mine.fate = fate

        def go_on(_: payday.Ran) -> bool:
            deaths.die("commit")
            return True

        try:
            payday.pay_due(now=morning(until), go_on=go_on)
        except _Killed:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(len(fates)) as pool:
        list(pool.map(runner, fates))


def _counted(home: Household) -> dict[str, int]:
    payments = Payment.objects.filter(payer_wallet__owner=home.asha.person)
    return {
        "payments": payments.count(),
        "succeeded": payments.filter(state=State.SUCCEEDED).count(),
        "ious": Iou.objects.count(),
        "money": balance(home.asha),
    }


def _holds(
    home: Household, given: list[Allowance], until: date, *, before: dict[str, int], money: int
) -> None:
    expected = 0
    for allowance in given:
        days = due(allowance.rhythm, since=None, until=until)
        assert all(was_posted(allowance, day) for day in days)
        expected += len(days)
    after = _counted(home)
    succeeded = after["succeeded"] - before["succeeded"]
    assert after["payments"] - before["payments"] == expected
    assert succeeded == min(expected, money // 100_00)
    assert after["ious"] - before["ious"] == expected - succeeded
    assert after["money"] == money - 100_00 * succeeded
    assert [check for check in verify() if check.disagreement] == []
