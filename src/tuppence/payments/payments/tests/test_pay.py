"""Paying over HTTP, the whole way down and back."""

import pytest
from django.utils.dateparse import parse_datetime

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.ledger import queries as ledger
from tuppence.outbox.models import StoredFact
from tuppence.payments.controls.operations import set_limits
from tuppence.payments.payments import events
from tuppence.payments.payments.models import Merchant, Payment, State
from tuppence.payments.payments.tests.market import a_shop, takings, without_money, world
from tuppence.payments.wallets.models import Wallet
from tuppence.payments.wallets.operations import freeze
from tuppence.payments.wallets.tests.household import (
    Household,
    balance,
    give,
    wallet_id,
    wallet_of,
)


@pytest.fixture
def shop(home: Household) -> Merchant:
    return a_shop(home.zoya)


def newest_fact(topic: str) -> StoredFact:
    return StoredFact.objects.filter(topic=topic).latest("id")


class TestAPayment:
    def test_reaches_a_person_by_handle(self, home: Household) -> None:
        give(home.meera, 500_00)
        answer = home.meera.sign(
            "/v1/payments", {"to": {"handle": "Arjun"}, "amount": 120_00, "note": "Samosas 🥟"}
        )
        assert answer.status_code == 201, answer.content
        assert (balance(home.meera), balance(home.arjun)) == (380_00, 120_00)
        body = answer.json()
        assert body | {"id": "", "created_at": ""} == {
            "id": "",
            "created_at": "",
            "kind": "person",
            "state": "succeeded",
            "amount": 120_00,
            "unit": "INR",
            "payer": {"name": "Meera", "wallet": wallet_id(home.meera)},
            "payee": {"name": "Arjun", "wallet": None},
            "merchant": None,
            "category": "people",
            "mcc": None,
            "note": "Samosas 🥟",
            "reference": None,
            "refund_of": None,
            "refusal": None,
        }
        assert home.meera.get(f"/v1/payments/{body['id']}").json() == {**body, "refunded": 0}

    @pytest.mark.parametrize("spaced", [False, True])
    def test_reaches_a_person_by_phone(self, home: Household, spaced: bool) -> None:
        give(home.meera, 100)
        number = home.arjun.person.phone
        number = f"{number[3:8]} {number[8:]}" if spaced else number
        answer = home.meera.sign("/v1/payments", {"to": {"phone": number}, "amount": 100})
        assert answer.status_code == 201, answer.content
        assert balance(home.arjun) == 100

    def test_reaches_a_merchant_by_handle(self, home: Household, shop: Merchant) -> None:
        give(home.meera, 100)
        answer = home.meera.sign(
            "/v1/payments", {"to": {"handle": "campus-canteen"}, "amount": 100}
        )
        assert answer.status_code == 201, answer.content
        assert takings(shop) == 100
        body = answer.json()
        assert body["merchant"] == to_public("mer", shop.public_id)
        assert (body["kind"], body["mcc"], body["category"]) == ("merchant", "5814", "food")

    def test_reaches_a_merchant_by_its_printed_code(self, home: Household, shop: Merchant) -> None:
        give(home.meera, 100_00)
        code = "UPI://pay?pa=Campus-Canteen@tuppence&pn=CANTEEN&mc=0000&tr=T1&tn=Tea&am=45.50&cu="
        answer = home.meera.sign("/v1/payments", {"to": {"upi": code}})
        assert answer.status_code == 201, answer.content
        body = answer.json()
        assert (body["amount"], body["note"], body["reference"]) == (45_50, "Tea", "T1")
        assert body["payee"]["name"] == "Campus Canteen"
        assert takings(shop) == 45_50

    def test_leaves_from_another_wallet_of_ones_own(self, home: Household, shop: Merchant) -> None:
        give(home.meera, 100)
        home.meera.sign("/v1/payments", {"to": {"handle": "campus-canteen"}, "amount": 100})
        own = to_public("wal", shop.wallet.public_id)
        answer = home.zoya.sign(
            "/v1/payments", {"wallet": own, "to": {"handle": "arjun"}, "amount": 60}
        )
        assert answer.status_code == 201, answer.content
        assert (takings(shop), balance(home.arjun)) == (40, 60)

    def test_is_seen_by_both_sides_and_the_guardian_and_nobody_else(
        self, home: Household, shop: Merchant
    ) -> None:
        give(home.meera, 100)
        paid = home.meera.sign("/v1/payments", {"to": {"handle": "campus-canteen"}, "amount": 100})
        address = f"/v1/payments/{paid.json()['id']}"
        for phone in (home.meera, home.zoya, home.asha):
            assert phone.get(address).status_code == 200
            listed = phone.get("/v1/payments").json()["items"]
            assert [item["id"] for item in listed] == [paid.json()["id"]]
        for phone in (home.kabir, home.arjun):
            assert phone.get(address).status_code == 404
            assert phone.get("/v1/payments").json()["items"] == []

    def test_states_a_fact_that_its_event_can_hold(self, home: Household, shop: Merchant) -> None:
        give(home.meera, 100)
        paid = home.meera.sign("/v1/payments", {"to": {"handle": "campus-canteen"}, "amount": 100})
        fact = newest_fact("payment.succeeded")
        event = events.PaymentSucceeded(**fact.payload)
        row = Payment.objects.get()
        assert event.payment == fact.key == paid.json()["id"]
        assert (event.amount, event.mcc, event.journal) == (100, "5814", row.journal)
        assert parse_datetime(event.at) == row.created_at
        assert (fact.classification, fact.subject) == ("ledger", home.meera.person.pk)
        assert "Meera" not in str(fact.payload)


