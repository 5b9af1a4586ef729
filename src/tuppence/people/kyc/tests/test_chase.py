"""Checks that nobody tells of: asked about, told as stuck, given up, decided by an operator."""

import time
from datetime import datetime, timedelta

import pytest

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import from_public
from tuppence.people.kyc.models import Check, Event, State
from tuppence.people.kyc.operations.chase import chase
from tuppence.people.kyc.operations.decide import CheckDecided, decide
from tuppence.people.kyc.provider import HttpProvider, connected
from tuppence.people.kyc.tests.family import Family, a_family, tell, topics, world
from tuppence.people.kyc.tests.simulating import TOKEN

pytestmark = pytest.mark.django_db
NOBODY = HttpProvider("http://127.0.0.1:9", TOKEN, timeout=0.5, pause=lambda _: None)


@pytest.fixture
def home() -> Family:
    return a_family()


def later(**by: float) -> datetime:
    return utc_now() + timedelta(**by)


def state() -> str:
    return str(State(Check.objects.get().state).label)


class TestACheckThatNobodyTellsOf:
    def test_is_asked_about_after_a_minute_and_not_before(self, home: Family) -> None:
        home.asha.show("silent")
        time.sleep(1.0)
        assert chase(provider=connected(), now=later(seconds=30)) == 0
        assert chase(provider=connected(), now=later(seconds=61)) == 1
        assert state() == "approved"
        assert home.asha.get().json()["tier"] == "full"

    def test_is_stuck_after_half_an_hour_and_told_once(self, home: Family) -> None:
        home.asha.show("stuck")
        for minutes in (1.1, 10, 25):
            assert chase(provider=connected(), now=later(minutes=minutes)) == 0
        assert chase(provider=connected(), now=later(minutes=60)) == 1
        assert state() == "stuck"
        assert chase(provider=connected(), now=later(hours=12)) == 0
        assert topics() == ["kyc.submitted", "kyc.stuck"]

    def test_that_is_stuck_can_still_be_decided(self, home: Family) -> None:
        check = home.asha.show("stuck").json()["id"]
        chase(provider=connected(), now=later(hours=1))
        tell(check, "approved")
        assert state() == "approved"

    def test_is_asked_about_seldom_as_time_goes_on(self, home: Family) -> None:
        home.asha.show("stuck")
        pauses = []
        for _ in range(6):
            due = Check.objects.get().next_at
            assert due is not None
            chase(provider=NOBODY, now=due)
            after = Check.objects.get().next_at
            assert after is not None
            pauses.append(after - due)
        assert pauses == sorted(pauses)
        assert pauses[0] == timedelta(minutes=2)

    def test_that_never_arrived_is_given_up_and_is_no_try(self, home: Family) -> None:
        home.asha.show("down")
        assert chase(provider=connected(), now=later(minutes=2)) == 0
        assert chase(provider=connected(), now=later(minutes=11)) == 1
        check = Check.objects.get()
        assert (check.state, check.reason, check.counts) == (State.REJECTED, "not_sent", False)

    def test_that_arrived_though_its_answer_was_lost_is_found(self, home: Family) -> None:
        home.asha.show("silent")
        Check.objects.update(sent_at=None)
        time.sleep(1.0)
        chase(provider=connected(), now=later(seconds=61))
        assert state() == "approved"

    def test_of_a_provider_that_is_away_waits(self, home: Family) -> None:
        home.asha.show("stuck")
        assert chase(provider=NOBODY, now=later(minutes=2)) == 0
        assert state() == "submitted"


class TestAnOperator:
    @pytest.mark.parametrize(("approve", "tier"), [(True, "full"), (False, "small")])
    def test_decides_what_waits_for_it_once(self, home: Family, approve: bool, tier: str) -> None:
        check = home.asha.show("stuck").json()["id"]
        tell(check, "review")
        decide(check=from_public("kyc", check), approve=approve, now=utc_now())
        assert home.asha.get().json()["tier"] == tier
        before = world()
        with pytest.raises(CheckDecided):
            decide(check=from_public("kyc", check), approve=not approve, now=utc_now())
        assert world() == before


class TestEvents:
    def test_are_forgotten_when_no_signature_is_believed_any_more(self, home: Family) -> None:
        check = home.asha.show("stuck").json()["id"]
        tell(check, "review")
        chase(provider=connected(), now=later(hours=23))
        assert Event.objects.count() == 1
        chase(provider=connected(), now=later(hours=25))
        assert Event.objects.count() == 0
