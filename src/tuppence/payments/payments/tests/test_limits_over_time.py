"""Limits of controls over the calendar of the wallet's zone: where clocks move, where months end,
and when many payments meet at the edge of a window."""

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuppence.ledger.tests.calendar_windows import window
from tuppence.ledger.verify import verify
from tuppence.payments import categories
from tuppence.payments.controls.document import read
from tuppence.payments.controls.tests.documents import caps
from tuppence.payments.payments.tests.lanes import TRANSITIONS, WEEK, Lane, a_lane, around

MCCS = ("5814", "5942")
AMOUNTS = (1, 10_00, 20_00, 35_00, 60_00)

places = st.sampled_from(
    [(zone, n) for zone, some in TRANSITIONS.items() for n in range(len(some))]
)
steps = st.lists(
    st.tuples(
        # From seconds to days: many steps in one window, and some over its edge.
        st.sampled_from([0, 1, 59, 1799, 3600, 7200, 6 * 3600, 86_399, 86_400, 3 * 86_400]),
        st.sampled_from(MCCS),
        st.sampled_from(AMOUNTS),
    ),
    min_size=3,
    max_size=12,
)
controls = st.fixed_dictionaries(
    {
        "limits": caps,
        "categories": st.fixed_dictionaries(
            {"off": st.just([]), "limits": st.dictionaries(st.just("food"), caps)}
        ),
    }
)


class Model:
    """The same limits, counted by Python's own calendar."""

    def __init__(self, document: dict[str, Any], zone: str) -> None:
        self.controls, self.zone = read(document), zone
        self.used: dict[tuple[str, str, datetime], int] = defaultdict(int)

    def pays(self, mcc: str, amount: int, at: datetime) -> bool:
        kind = categories.of_merchant(mcc)
        mine = {("", name): cap for name, cap in self.controls.caps.items()} | {
            (kind, name): cap for name, cap in self.controls.category_caps.get(kind, {}).items()
        }
        keys = {
            (scope, name, window(name, self.zone, at)[0]): cap
            for (scope, name), cap in mine.items()
        }
        if any(self.used[key] + amount > cap for key, cap in keys.items()):
            return False
        for key in keys:
            self.used[key] += amount
        return True


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=places, document=controls, steps=steps)
def test_limits_are_those_of_the_calendar_on_the_wall(
    place: tuple[str, int], document: dict[str, Any], steps: list[tuple[int, str, int]]
) -> None:
    zone, which = place
    lane = a_lane(zone=zone, at=around(zone, which) - 2 * WEEK, mccs=MCCS)
    lane.decide(document, now=around(zone, which) - 2 * WEEK)
    model, at = Model(document, zone), around(zone, which) - timedelta(days=2)
    for seconds, mcc, amount in steps:
        at += timedelta(seconds=seconds)
        expected = model.pays(mcc, amount, at)
        assert lane.is_paid(mcc, amount, at=at) == expected, (at, mcc, amount)


def edge(zone: str, which: int) -> datetime:
    """The end of the local day (which may be that of its week and month) nearest to come."""
    _, end = window("day", zone, around(zone, which) - timedelta(seconds=1))
    return end


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("zone", TRANSITIONS)
def test_limits_hold_when_many_pay_at_the_edge_of_a_window(zone: str) -> None:
    for which in range(len(TRANSITIONS[zone])):
        lane = a_lane(zone=zone, at=around(zone, which) - 2 * WEEK)
        document = {
            "limits": {"day": 50_00, "week": 80_00, "month": 200_00},
            "categories": {"off": [], "limits": {"food": {"day": 40_00}}},
        }
        lane.decide(document, now=around(zone, which) - 2 * WEEK)
        end = edge(zone, which)
        instants = [end + timedelta(microseconds=n) for n in (-2, -1, 0, 1)] * 6
        paid = _at_once(lane, instants)
        _assert_within(document, zone, paid)
        by_day = _sums("day", zone, paid)
        assert max(by_day.values()) == 40_00
        assert by_day[end] == 40_00  # none comes after it, so all that it lets through was paid
    assert [check for check in verify() if check.disagreement] == []


def _at_once(lane: Lane, instants: Sequence[datetime]) -> list[tuple[datetime, int]]:
    """What was paid, and when the ledger says that it was."""

    def one(at: datetime) -> tuple[datetime, int] | None:
        try:
            payment = lane.pay("5814", 10_00, at=at)
            return None if payment.refusal_code else (payment.created_at, payment.amount)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return [done for done in pool.map(one, instants) if done is not None]


def _sums(name: str, zone: str, paid: Sequence[tuple[datetime, int]]) -> dict[datetime, int]:
    found: dict[datetime, int] = defaultdict(int)
    for at, amount in paid:
        found[window(name, zone, at.astimezone(UTC))[0]] += amount
    return found


def _assert_within(
    document: dict[str, Any], zone: str, paid: Sequence[tuple[datetime, int]]
) -> None:
    for name, cap in document["limits"].items():
        for start, total in _sums(name, zone, paid).items():
            assert total <= cap, (name, start)
