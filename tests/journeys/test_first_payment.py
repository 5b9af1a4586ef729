"""A guardian tops up, a teen pays a printed code, both see it, and the books agree: over HTTP."""

import io
from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from tests.journeys.app import App
from tests.journeys.conftest import People
from tests.journeys.web import Web
from tuppence.outbox.models import StoredFact
from tuppence.outbox.queries import lag

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("people")]


def assert_books_agree() -> None:
    """`tuppence verify` finds nothing; it exits when it does."""
    call_command("verify", stdout=io.StringIO())


class TestAFirstPayment:
    def test_goes_from_a_guardian_to_a_teen_to_a_shop(self, people: People) -> None:
        asha, meera, farida = people.asha, people.meera, people.farida
        wallet = meera.wallet()["id"]
        assert meera.wallet()["balance"] == 0

        loaded = asha.sign(f"/v1/wallets/{wallet}/topups", {"amount": 500_00})
        assert loaded.status_code == 201, loaded.text
        ask = {"to": {"upi": people.code}}
        preview = meera.send("POST", "/v1/payments/preview", ask).json()
        assert (preview["allowed"], preview["amount"]) == (True, 45_00)
        paid = meera.sign("/v1/payments", ask)
        assert paid.status_code == 201, paid.text
        assert paid.json()["payee"]["name"] == "Campus Canteen"
        refunded = farida.sign(
            f"/v1/payments/{paid.json()['id']}/refunds", {"amount": 5_00, "reason": "No chutney"}
        )
        assert refunded.status_code == 201, refunded.text

        statement = meera.get(f"/v1/wallets/{wallet}/statement")
        assert [(line["amount"], line["balance"]) for line in statement["items"]] == [
            (5_00, 460_00),
            (-45_00, 455_00),
            (500_00, 500_00),
        ]
        assert asha.get(f"/v1/wallets/{wallet}/statement") == statement
        month = meera.get(f"/v1/wallets/{wallet}/summary", month=f"{datetime.now(UTC):%Y-%m}")
        assert (month["money_in"]["total"], month["money_out"]["total"]) == (505_00, 45_00)
        takings = next(
            one for one in farida.get("/v1/wallets")["items"] if one["kind"] == "merchant"
        )
        assert (meera.wallet()["balance"], takings["balance"]) == (460_00, 40_00)
        assert_books_agree()

    def test_tells_its_facts_to_whom_they_are_for(self, web: Web) -> None:
        newcomer = App(web.url).log_in("+919876543211")
        profile = {"name": "Dev Shah", "handle": "dev", "birth_date": "1990-02-01"}
        assert newcomer.send("PATCH", "/v1/me", profile).status_code == 200
        assert newcomer.get("/v1/wallets")["items"] == []
        call_command("relay", "--drain")
        own = newcomer.wallet()
        assert own["balance"] == 0
        loaded = newcomer.sign(f"/v1/wallets/{own['id']}/topups", {"amount": 100})
        assert loaded.status_code == 201, loaded.text
        call_command("relay", "--drain")
        assert all((behind.facts, behind.dead) == (0, 0) for behind in lag())
        fact = StoredFact.objects.get(key=loaded.json()["id"])
        assert (fact.topic, fact.payload["amount"]) == ("wallet.topped_up", 100)
