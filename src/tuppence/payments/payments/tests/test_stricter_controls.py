"""What stricter controls let through, looser ones do too: rules and the ledger's limits together,
on whatever has been spent."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuppence.kernel.clock import utc_now
from tuppence.payments.controls.tests.documents import Document, pairs
from tuppence.payments.payments.operations.pay import Ask, To, preview
from tuppence.payments.payments.tests.lanes import WEEK, Lane, a_lane

NOW = utc_now()
MCCS = ("5814", "5942", "4111")
AMOUNTS = st.sampled_from([1, 20_00, 20_01, 50_00, 100_01, 301_00, 999_00])


def lets_through(lane: Lane, mcc: str, amount: int) -> bool:
    ask = Ask(to=To(handle=lane.shops[mcc].handle), unit="INR", amount=amount)
    return not preview(actor=lane.child, ask=ask, now=NOW).refusals


@pytest.mark.django_db
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    pair=pairs(around=NOW, shops=()),
    spent=st.lists(st.tuples(st.sampled_from(MCCS), AMOUNTS), max_size=4),
    asked=st.lists(st.tuples(st.sampled_from(MCCS), AMOUNTS), min_size=1, max_size=4),
)
def test_stricter_controls_let_through_no_more(
    pair: tuple[Document, Document], spent: list[tuple[str, int]], asked: list[tuple[str, int]]
) -> None:
    loose, strict = pair
    lane = a_lane(zone="Asia/Kolkata", at=NOW - WEEK, mccs=MCCS)
    lane.decide(loose, now=NOW - timedelta(hours=1))
    for mcc, amount in spent:
        lane.is_paid(mcc, amount, at=NOW - timedelta(minutes=30))
    before = [lets_through(lane, *one) for one in asked]
    lane.decide(strict, now=NOW)
    after = [lets_through(lane, *one) for one in asked]
    assert all(loosely for loosely, strictly in zip(before, after, strict=True) if strictly)
