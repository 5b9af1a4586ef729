"""Shares, matches and interest: nothing is made and nothing is lost."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuppence.payments.goals.rules import (
    YEAR_OF_BASIS_POINTS,
    interest,
    lock_is_over,
    match_due,
    round_up,
    share_of,
)

amounts = st.integers(1, 10**9)
percents = st.integers(1, 200)
balances = st.lists(st.integers(0, 10**9), max_size=31)


@given(amounts, st.sampled_from((10_00, 50_00, 100_00)))
def test_rounding_up_reaches_the_next_step_and_no_more(amount: int, step: int) -> None:
    added = round_up(amount, step=step)
    assert 0 <= added < step
    assert (amount + added) % step == 0


@given(amounts, st.lists(st.integers(1, 100), min_size=1, max_size=6))
def test_shares_of_up_to_all_leave_what_is_left_over_to_be_spent(
    amount: int, percents: list[int]
) -> None:
    shares = [share_of(amount, percent=percent) for percent in percents]
    for share, percent in zip(shares, percents, strict=True):
        assert share * 100 <= amount * percent < (share + 1) * 100
    if sum(percents) <= 100:
        assert amount - sum(shares) >= 0
    if sum(percents) == 100:
        assert amount - sum(shares) < len(shares)


class TestAMatch:
    @given(st.lists(st.integers(-(10**6), 10**6), max_size=12), percents, amounts)
    def test_of_many_bits_is_that_of_the_whole(
        self, moves: list[int], percent: int, cap: int
    ) -> None:
        saved = matched = most = 0
        for move in moves:
            saved += move
            most = max(most, saved)
            matched += match_due(saved=saved, percent=percent, cap=cap, matched=matched)
            assert matched <= cap
        assert matched == min(most * percent // 100, cap)

    def test_is_not_earned_by_saving_the_same_money_again(self) -> None:
        first = match_due(saved=100_00, percent=50, cap=500_00, matched=0)
        assert first == 50_00
        assert match_due(saved=0, percent=50, cap=500_00, matched=first) == 0
        assert match_due(saved=100_00, percent=50, cap=500_00, matched=first) == 0


class TestInterest:
    @given(st.lists(balances, max_size=12), st.integers(1, 2_000))
    def test_loses_no_part_of_a_minor_unit(self, months: list[list[int]], rate: int) -> None:
        carry = paid = 0
        for days in months:
            amount, carry = interest(days, basis_points=rate, carry=carry)
            assert amount >= 0
            assert 0 <= carry < YEAR_OF_BASIS_POINTS
            paid += amount
        owed = sum(map(sum, months)) * rate
        assert paid * YEAR_OF_BASIS_POINTS + carry == owed

    def test_of_a_year_is_the_rate(self) -> None:
        assert interest([1_000_00] * 365, basis_points=500, carry=0) == (50_00, 0)


@pytest.mark.parametrize(
    ("until", "reached", "over"),
    [(None, False, False), (None, True, True), (date(2027, 1, 2), True, False),
     (date(2027, 1, 1), False, True)],
)  # fmt: skip
def test_a_lock_ends_on_its_day_or_at_the_target(
    until: date | None, reached: bool, over: bool
) -> None:
    assert lock_is_over(until=until, reached=reached, today=date(2027, 1, 1)) is over
