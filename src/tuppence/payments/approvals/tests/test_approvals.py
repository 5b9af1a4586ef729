"""Payments that wait for a guardian: asked for once, decided once, judged again when made."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import from_public
from tuppence.ledger.verify import verify
from tuppence.outbox.models import StoredFact
from tuppence.payments.approvals import operations
from tuppence.payments.approvals.models import Approval
from tuppence.payments.controls.operations import decide
from tuppence.payments.payments.http.serializers import PayBody, ask_from
from tuppence.payments.payments.models import Payment
from tuppence.payments.payments.operations.pay import Ask
from tuppence.payments.payments.tests.market import a_shop, takings, world
from tuppence.payments.wallets.operations import freeze
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    a_household,
    balance,
    give,
    wallet_of,
)

LUNCH: dict[str, Any] = {"to": {"handle": "campus-canteen"}, "amount": 300_00}


def ask_first(home: Household, above: int = 200_00, version: int = 0) -> None:
    decide(
        actor=home.asha.actor(),
        person=home.meera.person.public_id,
        document={"ask_first": {"above": above, "new_payees": False}},
        seen=version,
        note="",
        now=utc_now(),
    )


@pytest.fixture
def shop(home: Household) -> Any:
    give(home.meera, 1_000_00)
    ask_first(home)
    return a_shop(home.zoya)


def ask(phone: Phone, *, key: str | None = None, **changed: Any) -> HttpResponse:
    return phone.sign("/v1/approvals", LUNCH | changed, key=key)


def asked(home: Household) -> str:
    answer = ask(home.meera)
    assert answer.status_code == 201, answer.content
    found: str = answer.json()["id"]
    return found


def decision(phone: Phone, approval: str, what: str) -> HttpResponse:
    if what == "approve":
        return phone.sign(f"/v1/approvals/{approval}/approve", {})
    return phone.send("POST", f"/v1/approvals/{approval}/{what}")


def everything() -> dict[str, Any]:
    return world() | {"approvals": list(Approval.objects.order_by("id").values())}


class TestAsking:
    def test_is_for_a_payment_that_needs_it(self, home: Household, shop: Any) -> None:
        refused = home.meera.sign("/v1/payments", LUNCH)
        assert (refused.status_code, refused.json()["code"]) == (403, "approval_required")
        assert (refused.json()["reason"], refused.json()["above"]) == ("amount", 200_00)
        assert not Payment.objects.exists()
        answer = ask(home.meera)
        body = answer.json()
        assert (body["state"], body["payee"], body["amount"]) == (
            "pending", "Campus Canteen", 300_00,
        )  # fmt: skip
        assert body["payment"] is None
        fact = StoredFact.objects.latest("id")
        assert (fact.topic, fact.payload["approval"]) == ("approval.requested", body["id"])
        assert fact.subject == home.meera.person.pk
        assert home.asha.get("/v1/approvals", state="pending").json()["items"] == [body]
        assert takings(shop) == 0

    def test_twice_under_one_key_asks_once(self, home: Household, shop: Any) -> None:
        first, again = ask(home.meera, key="lunch"), ask(home.meera, key="lunch")
        assert first.json()["id"] == again.json()["id"]
        other = ask(home.meera, key="lunch", amount=301_00)
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_conflict")
        assert Approval.objects.count() == 1

    @pytest.mark.parametrize(
        ("changed", "code"),
        [({"amount": 200_00}, "approval_not_needed"), ({"amount": 1_000_01}, "step_up_required"),
         ({"amount": 999_99, "to": {"handle": "nobody-here"}}, "payee_unknown")],
    )  # fmt: skip
    def test_in_vain_is_refused(
        self, home: Household, shop: Any, changed: dict[str, Any], code: str
    ) -> None:
        before = everything()
        answer = ask(home.meera, **changed)
        assert answer.json()["code"] == code, answer.content
        assert everything() == before

    def test_for_more_than_there_is_is_refused(self, home: Household, shop: Any) -> None:
        home.meera.step_up()
        before = everything()
        answer = ask(home.meera, amount=1_000_01)
        assert answer.json()["code"] == "insufficient_funds", answer.content
        assert everything() == before

    def test_too_often_is_refused(self, home: Household, shop: Any) -> None:
        for _ in range(operations.MOST_WAITING):
            asked(home)
        answer = ask(home.meera)
        assert (answer.status_code, answer.json()["code"]) == (409, "approvals_full")


class TestDeciding:
    def test_yes_makes_the_payment(self, home: Household, shop: Any) -> None:
        approval = asked(home)
        answer = decision(home.asha, approval, "approve")
        assert answer.status_code == 200, answer.content
        body = answer.json()
        assert (body["state"], body["decided_by"]["name"]) == ("approved", "Asha")
        assert body["payment"]["state"] == "succeeded"
        assert (takings(shop), balance(home.meera)) == (300_00, 700_00)
        assert home.meera.get(f"/v1/approvals/{approval}").json() == body
        assert StoredFact.objects.latest("id").topic == "approval.approved"
        assert [check for check in verify() if check.disagreement] == []

    @pytest.mark.parametrize(("what", "who"), [("decline", "asha"), ("cancel", "meera")])
    def test_no_moves_nothing(self, home: Household, shop: Any, what: str, who: str) -> None:
        approval = asked(home)
        answer = decision(getattr(home, who), approval, what)
        assert answer.status_code == 200, answer.content
        assert not Payment.objects.exists()
        late = decision(home.asha, approval, "approve")
        assert (late.status_code, late.json()["code"]) == (409, "approval_decided")
        assert late.json()["state"] == answer.json()["state"]
        assert not Payment.objects.exists()

    @pytest.mark.parametrize(
        ("who", "what", "status"),
        [("meera", "approve", 403), ("meera", "decline", 403), ("asha", "cancel", 403),
         ("kabir", "approve", 404), ("kabir", "cancel", 404), ("zoya", "approve", 404),
         ("zoya", "decline", 404)],
    )  # fmt: skip
    def test_is_not_everyones(
        self, home: Household, shop: Any, who: str, what: str, status: int
    ) -> None:
        approval = asked(home)
        before = everything()
        assert decision(getattr(home, who), approval, what).status_code == status
        if status == 404:
            assert getattr(home, who).get(f"/v1/approvals/{approval}").status_code == 404
        assert everything() == before

    def test_is_judged_again(self, home: Household, shop: Any) -> None:
        approval = asked(home)
        now = utc_now()
        freeze(actor=home.asha.actor(), wallet=wallet_of(home.meera).public_id, now=now)
        body = decision(home.asha, approval, "approve").json()
        assert body["state"] == "approved"
        assert body["payment"]["refusal"]["code"] == "account_frozen"
        assert takings(shop) == 0

    def test_after_ten_minutes_is_too_late(self, home: Household, shop: Any) -> None:
        approval = asked(home)
        Approval.objects.update(expires_at=utc_now() - timedelta(seconds=1))
        late = decision(home.asha, approval, "approve")
        assert (late.status_code, late.json()["state"]) == (409, "expired")
        assert home.asha.get("/v1/approvals", state="pending").json()["items"] == []
        assert operations.expire(now=utc_now()) == 1
        assert operations.expire(now=utc_now()) == 0
        assert StoredFact.objects.latest("id").topic == "approval.expired"
        assert home.meera.get(f"/v1/approvals/{approval}").json()["state"] == "expired"
        assert takings(shop) == 0

    def test_lists_cost_the_same_however_many(
        self, home: Household, shop: Any, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(5):
            decision(home.asha, asked(home), "approve" if _ else "decline")
            give(home.meera, 300_00)
        with django_assert_max_num_queries(5):
            assert len(home.asha.get("/v1/approvals").json()["items"]) == 5


@pytest.mark.django_db(transaction=True)
def test_yes_said_four_times_at_once_pays_once() -> None:
    home = a_household()
    give(home.meera, 1_000_00)
    ask_first(home)
    shop = a_shop(home.zoya)
    approval = from_public("apv", asked(home))

    def say_yes(_: int) -> bool:
        try:
            answered = operations.approve(
                actor=home.asha.actor(), approval=approval, ask=lunch, now=utc_now()
            )
            return answered.replayed
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(say_yes, range(4)))
    assert sorted(said) == [False, True, True, True]
    assert takings(shop) == 300_00


def lunch(body: dict[str, Any]) -> Ask:
    return ask_from(PayBody().run_validation(body))
