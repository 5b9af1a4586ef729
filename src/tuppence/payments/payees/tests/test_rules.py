"""How the ladder is climbed: pure, so at any instant."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tuppence.payments.payees.rules import LONGEST, Met, is_registered, ladder
from tuppence.payments.policy import NEW_PAYEE

FIRST = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
AGES = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3))


def caps(age: timedelta | None) -> list[int]:
    met = None if age is None else Met(account=1, first_at=FIRST)
    return [rung.cap for rung in ladder("INR", met=met, now=FIRST + (age or timedelta()))]


def test_begins_low_and_ends_after_a_day() -> None:
    assert caps(None) == caps(timedelta(0)) == [500_00, 5_000_00]
    assert caps(timedelta(minutes=29, seconds=59)) == [500_00, 5_000_00]
    assert caps(timedelta(minutes=30)) == [5_000_00]
    assert caps(timedelta(hours=23, minutes=59)) == [5_000_00]
    assert caps(timedelta(hours=24)) == []


def test_is_of_units_that_the_policy_lists() -> None:
    assert ladder("COIN", met=None, now=FIRST) == ()


@given(age=AGES, later=AGES)
def test_never_closes_again(age: timedelta, later: timedelta) -> None:
    now, then = caps(age), caps(age + later)
    assert len(then) <= len(now)
    assert not then or min(then) >= min(now)


@given(age=AGES)
def test_says_truly_until_when(age: timedelta) -> None:
    met = Met(account=1, first_at=FIRST)
    for rung in ladder("INR", met=met, now=FIRST + age):
        still = ladder("INR", met=met, now=rung.until - timedelta(microseconds=1))
        assert rung in still
        assert rung not in ladder("INR", met=met, now=rung.until)


@given(age=AGES)
def test_ends_with_a_registered_payee(age: timedelta) -> None:
    met = Met(account=1, first_at=FIRST)
    assert is_registered(met, now=FIRST + age) == (caps(age) == [])
    assert not is_registered(None, now=FIRST + age)


def test_lasts_as_long_as_the_longest_step() -> None:
    assert max(step.lasts for step in NEW_PAYEE) == LONGEST
