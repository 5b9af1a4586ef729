"""Somebody takes all that is kept of them along, and has themselves forgotten: over HTTP."""

from typing import Any

import httpx
import pytest
from django.core.management import call_command

from tests.journeys.app import App, expected
from tests.journeys.conftest import People
from tests.journeys.test_first_payment import assert_books_agree
from tests.journeys.web import Web
from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import from_public
from tuppence.ledger import queries as ledger
from tuppence.payments.wallets.models import Wallet
from tuppence.people.identity.models import Person
from tuppence.people.privacy import erasing
from tuppence.people.privacy.models import Erasure
from tuppence.people.privacy.tasks import erase
from tuppence.seal.tests.sealing import seal_all

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("people")]

PHONE, NAME, HANDLE = "+919876543399", "Devdas Shah", "devdas.leaves"


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def paid(app: App, shop: str, amount: int, note: str) -> dict[str, Any]:
    body = {"to": {"handle": shop}, "amount": amount, "note": note}
    return expected(app.sign("/v1/payments", body), 201)


def a_newcomer(web: Web) -> App:
    """Signed up, with a wallet and a hundred rupees."""
    dev = App(web.url).log_in(PHONE)
    profile = {"name": NAME, "handle": HANDLE, "birth_date": "1990-02-01"}
    expected(dev.send("PATCH", "/v1/me", profile), 200)
    call_command("relay", "--drain")
    wallet = dev.wallet()["id"]
    expected(dev.sign(f"/v1/wallets/{wallet}/topups", {"amount": 100_00}), 201)
    return dev


def a_week_passes() -> None:
    """For whoever waits to be erased; then the schedule comes by."""
    now = utc_now()
    waiting = Erasure.objects.filter(done_at=None, cancelled_at=None)
    waiting.update(asked_at=now - erasing.COOLING_OFF, due_at=now)
    erase()


def test_a_person_leaves_and_is_forgotten_and_the_books_stay(web: Web, people: People) -> None:
    dev = a_newcomer(web)
    person = dev.get("/v1/me")["id"]
    wallet = Wallet.objects.get(public_id=from_public("wal", dev.wallet()["id"]))
    lunch = paid(dev, people.shop, 45_00, f"Lunch, {NAME}")

    # All that is kept of them, whole.
    kept = dev.get(f"/v1/people/{person}/data")
    told = str(kept)
    assert all(word in told for word in (NAME, HANDLE, PHONE, lunch["id"]))
    assert refused(people.meera.send("GET", f"/v1/people/{person}/data")) == (404, "not_found")

    # What is left has to go first; then it waits, and can be thought better of.
    path = f"/v1/people/{person}/erasure"
    assert refused(dev.send("PUT", path)) == (409, "wallets_left")
    rest = paid(dev, people.shop, 55_00, "The rest")
    asked = expected(dev.send("PUT", path), 200)
    assert dev.send("DELETE", path).status_code == 204
    asked = expected(dev.send("PUT", path), 200)
    assert dev.get(path) == asked
    erase()
    assert dev.get("/v1/me")["name"] == NAME
    a_week_passes()

    # They are nobody any more: neither by what they held nor by their phone.
    assert refused(dev.send("GET", "/v1/me")) == (401, "unauthenticated")
    renewed = dev.send("POST", "/v1/auth/tokens", {"refresh_token": dev.tokens[1]})
    assert refused(renewed) == (401, "refresh_token_invalid")
    found = Person.objects.get(public_id=from_public("per", person))
    assert (found.name, found.handle, found.birth_date) == (None, None, None)
    again = App(web.url).log_in(PHONE)
    stranger = again.get("/v1/me")
    assert (stranger["id"] != person, stranger["name"]) == (True, None)
    profile = {"name": "Dev", "handle": HANDLE, "birth_date": "1990-02-01"}
    assert refused(again.send("PATCH", "/v1/me", profile)) == (409, "handle_taken")
    expected(again.send("PATCH", "/v1/me", {**profile, "handle": "dev.anew"}), 200)
    assert refused(again.send("GET", f"/v1/people/{person}/data")) == (404, "not_found")

    # The shop has its takings and its history, of a former member; the books agree.
    for payment, amount in ((lunch, 45_00), (rest, 55_00)):
        shown = people.farida.get(f"/v1/payments/{payment['id']}")
        assert (shown["payer"]["name"], shown["amount"]) == ("Former member", amount)
        assert shown["note"] is None
    balance = ledger.balance(wallet.account_id)
    assert (balance.posted, Wallet.objects.get(pk=wallet.pk).closed_at is None) == (0, False)
    seal_all()
    call_command("relay", "--drain")
    assert_books_agree()
