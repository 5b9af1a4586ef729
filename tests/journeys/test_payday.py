"""A pay-day over HTTP: an allowance comes on its day, what was short is owed and comes at the next
top-up, and a chore is paid when it is approved."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django.plugin import DjangoDbBlocker

from tests.journeys.conftest import People
from tests.journeys.test_first_payment import assert_books_agree
from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import from_public
from tuppence.payments.allowances.models import Plan
from tuppence.payments.calendar import day_of, moment

pytestmark = pytest.mark.stack


def payday() -> dict[str, int]:
    """What beat does each minute, and an operator by hand."""
    out = io.StringIO()
    call_command("payday", stdout=out)
    told: dict[str, int] = json.loads(out.getvalue())
    return told


def three_weeks_behind(allowance: str) -> None:
    """As if schedules had stood still since then."""
    zone = "Asia/Kolkata"
    first = day_of(utc_now(), zone=zone) - timedelta(days=15)
    Plan.objects.filter(allowance__public_id=from_public("alw", allowance)).update(
        next_on=first, next_at=moment(first, zone=zone)
    )


def done(answer: Any, status: int) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


class TestAPayday:
    def test_makes_up_for_an_outage_and_owes_what_is_short(
        self, people: People, django_db_blocker: DjangoDbBlocker
    ) -> None:
        asha, meera = people.asha, people.meera
        purse = asha.wallet()["id"]
        done(asha.sign(f"/v1/wallets/{purse}/topups", {"amount": 250_00}), 201)
        child = meera.get("/v1/me")["id"]
        day = (day_of(utc_now(), zone="Asia/Kolkata") - timedelta(days=15)).isoweekday()
        wanted = {"person": child, "every": "weekly", "day": day, "amount": 100_00}
        allowance = done(asha.sign("/v1/allowances", wanted), 201)["id"]
        with django_db_blocker.unblock():
            three_weeks_behind(allowance)
            told = payday()
            assert (told["paid"], told["owed"]) == (2, 1)
            assert payday()["paid"] == 0
        assert meera.wallet()["balance"] == 200_00
        [owed] = meera.get("/v1/ious", state="owed")["items"]
        assert (owed["amount"], owed["reason"]) == (100_00, "insufficient_funds")

        done(asha.sign(f"/v1/wallets/{purse}/topups", {"amount": 80_00}), 201)
        with django_db_blocker.unblock():
            call_command("relay", "--drain")
        assert meera.wallet()["balance"] == 300_00
        assert meera.get("/v1/ious", state="owed")["items"] == []

        done(asha.sign(f"/v1/wallets/{purse}/topups", {"amount": 10_00}), 201)
        chore = {"person": child, "title": "Dishes", "reward": 40_00}
        done(asha.sign("/v1/chores", chore), 201)
        [turn] = meera.get("/v1/turns", state="open")["items"]
        done(meera.send("POST", f"/v1/turns/{turn['id']}/done"), 200)
        paid = done(asha.sign(f"/v1/turns/{turn['id']}/approve", {}), 200)
        assert (paid["state"], meera.wallet()["balance"]) == ("paid", 340_00)
        kinds = [one["kind"] for one in meera.get("/v1/payments")["items"]]
        assert kinds == ["chore", "allowance", "allowance", "allowance"]
        with django_db_blocker.unblock():
            assert_books_agree()
