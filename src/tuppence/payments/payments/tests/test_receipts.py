"""A payment's receipt, as each of its parties gets it."""

import json
from typing import Any

import pytest

from tuppence.payments.payments.models import Merchant
from tuppence.payments.payments.tests.market import a_shop
from tuppence.payments.wallets.tests.household import Household, Phone, give, wallet_of
from tuppence.seal import keys
from tuppence.seal.receipt import verify
from tuppence.seal.tests.sealing import seal_all


@pytest.fixture
def shop(home: Household) -> Merchant:
    return a_shop(home.zoya)


@pytest.fixture
def payment(home: Household, shop: Merchant) -> str:
    give(home.meera, 900)
    body = {"to": {"handle": shop.handle}, "amount": 123}
    return str(home.meera.sign("/v1/payments", body).json()["id"])


def shown(phone: Phone, payment: str) -> dict[str, dict[str, Any]]:
    answer = phone.get(f"/v1/payments/{payment}/receipt")
    assert answer.status_code == 200, answer.content
    _, parts = verify(json.loads(answer.content), keys.trusted())
    return {part["part"]: part for part in parts}


class TestAReceipt:
    def test_is_to_come_until_the_payment_is_sealed(self, home: Household, payment: str) -> None:
        answer = home.meera.get(f"/v1/payments/{payment}/receipt")
        assert (answer.status_code, answer["Retry-After"]) == (409, "10")
        assert answer.json()["code"] == "not_sealed_yet"

    def test_shows_the_payer_and_their_guardian_their_side(
        self, home: Household, payment: str
    ) -> None:
        seal_all()
        told = shown(home.meera, payment)
        assert told.keys() == {"journal", "claim", "transfer", "debit"}
        assert told["transfer"]["amount"] == 123
        assert told["debit"]["balance"] == 777
        assert told["debit"]["account"] == wallet_of(home.meera).account_id
        assert shown(home.asha, payment).keys() == {"journal", "transfer", "debit"}

    def test_shows_the_shop_its_side_alone(
        self, home: Household, shop: Merchant, payment: str
    ) -> None:
        seal_all()
        told = shown(home.zoya, payment)
        assert told.keys() == {"journal", "transfer", "credit"}
        assert told["credit"]["balance"] == 123

    def test_is_there_of_a_refusal_too(self, home: Household, shop: Merchant) -> None:
        body = {"to": {"handle": shop.handle}, "amount": 123}
        refused = home.meera.sign("/v1/payments", body).json()
        assert refused["code"] == "insufficient_funds"
        seal_all()
        told = shown(home.meera, refused["payment"])
        assert told.keys() == {"journal", "claim", "refusal"}
        assert told["refusal"]["code"] == "insufficient_funds"
        assert home.zoya.get(f"/v1/payments/{refused['payment']}/receipt").status_code == 404

    def test_is_no_strangers(self, home: Household, payment: str) -> None:
        seal_all()
        assert home.arjun.get(f"/v1/payments/{payment}/receipt").status_code == 404
