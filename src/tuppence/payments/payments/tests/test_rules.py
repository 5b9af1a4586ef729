from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuppence.payments import categories
from tuppence.payments.payments.rules import Attempt, refusals
from tuppence.payments.policy import BLOCKED_FOR_MINORS, STEP_UP_FROM

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=ZoneInfo("Asia/Kolkata"))

LUNCH = Attempt(
    amount=90_00,
    unit="INR",
    payer_unit="INR",
    payee_unit="INR",
    payer_is_minor=True,
    same_party=False,
    stepped_up=False,
    local=NOON,
    mccs=frozenset({"5814"}),
)


def codes(attempt: Attempt) -> list[str]:
    return [refusal.code for refusal in refusals(attempt)]


def test_a_lunch_is_allowed() -> None:
    assert codes(LUNCH) == []


@pytest.mark.parametrize("mcc", sorted(BLOCKED_FOR_MINORS.value))
def test_a_minor_cannot_pay_a_blocked_category_and_an_adult_can(mcc: str) -> None:
    attempt = replace(LUNCH, mccs=frozenset({mcc}))
    (refusal,) = refusals(attempt)
    assert refusal.code == "category_blocked"
    assert refusal.data == {"mcc": mcc, "group": BLOCKED_FOR_MINORS.value[mcc]}
    assert codes(replace(attempt, payer_is_minor=False)) == []


def test_a_code_cannot_hide_a_blocked_merchant_nor_a_merchant_a_blocked_code() -> None:
    assert codes(replace(LUNCH, mccs=frozenset({"5814", "7995"}))) == ["category_blocked"]


def test_nobody_pays_themselves() -> None:
    assert codes(replace(LUNCH, same_party=True)) == ["payee_is_payer"]


@pytest.mark.parametrize(("amount", "expected"), [(999_99, []), (1_000_00, ["step_up_required"])])
def test_a_large_payment_needs_a_step_up(amount: int, expected: list[str]) -> None:
    attempt = replace(LUNCH, amount=amount)
    assert codes(attempt) == expected
    assert codes(replace(attempt, stepped_up=True)) == []


def test_a_unit_without_a_threshold_always_needs_a_step_up() -> None:
    coins = replace(LUNCH, unit="COIN", payer_unit="COIN", payee_unit="COIN", amount=1)
    assert codes(coins) == ["step_up_required"]


@pytest.mark.parametrize("which", ["unit", "payer_unit", "payee_unit"])
def test_units_cannot_be_mixed(which: str) -> None:
    assert "unit_mismatch" in codes(replace(LUNCH, **{which: "COIN"}, stepped_up=True))


ATTEMPTS = st.builds(
    Attempt,
    amount=st.integers(1, 5_000_00),
    unit=st.sampled_from(["INR", "COIN"]),
    payer_unit=st.sampled_from(["INR", "COIN"]),
    payee_unit=st.sampled_from(["INR", "COIN"]),
    payer_is_minor=st.booleans(),
    same_party=st.booleans(),
    stepped_up=st.booleans(),
    local=st.just(NOON),
    mccs=st.frozensets(st.sampled_from(["5814", "5942", *BLOCKED_FOR_MINORS.value]), max_size=2),
)


@given(ATTEMPTS)
def test_the_pin_is_asked_for_last_and_only_a_pin_is_cured_by_it(attempt: Attempt) -> None:
    before = codes(attempt)
    assert "step_up_required" not in before[:-1]
    cured = codes(replace(attempt, stepped_up=True))
    assert cured == [code for code in before if code != "step_up_required"]


@given(ATTEMPTS, st.integers(1, 5_000_00))
def test_a_smaller_payment_is_never_refused_for_more(attempt: Attempt, smaller: int) -> None:
    smaller = min(smaller, attempt.amount)
    assert set(codes(replace(attempt, amount=smaller))) <= set(codes(attempt))


def test_the_threshold_is_the_policys() -> None:
    (refusal,) = refusals(replace(LUNCH, amount=STEP_UP_FROM.value["INR"]))
    assert refusal.data == {"from_amount": STEP_UP_FROM.value["INR"]}


@pytest.mark.parametrize(
    ("mcc", "bucket"),
    [("5942", "books_and_stationery"), ("5814", "food"), ("5813", "other"), ("0000", "other")],
)
def test_a_category_code_falls_into_its_bucket(mcc: str, bucket: str) -> None:
    assert categories.of_merchant(mcc) == bucket


def test_no_two_buckets_claim_the_same_code() -> None:
    ranges = sorted(categories._RANGES)
    assert all(a[1] < b[0] for a, b in pairwise(ranges))