class TestARefusedPayment:
    """Nothing moves; the refusal is kept, and is the business of the payer's side alone."""

    def refuse(
        self, home: Household, body: dict[str, object], *, code: str, status: int = 422
    ) -> dict[str, object]:
        before = world()
        answer = home.meera.sign("/v1/payments", body)
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
        assert without_money(world()) == without_money(before)
        row = Payment.objects.get(state=State.REFUSED)
        assert row.refusal_code == code
        assert answer.json()["payment"] == to_public("pay", row.public_id)
        assert len(world()["payments"]) == len(before["payments"]) + 1
        assert world()["facts"] == before["facts"] + 1
        event = events.PaymentRefused(**newest_fact("payment.refused").payload)
        assert (event.code, event.data) == (code, row.refusal_data)
        address = f"/v1/payments/{to_public('pay', row.public_id)}"
        for phone in (home.meera, home.asha):
            shown = phone.get(address).json()
            assert shown["refusal"] == {"code": code, "details": row.refusal_data}
            assert [item["id"] for item in phone.get("/v1/payments").json()["items"]] == [
                shown["id"]
            ]
        for phone in (home.arjun, home.zoya):
            assert phone.get(address).status_code == 404
            assert phone.get("/v1/payments").json()["items"] == []
        body = answer.json()
        assert "account" not in body
        return dict(body)

    def test_for_want_of_money(self, home: Household) -> None:
        give(home.meera, 99)
        body = self.refuse(
            home, {"to": {"handle": "arjun"}, "amount": 100}, code="insufficient_funds"
        )
        assert (body["available"], body["asked"]) == (99, 100)

    def test_for_a_limit(self, home: Household) -> None:
        give(home.meera, 500)
        set_limits(
            actor=home.asha.actor(),
            wallet=wallet_of(home.meera).public_id,
            daily=99,
            monthly=None,
            now=utc_now(),
        )
        body = self.refuse(home, {"to": {"handle": "arjun"}, "amount": 100}, code="limit_reached")
        assert (body["scope"], body["window"], body["cap"], body["used"], body["asked"]) == (
            "spend", "day", 99, 0, 100,
        )  # fmt: skip
        assert parse_datetime(str(body["resets_at"])) is not None

    def test_from_a_frozen_wallet(self, home: Household) -> None:
        give(home.meera, 500)
        freeze(actor=home.asha.actor(), wallet=wallet_of(home.meera).public_id, now=utc_now())
        self.refuse(home, {"to": {"handle": "arjun"}, "amount": 100}, code="account_frozen")

    def test_to_oneself(self, home: Household) -> None:
        give(home.meera, 500)
        self.refuse(home, {"to": {"handle": "meera"}, "amount": 100}, code="payee_is_payer")

    def test_in_another_unit(self, home: Household) -> None:
        give(home.meera, 500)
        body = self.refuse(
            home, {"to": {"handle": "arjun"}, "amount": 100, "unit": "USD"}, code="unit_mismatch"
        )
        assert body["units"] == ["INR", "USD"]

    def test_to_a_shop_that_is_closed_to_minors(self, home: Household) -> None:
        give(home.meera, 500)
        a_shop(home.zoya, name="Lucky Lotto", mcc="7995")
        before = world()
        answer = home.meera.sign("/v1/payments", {"to": {"handle": "lucky-lotto"}, "amount": 1})
        assert (answer.status_code, answer.json()["code"]) == (422, "category_blocked")
        assert (answer.json()["mcc"], answer.json()["group"]) == ("7995", "betting")
        assert without_money(world()) == without_money(before)
        give(home.asha, 500)
        paid = home.asha.sign("/v1/payments", {"to": {"handle": "lucky-lotto"}, "amount": 1})
        assert paid.status_code == 201

    def test_by_a_code_that_claims_a_blocked_trade(self, home: Household, shop: Merchant) -> None:
        give(home.meera, 500)
        code = f"upi://pay?pa={shop.vpa}&pn=Canteen&mc=5921"
        self.refuse(home, {"to": {"upi": code}, "amount": 100}, code="category_blocked")

    def test_without_the_pin_for_a_large_one(self, home: Household) -> None:
        give(home.meera, 2_000_00)
        request = {"to": {"handle": "arjun"}, "amount": 1_000_00}
        before = world()
        asked = home.meera.sign("/v1/payments", request, key="k")
        assert (asked.status_code, asked.json()["code"]) == (403, "step_up_required")
        assert asked.json()["from_amount"] == 1_000_00
        assert world() == before
        home.meera.step_up()
        assert home.meera.sign("/v1/payments", request, key="k").status_code == 201


