"""A bill, and who bears what of it."""

from typing import Any

import pytest
from django.http import HttpResponse
from hypothesis import given
from hypothesis import strategies as st

from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Refused
from tuppence.ledger.verify import verify
from tuppence.outbox.models import StoredFact
from tuppence.payments.asks import events
from tuppence.payments.asks.models import Ask, Bill
from tuppence.payments.asks.operations import bills, follow
from tuppence.payments.asks.operations.make import Whom
from tuppence.payments.asks.operations.split import EVEN, HOW, Member, Split
from tuppence.payments.payments.tests.market import world
from tuppence.payments.wallets.tests.household import Household, Phone, balance, give

LUNCH = {
    "amount": 100_00, "note": "Lunch", "how": "even",
    "members": [{"to": {"handle": "meera"}}, {"to": {"handle": "kabir"}}],
}  # fmt: skip


def split(phone: Phone, **changes: Any) -> HttpResponse:
    return phone.sign("/v1/bills", {**LUNCH, **changes})


def shared(phone: Phone, **changes: Any) -> dict[str, Any]:
    answer = split(phone, **changes)
    assert answer.status_code == 201, answer.content
    body: dict[str, Any] = answer.json()
    return body


def everything() -> dict[str, Any]:
    return {
        **world(),
        "asks": list(Ask.objects.order_by("id").values()),
        "bills": list(Bill.objects.order_by("id").values()),
    }


def pays(phone: Phone, bill: dict[str, Any], n: int) -> HttpResponse:
    return phone.sign(f"/v1/asks/{bill['shares'][n]['ask']}/pay", b"")


class TestASplit:
    def test_asks_each_for_their_share_and_loses_no_paisa(self, home: Household) -> None:
        bill = shared(home.asha)
        assert [(one["name"], one["amount"]) for one in bill["shares"]] == [
            ("Meera", 33_33), ("Kabir", 33_33),
        ]  # fmt: skip
        assert (bill["own"], bill["waiting"], bill["paid"]) == (33_34, 66_66, 0)
        [ask] = home.meera.get("/v1/asks").json()["items"]
        assert (ask["bill"], ask["amount"], ask["note"]) == (bill["id"], 33_33, "Lunch")
        fact = StoredFact.objects.get(topic="bill.split")
        assert events.BillSplit(**fact.payload).amount == 100_00
        assert "Meera" not in str(fact.payload)

    def test_tells_each_what_of_it_is_theirs_whatever_others_are_called(
        self, home: Household
    ) -> None:
        bill = shared(home.asha)
        at = f"/v1/bills/{bill['id']}"
        seen = {who: getattr(home, who).get(at).json() for who in ("asha", "meera", "kabir")}
        assert {who: one["mine"] for who, one in seen.items()} == {
            "asha": True, "meera": False, "kabir": False,
        }  # fmt: skip
        assert {who: [share["mine"] for share in one["shares"]] for who, one in seen.items()} == {
            "asha": [False, False], "meera": [True, False], "kabir": [False, True],
        }  # fmt: skip
        [listed] = home.kabir.get("/v1/bills").json()["items"]
        assert listed == seen["kabir"]

    @pytest.mark.parametrize(
        ("changes", "shares", "own"),
        [
            ({"with_me": False}, [50_00, 50_00], 0),
            ({"amount": 1_01, "with_me": False}, [51, 50], 0),
            ({"how": "percent", "shares": [25_00, 12_50]}, [25_00, 12_50], 62_50),
            ({"how": "percent", "shares": [33_33, 66_67], "with_me": False}, [33_33, 66_67], 0),
            ({"how": "amount", "shares": [70_00, 10_00]}, [70_00, 10_00], 20_00),
            ({"how": "amount", "shares": [70_00, 30_00]}, [70_00, 30_00], 0),
        ],
    )
    def test_can_be_uneven(
        self, home: Household, changes: dict[str, Any], shares: list[int], own: int
    ) -> None:
        given = changes.pop("shares", None)
        if given:
            changes["members"] = [
                {**member, "share": share}
                for member, share in zip(LUNCH["members"], given, strict=True)
            ]
        bill = shared(home.asha, **changes)
        assert [one["amount"] for one in bill["shares"]] == shares
        assert bill["own"] == own

    @pytest.mark.parametrize(
        ("changes", "status", "code"),
        [
            ({"how": "amount", "shares": [70_00, 30_01]}, 422, "shares_wrong"),
            ({"how": "amount", "shares": [70_00, 29_99], "with_me": False}, 422, "shares_wrong"),
            ({"how": "percent", "shares": [50_00, 50_01]}, 422, "shares_wrong"),
            ({"amount": 1}, 422, "share_empty"),
            ({"how": "amount"}, 422, "shares_unclear"),
            ({"shares": [1, 1]}, 422, "shares_unclear"),
            ({"how": "by chance"}, 400, "invalid_request"),
            ({"members": []}, 400, "invalid_request"),
            ({"members": [{"to": {"handle": "meera"}}] * 2}, 422, "member_twice"),
            ({"members": [{"to": {"handle": "asha"}}]}, 422, "asked_is_asker"),
            ({"members": [{"to": {"handle": "arjun"}}]}, 404, "asked_unknown"),
            ({"members": [{"to": {"handle": "meera"}}, {"to": {"handle": "x"}}]}, 404,
             "asked_unknown"),
        ],
    )  # fmt: skip
    def test_asks_all_or_nobody(
        self, home: Household, changes: dict[str, Any], status: int, code: str
    ) -> None:
        given = changes.get("shares")
        changes = {name: value for name, value in changes.items() if name != "shares"}
        if given:
            changes["members"] = [
                {**member, "share": share}
                for member, share in zip(LUNCH["members"], given, strict=True)
            ]
        before = everything()
        answer = split(home.asha, **changes)
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
        assert everything() == before

    def test_is_made_once_for_a_key(self, home: Household) -> None:
        first = home.asha.sign("/v1/bills", LUNCH, key="k")
        again = home.asha.sign("/v1/bills", LUNCH, key="k")
        assert (again.json(), again["Idempotent-Replayed"]) == (first.json(), "true")
        other = home.asha.sign("/v1/bills", {**LUNCH, "note": "Tea"}, key="k")
        assert other.json()["code"] == "idempotency_conflict"
        single = {"to": {"handle": "meera"}, "amount": 1}
        assert home.asha.sign("/v1/asks", single, key="k").json()["code"] == "idempotency_conflict"
        home.asha.sign("/v1/asks", single, key="a")
        assert home.asha.sign("/v1/bills", LUNCH, key="a").json()["code"] == "idempotency_conflict"
        assert (Bill.objects.count(), Ask.objects.count()) == (1, 3)


