"""How payments go right now."""

from datetime import timedelta

from tuppence.kernel.clock import utc_now
from tuppence.payments.payments.models import Payment
from tuppence.payments.payments.pulse import Minute, pulse
from tuppence.payments.wallets.tests.household import Household, give


def pay(home: Household, amount: int) -> int:
    body = {"to": {"handle": "asha"}, "amount": amount}
    return int(home.meera.sign("/v1/payments", body).status_code)


class TestThePulse:
    def test_counts_by_the_minute_what_went_through_and_what_did_not(self, home: Household) -> None:
        give(home.meera, 100)
        assert [pay(home, amount) for amount in (10, 20, 500)] == [201, 201, 422]
        last = Payment.objects.latest("id").created_at
        assert pulse(now=last, minutes=3) == [Minute(0, 0), Minute(0, 0), Minute(2, 1)]
        assert pulse(now=last + timedelta(minutes=2), minutes=3)[0] == Minute(2, 1)

    def test_looks_no_further_back(self, home: Household) -> None:
        give(home.meera, 100)
        pay(home, 10)
        assert pulse(now=utc_now() + timedelta(minutes=5), minutes=3) == [Minute(0, 0)] * 3

    def test_finds_the_first_of_its_minutes_by_the_index_of_ids(self, home: Household) -> None:
        give(home.meera, 100)
        pay(home, 10)
        made = Payment.objects.latest("id")
        [counted] = pulse(now=made.created_at + timedelta(seconds=59), minutes=1)
        assert counted == Minute(1, 0)