class TestARequestThatNamesNothingToPay:
    """Nothing at all is stored, and the key is as good as new."""

    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            ({"to": {"handle": "nobody"}, "amount": 1}, 404, "payee_unknown"),
            ({"to": {"handle": "no-body"}, "amount": 1}, 404, "payee_unknown"),
            ({"to": {"phone": "+919812345678"}, "amount": 1}, 404, "payee_unknown"),
            ({"to": {"phone": "12"}, "amount": 1}, 422, "phone_invalid"),
            ({"to": {"upi": "upi://pay?pa=xyz@bank&pn=X"}, "amount": 1}, 404, "payee_unknown"),
            ({"to": {"upi": "upi://mandate?pa=x@bank"}, "amount": 1}, 422, "upi_malformed"),
            ({"to": {"upi": "x" * 9_000}, "amount": 1}, 422, "upi_malformed"),
            (
                {"to": {"upi": "upi://pay?pa=campus-canteen@tuppence&pn=C&am=2"}, "amount": 1},
                422,
                "upi_amount_fixed",
            ),
            ({"to": {"upi": "upi://pay?pa=campus-canteen@tuppence&pn=C"}}, 422, "amount_missing"),
            ({"to": {"handle": "arjun"}}, 422, "amount_missing"),
            ({"to": {}, "amount": 1}, 400, "invalid_request"),
            ({"to": {"handle": "a", "phone": "1"}, "amount": 1}, 400, "invalid_request"),
            ({"to": {"handle": 7}, "amount": 1}, 400, "invalid_request"),
            ({"to": {"upi": 7}, "amount": 1}, 400, "invalid_request"),
            ({"to": {"handle": None}, "amount": 1}, 400, "invalid_request"),
            ({"to": {"email": "a@b"}, "amount": 1}, 400, "invalid_request"),
            ({"to": "arjun", "amount": 1}, 400, "invalid_request"),
            ({"amount": 1}, 400, "invalid_request"),
            ({"to": {"handle": "arjun"}, "amount": 1, "tip": 1}, 400, "invalid_request"),
            ({"to": {"handle": "arjun"}, "amount": None}, 400, "invalid_request"),
            ({"to": {"handle": "arjun"}, "amount": 1, "unit": "inr"}, 400, "invalid_request"),
            ({"to": {"handle": "arjun"}, "amount": 1, "unit": 5}, 400, "invalid_request"),
            ({"to": {"handle": "arjun"}, "amount": 1, "unit": "INR\n"}, 400, "invalid_request"),
            ({"to": {"handle": "arjun"}, "amount": 1, "note": "a\u202eb"}, 400, "invalid_request"),
            ({"to": {"handle": "arjun"}, "amount": 1, "note": "n" * 141}, 400, "invalid_request"),
            ({"to": {"handle": "arjun"}, "amount": 1, "wallet": "wal_1"}, 400, "id_invalid"),
            (
                {
                    "to": {"handle": "arjun"},
                    "amount": 1,
                    "wallet": "wal_01h455vb4pex5vsknk084sn02q",
                },
                404,
                "not_found",
            ),
        ],
    )
    def test_is_answered_with_its_problem(
        self, home: Household, shop: Merchant, body: dict[str, object], status: int, code: str
    ) -> None:
        give(home.meera, 500)
        before = world()
        answer = home.meera.sign("/v1/payments", body, key="once")
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
        asked = home.meera.send("POST", "/v1/payments/preview", body)
        assert (asked.status_code, asked.json()["code"]) == (status, code)
        assert world() == before
        good = {"to": {"handle": "arjun"}, "amount": 1}
        assert home.meera.sign("/v1/payments", good, key="once").status_code == 201

    @pytest.mark.parametrize(
        "amount",
        ["0", "-1", "1.0", "1.5", "1e2", "1E400", "1000000000001", "9" * 400, '"100"', "true",
         "[]", "{}", "NaN", "1_0", "0x10", "01", "१"],
    )  # fmt: skip
    def test_is_refused_for_an_amount_that_is_none(self, home: Household, amount: str) -> None:
        give(home.meera, 500)
        before = world()
        raw = b'{"to": {"handle": "arjun"}, "amount": ' + amount.encode() + b"}"
        answer = home.meera.sign("/v1/payments", raw)
        assert answer.status_code in (400, 422)
        assert answer.json()["code"] in ("amount_invalid", "json_invalid"), answer.content
        assert world() == before

    def test_from_a_childs_wallet_is_for_the_child_alone(self, home: Household) -> None:
        give(home.meera, 500)
        before = world()
        body = {"wallet": wallet_id(home.meera), "to": {"handle": "arjun"}, "amount": 1}
        answers = {
            phone.person.handle: phone.sign("/v1/payments", body).status_code
            for phone in (home.asha, home.zoya, home.kabir)
        }
        assert answers == {"asha": 403, "zoya": 404, "kabir": 404}
        assert world() == before

    def test_without_a_wallet_says_so(self, home: Household) -> None:
        Wallet.objects.filter(owner=home.kabir.person).update(closed_at=utc_now())
        answer = home.kabir.sign("/v1/payments", {"to": {"handle": "arjun"}, "amount": 1})
        assert (answer.status_code, answer.json()["code"]) == (422, "wallet_missing")
        give(home.meera, 500)
        answer = home.meera.sign("/v1/payments", {"to": {"handle": "kabir"}, "amount": 1})
        assert (answer.status_code, answer.json()["code"]) == (404, "payee_unknown")


