"""Somebody who is paid for the first time gets little at once, however it is tried."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Refused
from tuppence.kernel.ids import new_uuid, to_public
from tuppence.ledger.journals import Key
from tuppence.ledger.verify import verify
from tuppence.outbox.models import StoredFact
from tuppence.payments.controls.operations import decide
from tuppence.payments.payees.models import Payee
from tuppence.payments.payees.tests.friends import acquainted
from tuppence.payments.payments.models import Payment
from tuppence.payments.payments.operations.pay import Ask, To, pay, preview
from tuppence.payments.payments.tests.market import a_shop, world
from tuppence.payments.wallets.tests.household import (
    Household,
    a_household,
    balance,
    give,
    wallet_of,
)


@pytest.fixture
def home(db: None) -> Household:
    home = a_household()
    give(home.zoya, 20_000_00)
    give(home.meera, 20_000_00)
    return home


def pays(home: Household, amount: int, *, at: datetime, to: str = "arjun") -> tuple[str, Any]:
    """Zoya, a grown-up, pays; the code of the refusal and its data, or that it succeeded."""
    settled = pay(
        actor=home.zoya.actor(stepped_up=True),
        ask=Ask(To(handle=to), "INR", amount),
        key=Key("test", str(new_uuid()), ""),
        now=at,
    )
    return settled.payment.refusal_code or "succeeded", settled.payment.refusal_data


def promised(home: Household, amount: int, *, at: datetime) -> tuple[str, Any]:
    found = preview(
        actor=home.zoya.actor(stepped_up=True), ask=Ask(To(handle="arjun"), "INR", amount), now=at
    ).refusals
    return (found[0].code, found[0].data) if found else ("succeeded", None)


class TestTheFirstHalfHour:
    def test_lets_five_hundred_through_in_all(self, home: Household) -> None:
        now = utc_now()
        assert pays(home, 300_00, at=now)[0] == "succeeded"
        code, data = pays(home, 200_01, at=now)
        assert (code, data["cap"], data["used"], data["asked"]) == (
            "payee_new", 500_00, 300_00, 200_01,
        )  # fmt: skip
        assert datetime.fromisoformat(data["until"]) == now + timedelta(minutes=30)
        assert pays(home, 200_00, at=now)[0] == "succeeded"
        assert pays(home, 1, at=now)[0] == "payee_new"
        assert balance(home.arjun) == 500_00
        assert [check for check in verify() if check.disagreement] == []

    def test_begins_with_the_first_try_though_it_was_for_too_much(self, home: Household) -> None:
        now = utc_now()
        code, data = pays(home, 500_01, at=now)
        assert (code, data) == (
            "payee_new",
            {"cap": 500_00, "asked": 500_01, "until": (now + timedelta(minutes=30)).isoformat()},
        )
        later = now + timedelta(minutes=30)
        assert pays(home, 500_01, at=later)[0] == "succeeded"
        assert (Payee.objects.count(), balance(home.arjun)) == (1, 500_01)

    def test_is_each_payees_own(self, home: Household) -> None:
        now = utc_now()
        assert pays(home, 500_00, at=now)[0] == "succeeded"
        assert pays(home, 500_00, at=now, to="asha")[0] == "succeeded"

    def test_counts_whatever_wallet_it_comes_from(self, home: Household) -> None:
        shop = a_shop(home.zoya)
        paid = home.meera.sign(
            "/v1/payments", {"to": {"handle": "campus-canteen"}, "amount": 400_00}
        )
        assert paid.status_code == 201, paid.content
        assert pays(home, 300_00, at=utc_now())[0] == "succeeded"
        body = {
            "to": {"handle": "arjun"}, "amount": 300_00,
            "wallet": to_public("wal", shop.wallet.public_id),
        }  # fmt: skip
        answer = home.zoya.sign("/v1/payments", body)
        assert (answer.status_code, answer.json()["code"]) == (422, "payee_new")
        assert balance(home.arjun) == 300_00


class TestTheFirstDay:
    def test_lets_five_thousand_through_in_all(self, home: Household) -> None:
        now = utc_now()
        assert pays(home, 500_00, at=now)[0] == "succeeded"
        later = now + timedelta(minutes=31)
        assert pays(home, 4_000_00, at=later)[0] == "succeeded"
        code, data = pays(home, 500_01, at=later)
        assert (code, data["cap"], data["used"]) == ("payee_new", 5_000_00, 4_500_00)
        assert pays(home, 500_00, at=later)[0] == "succeeded"
        assert pays(home, 5_000_00, at=now + timedelta(hours=24))[0] == "succeeded"


class TestNobodyIsNew:
    def test_in_a_family(self, home: Household) -> None:
        body = {"to": {"handle": "kabir"}, "amount": 900_00}
        assert home.meera.sign("/v1/payments", body).status_code == 201
        assert not Payee.objects.exists()

    def test_who_keeps_a_shop(self, home: Household) -> None:
        a_shop(home.zoya)
        body = {"to": {"handle": "campus-canteen"}, "amount": 900_00}
        assert home.meera.sign("/v1/payments", body).status_code == 201
        assert not Payee.objects.exists()

    def test_whom_one_has_known_for_long(self, home: Household) -> None:
        acquainted(home.zoya, home.arjun)
        assert pays(home, 9_000_00, at=utc_now())[0] == "succeeded"


class TestARefusal:
    def test_moves_nothing_and_tells_no_key_of_the_books(self, home: Household) -> None:
        pays(home, 300_00, at=utc_now())
        before = world()
        answer = home.zoya.sign("/v1/payments", {"to": {"handle": "arjun"}, "amount": 300_00})
        assert (answer.status_code, answer.json()["code"]) == (422, "payee_new")
        assert answer.json().keys() >= {"cap", "used", "asked", "until"}
        row = Payment.objects.latest("id")
        fact = StoredFact.objects.latest("id").payload
        assert row.refusal_code == fact["code"] == "payee_new"
        for said in (row.refusal_data, fact["data"], answer.json()):
            assert "scope" not in said
        after = world()
        assert (after["balances"], after["limits"]) == (before["balances"], before["limits"])

    def test_is_told_again_for_its_key(self, home: Household) -> None:
        body = {"to": {"handle": "arjun"}, "amount": 600_00}
        first = home.zoya.sign("/v1/payments", body, key="k")
        again = home.zoya.sign("/v1/payments", body, key="k")
        assert first.json()["code"] == again.json()["code"] == "payee_new"
        assert again["Idempotent-Replayed"] == "true"
        assert first.json()["until"] == again.json()["until"]


def test_a_preview_promises_what_a_payment_does(home: Household) -> None:
    now = utc_now()
    for minutes, amount in (
        (0, 500_01), (1, 500_01), (2, 200_00), (3, 300_01), (4, 300_00), (5, 1), (31, 4_500_01),
        (32, 4_500_00), (33, 1), (24 * 60 + 1, 1),
    ):  # fmt: skip
        at = now + timedelta(minutes=minutes)
        before = world()
        said = promised(home, amount, at=at)
        assert world() == before
        assert pays(home, amount, at=at) == said


def test_the_limits_of_a_wallet_do_not_show_it(home: Household) -> None:
    pays(home, 1, at=utc_now())
    shown = home.zoya.get(f"/v1/wallets/{to_public('wal', wallet_of(home.zoya).public_id)}").json()
    assert shown["limits"] == []


def test_a_guardian_is_asked_for_what_would_be_allowed_only(home: Household) -> None:
    decide(
        actor=home.asha.actor(), person=home.meera.person.public_id, seen=0, note="",
        document={"ask_first": {"new_payees": True}}, now=utc_now(),
    )  # fmt: skip
    much = home.meera.sign("/v1/approvals", {"to": {"handle": "arjun"}, "amount": 600_00})
    assert (much.status_code, much.json()["code"]) == (422, "payee_new")
    asked = home.meera.sign("/v1/approvals", {"to": {"handle": "arjun"}, "amount": 500_00})
    assert asked.status_code == 201, asked.content
    given = home.asha.sign(f"/v1/approvals/{asked.json()['id']}/approve", {})
    assert given.json()["payment"]["state"] == "succeeded", given.content
    more = home.meera.sign("/v1/payments", {"to": {"handle": "arjun"}, "amount": 1})
    assert (more.status_code, more.json()["code"]) == (422, "payee_new")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("amount", [500_00, 300_00, 130_00])
def test_many_at_once_do_not_exceed_it_together(amount: int) -> None:
    """Also the first ones, which meet the payee at the same instant."""
    home = a_household()
    give(home.zoya, 20_000_00)

    def one(_: int) -> str:
        try:
            return pays(home, amount, at=utc_now())[0]
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(one, range(12)))
    assert said.count("succeeded") == 500_00 // amount
    assert set(said) <= {"succeeded", "payee_new"}
    assert balance(home.arjun) == 500_00 // amount * amount
    assert Payee.objects.count() == 1
    assert [check for check in verify() if check.disagreement] == []
