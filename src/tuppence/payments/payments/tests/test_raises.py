"""A raise ends on time, by a clock that is handed in, however many pay at that moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection

from tuppence.ledger import queries as ledger
from tuppence.outbox.models import StoredFact
from tuppence.payments.controls.models import ControlsVersion
from tuppence.payments.controls.operations import RAISE_LIFE, end_raise, raise_limits
from tuppence.payments.payments.tests.lanes import WEEK, Lane, a_lane, around

ZONE = "America/New_York"
MIDDAY = around(ZONE, 1) - timedelta(hours=14)
"""Of a Saturday, before clocks go back: 24 hours later it is an hour earlier on the wall."""

DOCUMENT = {
    "limits": {"payment": 20_00, "week": 100_00},
    "categories": {"off": [], "limits": {"food": {"week": 60_00}}},
}


@pytest.fixture
def lane(db: None) -> Lane:
    return a_raised_lane()


def a_raised_lane() -> Lane:
    made = a_lane(zone=ZONE, at=MIDDAY - WEEK)
    made.decide(DOCUMENT, now=MIDDAY - WEEK)
    raise_limits(
        actor=made.guardian,
        person=made.child.person,
        limits={"payment": 50_00, "week": 300_00},
        categories={"food": {"week": 200_00}},
        note="",
        now=MIDDAY,
    )
    return made


def caps(lane: Lane) -> dict[str, int]:
    limits = ledger.limits(lane.wallet.account_id)
    return {one.scope: one.cap for one in limits if one.scope.startswith("spend")}


def versions(lane: Lane) -> int:
    return ControlsVersion.objects.filter(person_id=lane.child.person_id).count()


class TestARaise:
    @pytest.mark.parametrize(
        ("after", "paid"),
        [
            (timedelta(), True),
            (RAISE_LIFE - timedelta(microseconds=1), True),
            (RAISE_LIFE, False),
            (RAISE_LIFE + timedelta(microseconds=1), False),
        ],
    )
    def test_lasts_for_24_hours_and_not_a_moment_longer(
        self, lane: Lane, after: timedelta, paid: bool
    ) -> None:
        assert lane.is_paid("5814", 50_00, at=MIDDAY + after) is paid

    def test_over_takes_the_caps_down_with_the_first_payment_after_it(self, lane: Lane) -> None:
        assert caps(lane) == {"spend": 300_00, "spend.food": 200_00}
        over = MIDDAY + RAISE_LIFE
        assert lane.is_paid("5814", 50_00, at=over - timedelta(seconds=1))
        assert lane.is_paid("5814", 10_00, at=over)
        assert caps(lane) == {"spend": 100_00, "spend.food": 60_00}
        assert not lane.is_paid("5814", 1, at=over)
        fact = StoredFact.objects.filter(topic="controls.changed").latest("id")
        assert (fact.payload["what"], fact.payload["by"]) == ("raise_ended", None)

    def test_counts_what_was_spent_while_it_ran(self, lane: Lane) -> None:
        for _ in range(3):
            assert lane.is_paid("5814", 50_00, at=MIDDAY)
        assert not lane.is_paid("5814", 1, at=MIDDAY + RAISE_LIFE)

    def test_of_less_than_there_is_takes_nothing_away(self, lane: Lane) -> None:
        raise_limits(
            actor=lane.guardian, person=lane.child.person,
            limits={"payment": 1, "week": 1, "day": 1}, categories={"food": {"week": 1}},
            note="", now=MIDDAY,
        )  # fmt: skip
        assert caps(lane) == {"spend": 100_00, "spend.food": 60_00}
        assert lane.is_paid("5814", 20_00, at=MIDDAY)

    def test_ended_by_a_guardian_is_over_at_once(self, lane: Lane) -> None:
        at = MIDDAY + timedelta(hours=1)
        end_raise(actor=lane.guardian, person=lane.child.person, now=at)
        assert caps(lane) == {"spend": 100_00, "spend.food": 60_00}
        assert not lane.is_paid("5814", 20_01, at=at)


@pytest.mark.django_db(transaction=True)
def test_many_payments_at_the_end_of_a_raise_end_it_once() -> None:
    lane = a_raised_lane()
    over = MIDDAY + RAISE_LIFE
    before, spent = versions(lane), 0

    def one(at: datetime) -> int:
        try:
            return 10_00 if lane.is_paid("5814", 10_00, at=at) else 0
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        spent = sum(pool.map(one, [over] * 24))
    assert spent == 60_00
    assert versions(lane) == before + 1
    assert caps(lane) == {"spend": 100_00, "spend.food": 60_00}


@pytest.mark.django_db(transaction=True)
def test_payments_on_both_sides_of_its_end_keep_within_both() -> None:
    """Those that began in time are let through by the raise, those after it by the lasting caps,
    whichever the ledger sees first."""
    lane = a_raised_lane()
    over = MIDDAY + RAISE_LIFE
    instants = [over - timedelta(seconds=1), over] * 16

    def one(at: datetime) -> tuple[datetime, int]:
        try:
            return at, 30_00 if lane.is_paid("5814", 30_00, at=at) else 0
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(one, instants))
    assert sum(amount for at, amount in done if at >= over) == 0  # more than one may be
    assert sum(amount for _, amount in done) <= 200_00
