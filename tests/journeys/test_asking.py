"""People ask each other for money and split a lunch: over HTTP."""

import io

import pytest
from django.core.management import call_command

from tests.journeys.app import App
from tests.journeys.conftest import People

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("people")]


def handle(app: App) -> str:
    return str(app.get("/v1/me")["handle"])


def load(people: People, app: App, amount: int) -> None:
    who = people.asha if app is people.meera else app
    answer = who.sign(f"/v1/wallets/{app.wallet()['id']}/topups", {"amount": amount})
    assert answer.status_code == 201, answer.text


def asked(app: App, of: App, amount: int) -> str:
    answer = app.sign("/v1/asks", {"to": {"handle": handle(of)}, "amount": amount, "note": "Trip"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


class TestAsking:
    def test_is_answered_with_a_payment(self, people: People) -> None:
        asha, meera = people.asha, people.meera
        load(people, asha, 200_00)
        ask = asked(meera, asha, 150_00)
        [waiting] = asha.get("/v1/asks", side="asked", state="open")["items"]
        assert (waiting["id"], waiting["note"]) == (ask, "Trip")
        paid = asha.sign(f"/v1/asks/{ask}/pay", {})
        assert paid.status_code == 201, paid.text
        assert (asha.wallet()["balance"], meera.wallet()["balance"]) == (50_00, 150_00)
        again = asha.sign(f"/v1/asks/{ask}/pay", {})
        assert (again.status_code, again.json()["code"]) == (409, "ask_decided")
        assert meera.get(f"/v1/asks/{ask}")["payment"]["id"] == paid.json()["id"]

    def test_is_answered_with_no(self, people: People) -> None:
        ask = asked(people.farida, people.asha, 150_00)
        declined = people.asha.send("POST", f"/v1/asks/{ask}/decline")
        assert declined.json()["state"] == "declined"
        assert people.farida.get(f"/v1/asks/{ask}")["state"] == "declined"
        stranger = people.farida.sign(
            "/v1/asks", {"to": {"handle": handle(people.meera)}, "amount": 1}
        )
        assert (stranger.status_code, stranger.json()["code"]) == (404, "asked_unknown")


class TestASplitLunch:
    def test_among_three_loses_no_paisa(self, people: People) -> None:
        asha, meera, farida = people.asha, people.meera, people.farida
        for app in (meera, farida):
            load(people, app, 50_00)
        body = {
            "amount": 100_00, "note": "Lunch", "how": "even",
            "members": [{"to": {"handle": handle(meera)}}, {"to": {"handle": handle(farida)}}],
        }  # fmt: skip
        made = asha.sign("/v1/bills", body)
        assert made.status_code == 201, made.text
        bill = made.json()
        assert [share["amount"] for share in bill["shares"]] == [33_33, 33_33]
        assert bill["own"] == 33_34
        for app, share in zip((meera, farida), bill["shares"], strict=True):
            assert app.sign(f"/v1/asks/{share['ask']}/pay", {}).status_code == 201
        shown = farida.get(f"/v1/bills/{bill['id']}")
        assert [share["state"] for share in shown["shares"]] == ["paid", "paid"]
        assert (shown["paid"], shown["own"]) == (66_66, 33_34)
        assert shown["closed_at"] is not None
        assert asha.wallet()["balance"] == 66_66
        call_command("verify", stdout=io.StringIO())