class TestWhoeverIsNotTheSigner:
    @pytest.mark.parametrize("header", ["Authorization", "Signature", "Content-Digest"])
    def test_moves_nothing_without_a(self, home: Household, header: str) -> None:
        give(home.meera, 500)
        before = world()
        raw = b'{"to": {"handle": "arjun"}, "amount": 1}'
        headers = home.meera.authorization | home.meera.signature("/v1/payments", raw, key="k")
        del headers[header]
        answer = home.meera.client.generic(
            "POST", "/v1/payments", raw, content_type="application/json", headers=headers
        )
        assert answer.status_code == 401
        assert world() == before

    def test_moves_nothing_with_an_altered_body_or_a_stolen_token(self, home: Household) -> None:
        give(home.meera, 500)
        before = world()
        raw = b'{"to": {"handle": "arjun"}, "amount": 1}'
        for signer, sent in ((home.meera, raw.replace(b"1}", b"9}")), (home.zoya, raw)):
            headers = home.meera.authorization | signer.signature("/v1/payments", raw, key="k")
            answer = home.meera.client.generic(
                "POST", "/v1/payments", sent, content_type="application/json", headers=headers
            )
            assert answer.status_code == 401
        assert world() == before

    def test_needs_an_idempotency_key_before_all(self, home: Household) -> None:
        answer = home.meera.client.post(
            "/v1/payments",
            {"to": {"handle": "a"}, "amount": 1},
            content_type="application/json",
            headers=home.meera.authorization,
        )
        assert answer.status_code == 400
        assert answer.json()["code"] == "idempotency_key_missing"


def test_the_books_add_up_after_all_of_it(home: Household, shop: Merchant) -> None:
    give(home.meera, 900)
    for amount in (100, 5_000, 300):
        home.meera.sign("/v1/payments", {"to": {"handle": "campus-canteen"}, "amount": amount})
    accounts = Wallet.objects.values_list("account_id", flat=True)
    assert sum(b.posted for b in ledger.balances(list(accounts)).values()) == 900
    assert (balance(home.meera), takings(shop)) == (500, 400)
