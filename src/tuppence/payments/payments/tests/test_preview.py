"""What a preview tells, and that it leaves everything alone. (That the payment then does as it said
is approvals/tests/test_agreement.py's.)"""

from tuppence.payments.payments.tests.market import a_shop, world
from tuppence.payments.wallets.tests.household import Household, give


class TestThePreview:
    def test_says_yes_and_whom_one_would_pay(self, home: Household) -> None:
        give(home.meera, 100)
        shop = a_shop(home.zoya)
        before = world()
        code = f"upi://pay?pa={shop.vpa}&pn=Somebody%20Else&am=1.00&tn=Tea"
        answer = home.meera.send("POST", "/v1/payments/preview", {"to": {"upi": code}})
        assert answer.status_code == 200, answer.content
        body = answer.json()
        assert body.pop("payee")["name"] == "Campus Canteen"
        assert body == {
            "allowed": True, "amount": 100, "unit": "INR", "note": "Tea", "refusals": [],
        }  # fmt: skip
        assert world() == before

    def test_names_every_reason_the_first_one_first(self, home: Household) -> None:
        a_shop(home.zoya, name="Lucky Lotto", mcc="7995")
        before = world()
        body = {"to": {"handle": "lucky-lotto"}, "amount": 1_000_00}
        answer = home.meera.send("POST", "/v1/payments/preview", body).json()
        assert answer["allowed"] is False
        assert [reason["code"] for reason in answer["refusals"]] == [
            "category_blocked",
            "step_up_required",
            "insufficient_funds",
        ]
        assert answer["refusals"][2]["details"] == {"available": 0, "asked": 1_000_00}
        assert "account" not in str(answer)
        assert world() == before

    def test_needs_no_signature_but_a_sign_in(self, home: Household) -> None:
        answer = home.meera.client.post(
            "/v1/payments/preview", b"{}", content_type="application/json"
        )
        assert answer.status_code == 401