class TestABill:
    def test_is_closed_when_the_last_has_answered(self, home: Household) -> None:
        give(home.meera, 50_00)
        bill = shared(home.asha)
        assert pays(home.meera, bill, 0).status_code == 201
        shown = home.kabir.get(f"/v1/bills/{bill['id']}").json()
        assert [one["state"] for one in shown["shares"]] == ["paid", "open"]
        assert (shown["paid"], shown["own"], shown["closed_at"]) == (33_33, 33_34, None)
        home.kabir.send("POST", f"/v1/asks/{bill['shares'][1]['ask']}/decline")
        shown = home.asha.get(f"/v1/bills/{bill['id']}").json()
        assert (shown["paid"], shown["waiting"], shown["own"]) == (33_33, 0, 66_67)
        assert shown["closed_at"] is not None
        closed = events.BillClosed(**StoredFact.objects.get(topic="bill.closed").payload)
        assert (closed.paid, closed.by) == (33_33, None)
        assert balance(home.asha) == 33_33
        assert [check for check in verify() if check.disagreement] == []

    def test_can_be_closed_by_its_maker_alone(self, home: Household) -> None:
        give(home.meera, 50_00)
        bill = shared(home.asha)
        for phone, status in ((home.meera, 403), (home.zoya, 404)):
            before = everything()
            answer = phone.send("POST", f"/v1/bills/{bill['id']}/close")
            assert answer.status_code == status
            assert everything() == before
        for _ in range(2):
            closed = home.asha.send("POST", f"/v1/bills/{bill['id']}/close").json()
            assert (closed["own"], closed["waiting"]) == (100_00, 0)
        assert pays(home.meera, bill, 0).json()["code"] == "ask_decided"
        assert StoredFact.objects.filter(topic="bill.closed").count() == 1
        assert StoredFact.objects.filter(topic="ask.cancelled").count() == 2

    def test_is_closed_when_its_time_is_over(self, home: Household) -> None:
        bill = shared(home.asha)
        Ask.objects.update(expires_at=utc_now())
        assert home.asha.get(f"/v1/bills/{bill['id']}").json()["own"] == 100_00
        assert follow.expire(now=utc_now()) == 2
        assert home.asha.get(f"/v1/bills/{bill['id']}").json()["closed_at"] is not None
        assert bills.open_ones(most=9) == []

    def test_lists_cost_the_same_however_many(
        self, home: Household, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(3):
            shared(home.asha)
        with django_assert_max_num_queries(6):
            page = home.meera.get("/v1/bills", limit=2, state="open").json()
        assert len(page["items"]) == 2
        more = home.meera.get("/v1/bills", limit=2, cursor=page["next"]).json()
        assert (len(more["items"]), more["next"]) == (1, None)
        assert home.zoya.get("/v1/bills").json()["items"] == []

    def test_is_made_with_as_many_queries_however_many_members(
        self, home: Household, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(26) as few:
            shared(home.asha, members=[{"to": {"handle": "meera"}}])
        with django_assert_max_num_queries(26) as more:
            shared(home.asha)
        assert len(more) == len(few)


@given(
    amount=st.integers(1, 10**9),
    how=st.sampled_from(HOW),
    shares=st.lists(st.integers(1, 10**9), min_size=1, max_size=20),
    with_me=st.booleans(),
)
def test_a_split_is_whole_or_refused(
    amount: int, how: str, shares: list[int], with_me: bool
) -> None:
    members = [
        Member(Whom(handle=f"m{n}"), None if how == EVEN else share)
        for n, share in enumerate(shares)
    ]
    try:
        found = Split(amount, "", how, members, with_me).shares()
    except Refused:
        return
    assert len(found) == len(members)
    assert min(found) >= 1
    assert sum(found) <= amount if with_me else sum(found) == amount
