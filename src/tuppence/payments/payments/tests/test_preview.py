"""What the preview promises is what the payment does."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Refused
from tuppence.kernel.ids import new_uuid
from tuppence.ledger.journals import Key
from tuppence.payments.controls.operations import set_limits
from tuppence.payments.payments.models import Merchant
from tuppence.payments.payments.operations.pay import Ask, To, pay, preview
from tuppence.payments.payments.tests.market import a_shop, world
from tuppence.payments.wallets.operations import freeze, unfreeze
from tuppence.payments.wallets.tests.household import Household, give, wallet_of

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


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


ASKS = st.builds(
    Ask,
    to=st.sampled_from(
        [To(handle="arjun"), To(handle="meera"), To(handle="campus-canteen"),
         To(handle="lucky-lotto"), To(handle="nobody"),
         To(upi="upi://pay?pa=campus-canteen@tuppence&pn=C&am=30.00"),
         To(upi="upi://pay?pa=campus-canteen@tuppence&pn=C&mc=7995"),
         To(upi="upi://pay?pn=C")]
    ),
    unit=st.sampled_from(["INR", "INR", "INR", "USD"]),
    amount=st.sampled_from([None, 1, 30_00, 70_00, 999_99, 1_000_00, 5_000_00, 10**12]),
)  # fmt: skip
MOVES = st.one_of(
    st.tuples(st.just("give"), st.sampled_from([1, 40_00, 3_000_00])),
    st.tuples(st.just("cap"), st.sampled_from([None, 20_00, 100_00, 2_000_00])),
    st.tuples(st.just("freeze"), st.booleans()),
    st.tuples(st.just("pay"), st.tuples(ASKS, st.booleans())),
)


def change(home: Household, what: str, how: Any) -> None:
    wallet, guardian = wallet_of(home.meera).public_id, home.asha.actor()
    match what:
        case "give":
            give(home.meera, how)
        case "cap":
            set_limits(actor=guardian, wallet=wallet, daily=how, monthly=how, now=utc_now())
        case "freeze":
            (freeze if how else unfreeze)(actor=guardian, wallet=wallet, now=utc_now())


def promised(home: Household, ask: Ask, *, stepped_up: bool) -> tuple[str, Any]:
    try:
        found = preview(
            actor=home.meera.actor(stepped_up=stepped_up), ask=ask, now=utc_now()
        ).refusals
    except Refused as refusal:
        return refusal.code, refusal.data
    return (found[0].code, found[0].data) if found else ("succeeded", None)


def happened(home: Household, ask: Ask, *, stepped_up: bool) -> tuple[str, Any]:
    key = Key("test", str(new_uuid()), "")
    try:
        settled = pay(
            actor=home.meera.actor(stepped_up=stepped_up), ask=ask, key=key, now=utc_now()
        )
    except Refused as refusal:
        return refusal.code, refusal.data
    payment = settled.payment
    return payment.refusal_code or "succeeded", payment.refusal_data


@pytest.fixture
def shops(home: Household) -> list[Merchant]:
    return [a_shop(home.zoya), a_shop(home.zoya, name="Lucky Lotto", mcc="7995")]


# The world is not made anew for each example: agreement must hold in whatever state it is.
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=st.lists(MOVES, min_size=1, max_size=12))
def test_preview_and_payment_agree(
    home: Household, shops: list[Merchant], moves: list[tuple[str, Any]]
) -> None:
    for what, how in moves:
        if what != "pay":
            change(home, what, how)
            continue
        ask, stepped_up = how
        before = world()
        said = promised(home, ask, stepped_up=stepped_up)
        assert world() == before
        assert happened(home, ask, stepped_up=stepped_up) == said
