"""Giving money back."""

from typing import Any

import pytest

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.ledger import queries as ledger
from tuppence.outbox.models import StoredFact
from tuppence.payments.controls.operations import set_limits
from tuppence.payments.payments import events
from tuppence.payments.payments.models import Merchant, Payment
from tuppence.payments.payments.tests.market import a_shop, takings, without_money, world
from tuppence.payments.wallets.operations import SPEND
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    balance,
    give,
    wallet_id,
    wallet_of,
)


@pytest.fixture
def shop(home: Household) -> Merchant:
    return a_shop(home.zoya)


def paid(phone: Phone, handle: str, amount: int) -> str:
    answer = phone.sign("/v1/payments", {"to": {"handle": handle}, "amount": amount})
    assert answer.status_code == 201, answer.content
    payment: str = answer.json()["id"]
    return payment


def spent(account: int) -> list[int]:
    return [use.used for use in ledger.limits(account) if use.scope == SPEND]


def refund(phone: Phone, payment: str, amount: int | None = None) -> Any:
    body = {"reason": "Brought back"} | ({} if amount is None else {"amount": amount})
    return phone.sign(f"/v1/payments/{payment}/refunds", body)


class TestARefund:
    def test_of_all_goes_back_to_the_payer(self, home: Household, shop: Merchant) -> None:
        give(home.meera, 100)
        payment = paid(home.meera, shop.handle, 100)
        answer = refund(home.zoya, payment)
        assert answer.status_code == 201, answer.content
        body = answer.json()
        assert (body["kind"], body["amount"], body["refund_of"]) == ("refund", 100, payment)
        assert (body["payer"]["name"], body["payee"]["name"]) == ("Campus Canteen", "Meera")
        assert (body["note"], body["category"]) == ("Brought back", "refunds")
        assert (balance(home.meera), takings(shop)) == (100, 0)
        assert home.meera.get(f"/v1/payments/{payment}").json()["refunded"] == 100
        for phone in (home.meera, home.asha, home.zoya):
            assert phone.get(f"/v1/payments/{body['id']}").status_code == 200
        fact = StoredFact.objects.get(topic="payment.refunded")
        assert events.PaymentRefunded(**fact.payload).refund_of == payment

    def test_of_parts_adds_up_to_the_whole_and_no_more(
        self, home: Household, shop: Merchant
    ) -> None:
        give(home.meera, 100)
        payment = paid(home.meera, shop.handle, 100)
        assert refund(home.zoya, payment, 30).status_code == 201
        assert refund(home.zoya, payment, 30).status_code == 201
        before = world()
        over = refund(home.zoya, payment, 41)
        assert (over.status_code, over.json()["code"]) == (422, "reversal_exceeds")
        assert without_money(world()) == without_money(before)
        rest = refund(home.zoya, payment)
        assert rest.json()["amount"] == 40
        nothing_left = refund(home.zoya, payment)
        assert nothing_left.json()["code"] == "reversal_exceeds"
        assert (balance(home.meera), takings(shop)) == (100, 0)

    def test_of_a_friends_payment_is_the_friends_to_give(self, home: Household) -> None:
        give(home.meera, 100)
        payment = paid(home.meera, "arjun", 100)
        assert refund(home.arjun, payment, 60).status_code == 201
        assert (balance(home.meera), balance(home.arjun)) == (60, 40)

    def test_gives_the_limit_back(self, home: Household, shop: Merchant) -> None:
        give(home.meera, 200)
        wallet = wallet_of(home.meera)
        set_limits(
            actor=home.asha.actor(), wallet=wallet.public_id, daily=100, monthly=150, now=utc_now()
        )
        payment = paid(home.meera, shop.handle, 100)
        assert spent(wallet.account_id) == [100, 100]
        refund(home.zoya, payment, 60)
        assert spent(wallet.account_id) == [40, 40]
        paid(home.meera, shop.handle, 60)

    def test_of_money_that_is_spent_is_refused(self, home: Household) -> None:
        give(home.meera, 100)
        payment = paid(home.meera, "arjun", 100)
        paid(home.arjun, "kabir", 70)
        before = world()
        answer = refund(home.arjun, payment)
        assert answer.json()["code"] == "insufficient_funds"
        assert answer.json()["available"] == 30
        assert without_money(world()) == without_money(before)
        # It is the refunder's business, and reached nobody else.
        assert len(home.meera.get("/v1/payments").json()["items"]) == 1

    def test_is_for_whoever_received_it_alone(self, home: Household, shop: Merchant) -> None:
        give(home.meera, 100)
        payment = paid(home.meera, shop.handle, 100)
        before = world()
        answers = {
            phone.person.handle: refund(phone, payment).status_code
            for phone in (home.meera, home.asha, home.kabir, home.arjun)
        }
        assert answers == {"meera": 403, "asha": 403, "kabir": 404, "arjun": 404}
        assert world() == before

    def test_is_not_of_a_refund_a_top_up_or_a_refusal(
        self, home: Household, shop: Merchant
    ) -> None:
        top_up = home.meera.sign(f"/v1/wallets/{wallet_id(home.meera)}/topups", {"amount": 100})
        back = refund(home.zoya, paid(home.meera, shop.handle, 50)).json()["id"]
        home.meera.sign("/v1/payments", {"to": {"handle": shop.handle}, "amount": 900})
        refused = Payment.objects.latest("id")
        before = world()
        for payment in (top_up.json()["id"], back):
            answer = refund(home.meera, payment)
            assert (answer.status_code, answer.json()["code"]) == (422, "not_refundable")
        refused_id = to_public("pay", refused.public_id)
        assert refund(home.zoya, refused_id).status_code == 404
        assert refund(home.meera, refused_id).status_code == 403
        assert world() == before

    @pytest.mark.parametrize(
        "body",
        [{}, {"reason": ""}, {"reason": 1}, {"reason": "x", "amount": 0},
         {"reason": "x", "amount": -1}, {"reason": "x", "amount": 1.0},
         {"reason": "x", "amount": "1"}, {"reason": "x", "amount": None},
         {"reason": "x", "amount": True}, {"reason": "x", "all": True}],
    )  # fmt: skip
    def test_that_is_malformed_changes_nothing(
        self, home: Household, shop: Merchant, body: dict[str, Any]
    ) -> None:
        give(home.meera, 100)
        payment = paid(home.meera, shop.handle, 100)
        before = world()
        answer = home.zoya.sign(f"/v1/payments/{payment}/refunds", body)
        assert answer.status_code in (400, 422), answer.content
        assert world() == before
