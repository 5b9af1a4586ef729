"""Top-ups, and what a wallet's owner and their guardian can look back on."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tuppence.kernel.clock import utc_now
from tuppence.ledger import queries as ledger
from tuppence.ledger.journals import Key
from tuppence.outbox.models import StoredFact
from tuppence.payments.payments import demo, events, queries
from tuppence.payments.payments.models import Payment, State
from tuppence.payments.payments.operations import top_up
from tuppence.payments.payments.posting import post
from tuppence.payments.payments.tests.market import a_shop, without_money, world
from tuppence.payments.wallets.models import SystemAccount, Wallet
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    balance,
    give,
    wallet_id,
    wallet_of,
)


class TestATopUp:
    @pytest.mark.parametrize("who", ["meera", "asha"])
    def test_comes_from_the_bank(self, home: Household, who: str) -> None:
        phone: Phone = getattr(home, who)
        answer = phone.sign(f"/v1/wallets/{wallet_id(home.meera)}/topups", {"amount": 500_00})
        assert answer.status_code == 201, answer.content
        body = answer.json()
        assert (body["kind"], body["category"]) == ("top_up", "top_ups")
        assert body["payer"] == {"name": "Bank", "wallet": None}
        assert balance(home.meera) == 500_00
        escrow = SystemAccount.objects.get(code="escrow:INR").account_id
        assert ledger.balance(escrow).posted == -500_00
        event = events.WalletToppedUp(**StoredFact.objects.get(topic="wallet.topped_up").payload)
        assert (event.payer, event.payee) == (None, wallet_id(home.meera))
        assert home.asha.get(f"/v1/payments/{body['id']}").status_code == 200

    def test_is_for_the_owner_and_the_guardian_alone(self, home: Household) -> None:
        before = world()
        for phone in (home.zoya, home.kabir, home.arjun):
            answer = phone.sign(f"/v1/wallets/{wallet_id(home.meera)}/topups", {"amount": 1})
            assert answer.status_code == 404
        assert world() == before

    def test_in_another_unit_is_refused_and_kept(self, home: Household) -> None:
        before = world()
        answer = home.asha.sign(
            f"/v1/wallets/{wallet_id(home.meera)}/topups", {"amount": 1, "unit": "COIN"}
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "unit_mismatch")
        assert without_money(world()) == without_money(before)
        listed = home.asha.get("/v1/payments").json()["items"]
        assert [item["state"] for item in listed] == ["refused"]

    @pytest.mark.parametrize(
        "body",
        [{}, {"amount": 0}, {"amount": "5"}, {"amount": 5.0}, {"amount": 1, "unit": None},
         {"amount": 1, "to": 1}],
    )  # fmt: skip
    def test_that_is_malformed_changes_nothing(self, home: Household, body: dict[str, Any]) -> None:
        before = world()
        answer = home.meera.sign(f"/v1/wallets/{wallet_id(home.meera)}/topups", body)
        assert answer.status_code in (400, 422), answer.content
        assert world() == before


def statement(phone: Phone, wallet: str, **query: Any) -> dict[str, Any]:
    answer = phone.get(f"/v1/wallets/{wallet}/statement", **query)
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


class TestAStatement:
    def test_runs_the_balance_back_from_now(self, home: Household) -> None:
        wallet = wallet_id(home.meera)
        home.meera.sign(f"/v1/wallets/{wallet}/topups", {"amount": 100})
        for amount in (30, 20):
            home.meera.sign("/v1/payments", {"to": {"handle": "arjun"}, "amount": amount})
        home.meera.sign("/v1/payments", {"to": {"handle": "arjun"}, "amount": 900})
        shown = statement(home.asha, wallet)
        assert [(line["amount"], line["balance"]) for line in shown["items"]] == [
            (-20, 50),
            (-30, 70),
            (100, 100),
        ]
        assert [line["payment"]["payee"]["name"] for line in shown["items"]] == [
            "Arjun", "Arjun", "Meera",
        ]  # fmt: skip
        assert shown["next"] is None

    def test_shows_what_came_by_another_way_too(self, home: Household) -> None:
        give(home.meera, 7)
        (line,) = statement(home.meera, wallet_id(home.meera))["items"]
        assert (line["amount"], line["balance"], line["payment"]) == (7, 7, None)

    def test_pages_without_gap_or_repeat(self, home: Household) -> None:
        give(home.meera, 1_000)
        for amount in range(1, 8):
            home.meera.sign("/v1/payments", {"to": {"handle": "arjun"}, "amount": amount})
        wallet, seen, cursor = wallet_id(home.meera), [], {}
        while True:
            page = statement(home.meera, wallet, limit=3, **cursor)
            seen += [line["amount"] for line in page["items"]]
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
        assert seen == [-7, -6, -5, -4, -3, -2, -1, 1_000]

    def test_costs_the_same_number_of_queries_however_long(self, home: Household) -> None:
        give(home.meera, 1_000)
        wallet = wallet_of(home.meera)
        counts = set()
        for _ in range(2):
            home.meera.sign("/v1/payments", {"to": {"handle": "arjun"}, "amount": 1})
            with CaptureQueriesContext(connection) as captured:
                page = queries.statement(wallet, limit=50, cursor=None, since=None, until=None)
                assert all(line.payment is None or line.payment.payer_wallet for line in page.items)
            counts.add(len(captured))
        assert len(counts) == 1

    def test_is_bounded_by_time(self, home: Household) -> None:
        give(home.meera, 5)
        wallet = wallet_id(home.meera)
        soon = (utc_now() + timedelta(hours=1)).isoformat()
        assert statement(home.meera, wallet, since=soon)["items"] == []
        assert len(statement(home.meera, wallet, until=soon)["items"]) == 1
        assert statement(home.meera, wallet, until="2020-01-01T00:00:00Z")["items"] == []

    def test_is_nobody_elses(self, home: Household) -> None:
        for path in ("statement", "summary?month=2026-11"):
            address = f"/v1/wallets/{wallet_id(home.meera)}/{path}"
            for phone in (home.kabir, home.zoya):
                assert phone.get(address).status_code == 404

    @pytest.mark.parametrize(
        "query",
        [{"since": "yesterday"}, {"until": "2026-13-01T00:00:00Z"}, {"limit": "0"},
         {"limit": "x"}, {"limit": "1000"}, {"cursor": "x"}, {"cursor": "W10"},
         {"since": "0001-01-01T00:00:00+14:00"}, {"until": "9999-12-31T23:59:59-14:00"}],
    )  # fmt: skip
    def test_refuses_a_query_that_is_none(self, home: Household, query: dict[str, str]) -> None:
        answer = home.meera.get(f"/v1/wallets/{wallet_id(home.meera)}/statement", **query)
        assert answer.status_code == 400, answer.content


class TestASummary:
    def test_sums_a_month_by_category(self, home: Household) -> None:
        shop = a_shop(home.zoya)
        wallet = wallet_id(home.meera)
        home.meera.sign(f"/v1/wallets/{wallet}/topups", {"amount": 1_000})
        paid = home.meera.sign("/v1/payments", {"to": {"handle": shop.handle}, "amount": 300})
        home.meera.sign("/v1/payments", {"to": {"handle": shop.handle}, "amount": 200})
        home.meera.sign("/v1/payments", {"to": {"handle": "arjun"}, "amount": 50})
        home.meera.sign("/v1/payments", {"to": {"handle": "arjun"}, "amount": 9_000})
        refunds = f"/v1/payments/{paid.json()['id']}/refunds"
        home.zoya.sign(refunds, {"amount": 100, "reason": "Cold"})
        month = utc_now().astimezone(ZoneInfo("Asia/Kolkata")).strftime("%Y-%m")
        body = home.asha.get(f"/v1/wallets/{wallet}/summary", month=month).json()
        assert body["money_in"] == {
            "total": 1_100,
            "by_category": [
                {"category": "top_ups", "amount": 1_000, "count": 1},
                {"category": "refunds", "amount": 100, "count": 1},
            ],
        }
        assert body["money_out"] == {
            "total": 550,
            "by_category": [
                {"category": "food", "amount": 500, "count": 2},
                {"category": "people", "amount": 50, "count": 1},
            ],
        }

    def test_knows_months_as_the_wallets_zone_does(self, home: Household) -> None:
        # 18:30 UTC is midnight in Kolkata. A year's end to come, as nobody has paid by then yet.
        year = (utc_now() + timedelta(days=1)).year
        Wallet.objects.update(zone="Asia/Kolkata")
        boundary = datetime(year, 12, 31, 18, 30, tzinfo=UTC)
        wallet = wallet_of(home.meera)
        for n, at in enumerate((boundary - timedelta(microseconds=1), boundary)):
            movement = top_up.prepare(
                actor=home.meera.actor(),
                wallet=wallet.public_id,
                amount=n + 1,
                unit="INR",
                key=Key("test", str(n), ""),
                now=at,
            )
            post([movement], at=at)
        december = queries.summary(wallet, year=year, month=12, now=boundary)
        january = queries.summary(wallet, year=year + 1, month=1, now=boundary)
        assert (december.money_in.total, january.money_in.total) == (1, 2)
        assert december.until == january.since == boundary

    @pytest.mark.parametrize("month", ["", "2026", "2026-13", "2026-1", "0000-01", "२०२६-११"])
    def test_refuses_a_month_that_is_none(self, home: Household, month: str) -> None:
        address = f"/v1/wallets/{wallet_id(home.meera)}/summary"
        assert home.meera.get(address, month=month).status_code == 400
        assert home.meera.get(address).status_code == 400


@pytest.mark.django_db
class TestTheListOfPayments:
    def test_pages_through_a_whole_familys_history(self) -> None:
        demo.seed(now=utc_now(), seed=1)
        asha = Phone(Wallet.objects.get(owner__handle="asha").owner)
        seen: list[str] = []
        query: dict[str, Any] = {"limit": 50}
        while True:
            page = asha.get("/v1/payments", **query).json()
            seen += [item["id"] for item in page["items"]]
            times = [item["created_at"] for item in page["items"]]
            assert times == sorted(times, reverse=True)
            if page["next"] is None:
                break
            query["cursor"] = page["next"]
        family = Wallet.objects.filter(owner__handle__in=["asha", "meera", "kabir"])
        expected = {
            payment.public_id
            for payment in Payment.objects.select_related("payer_wallet", "payee_wallet")
            if payment.payer_wallet in family
            or (payment.payee_wallet in family and payment.state == State.SUCCEEDED)
        }
        assert len(seen) == len(set(seen)) == len(expected)

    def test_of_one_wallet_is_that_wallets_alone(self, home: Household) -> None:
        give(home.meera, 10)
        give(home.kabir, 10)
        home.meera.sign("/v1/payments", {"to": {"handle": "arjun"}, "amount": 1})
        home.kabir.sign("/v1/payments", {"to": {"handle": "arjun"}, "amount": 2})

        def amounts(phone: Phone, wallet: str) -> Any:
            answer = phone.get("/v1/payments", wallet=wallet)
            if answer.status_code != 200:
                return answer.status_code
            return [item["amount"] for item in answer.json()["items"]]

        assert amounts(home.asha, wallet_id(home.meera)) == [1]
        assert amounts(home.asha, wallet_id(home.kabir)) == [2]
        assert amounts(home.arjun, wallet_id(home.kabir)) == 404
        assert amounts(home.arjun, "wal_x") == 400
