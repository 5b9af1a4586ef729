"""Asks: made of those who may be asked, answered once, paid once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse

from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Refused
from tuppence.kernel.ids import from_public
from tuppence.ledger.journals import Key
from tuppence.ledger.verify import verify
from tuppence.outbox.models import StoredFact
from tuppence.payments.asks.models import Ask
from tuppence.payments.asks.operations import decide, follow
from tuppence.payments.controls.operations import decide as decide_controls
from tuppence.payments.payments.models import Payment
from tuppence.payments.payments.tests.market import world
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    a_household,
    balance,
    give,
)

TEA = {"to": {"handle": "asha"}, "amount": 90_00, "note": "Tea"}


def made(phone: Phone, handle: str, amount: int = 90_00, **more: Any) -> str:
    body = {"to": {"handle": handle}, "amount": amount}
    answer = phone.sign("/v1/asks", body, **more)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


def paid(phone: Phone, ask: str, **more: Any) -> HttpResponse:
    return phone.sign(f"/v1/asks/{ask}/pay", b"", **more)


def said(phone: Phone, ask: str, what: str) -> HttpResponse:
    return phone.send("POST", f"/v1/asks/{ask}/{what}")


def state(phone: Phone, ask: str) -> str:
    return str(phone.get(f"/v1/asks/{ask}").json()["state"])


def everything() -> dict[str, Any]:
    return {**world(), "asks": list(Ask.objects.order_by("id").values())}


def topics() -> list[str]:
    return list(
        StoredFact.objects.filter(topic__startswith="ask.")
        .order_by("id")
        .values_list("topic", flat=True)
    )


class TestAnAsk:
    def test_is_paid_with_a_payment_like_any_other(self, home: Household) -> None:
        give(home.asha, 100_00)
        answer = home.meera.sign("/v1/asks", TEA)
        assert answer.status_code == 201, answer.content
        ask = answer.json()
        assert (ask["state"], ask["asker"]["name"], ask["asked"]["name"]) == (
            "open", "Meera", "Asha",
        )  # fmt: skip
        answer = paid(home.asha, ask["id"])
        assert answer.status_code == 201, answer.content
        payment = answer.json()
        assert (payment["amount"], payment["note"], payment["kind"]) == (90_00, "Tea", "person")
        assert (balance(home.asha), balance(home.meera)) == (10_00, 90_00)
        for phone in (home.asha, home.meera):
            shown = phone.get(f"/v1/asks/{ask['id']}").json()
            assert (shown["state"], shown["payment"]["id"]) == ("paid", payment["id"])
        assert topics() == ["ask.made", "ask.paid"]
        assert [check for check in verify() if check.disagreement] == []

    def test_cannot_be_paid_twice(self, home: Household) -> None:
        give(home.asha, 500_00)
        ask = made(home.meera, "asha")
        first = paid(home.asha, ask, key="k")
        again = paid(home.asha, ask, key="k")
        assert (again.status_code, again["Idempotent-Replayed"]) == (201, "true")
        assert again.json() == first.json()
        before = everything()
        other = paid(home.asha, ask)
        assert (other.status_code, other.json()["code"]) == (409, "ask_decided")
        assert other.json()["state"] == "paid"
        assert everything() == before

    def test_stays_open_when_its_payment_is_refused(self, home: Household) -> None:
        ask = made(home.meera, "asha")
        short = paid(home.asha, ask, key="k")
        assert (short.status_code, short.json()["code"]) == (422, "insufficient_funds")
        give(home.asha, 90_00)
        assert paid(home.asha, ask, key="k").json()["code"] == "insufficient_funds"
        assert state(home.asha, ask) == "open"
        assert paid(home.asha, ask).status_code == 201
        assert Payment.objects.count() == 2

    def test_is_made_once_for_a_key(self, home: Household) -> None:
        first = home.meera.sign("/v1/asks", TEA, key="k")
        again = home.meera.sign("/v1/asks", TEA, key="k")
        assert first.json() == again.json()
        assert again["Idempotent-Replayed"] == "true"
        other = home.meera.sign("/v1/asks", {**TEA, "amount": 1}, key="k")
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_conflict")
        assert Ask.objects.count() == 1

    @pytest.mark.parametrize(
        ("who", "what", "becomes"),
        [("asha", "decline", "declined"), ("meera", "cancel", "cancelled")],
    )
    def test_can_be_answered_with_no(
        self, home: Household, who: str, what: str, becomes: str
    ) -> None:
        ask = made(home.meera, "asha")
        answer = said(getattr(home, who), ask, what)
        assert (answer.status_code, answer.json()["state"]) == (200, becomes)
        assert topics() == ["ask.made", f"ask.{becomes}"]
        give(home.asha, 500_00)
        before = everything()
        for late in (
            paid(home.asha, ask), said(home.asha, ask, "decline"),
            said(home.meera, ask, "cancel"), said(home.meera, ask, "remind"),
        ):  # fmt: skip
            assert (late.status_code, late.json()["code"]) == (409, "ask_decided")
        assert everything() == before

    def test_is_over_after_a_week_whether_or_not_anything_runs(self, home: Household) -> None:
        give(home.asha, 500_00)
        ask = made(home.meera, "asha")
        Ask.objects.update(expires_at=utc_now() - timedelta(seconds=1))
        assert state(home.meera, ask) == "expired"
        late = paid(home.asha, ask)
        assert (late.status_code, late.json()["state"]) == (409, "expired")
        assert follow.expire(now=utc_now()) == 1
        assert follow.expire(now=utc_now()) == 0
        assert topics() == ["ask.made", "ask.expired"]
        assert balance(home.meera) == 0

    def test_can_be_reminded_of_a_day_later(self, home: Household) -> None:
        ask = made(home.meera, "asha")
        early = said(home.meera, ask, "remind")
        assert (early.status_code, early.json()["code"]) == (409, "remind_too_soon")
        Ask.objects.update(created_at=utc_now() - timedelta(days=1))
        assert said(home.meera, ask, "remind").json()["reminders"] == 1
        assert said(home.meera, ask, "remind").json()["code"] == "remind_too_soon"
        assert topics() == ["ask.made", "ask.reminded"]

    @pytest.mark.parametrize(
        ("who", "what", "status"),
        [("meera", "pay", 403), ("kabir", "pay", 404), ("zoya", "pay", 404),
         ("meera", "decline", 403), ("zoya", "decline", 404), ("asha", "cancel", 403),
         ("kabir", "cancel", 404), ("asha", "remind", 403), ("zoya", "remind", 404),
         ("meera", "ask-guardian", 403), ("asha", "approve", 403), ("zoya", "approve", 404)],
    )  # fmt: skip
    def test_is_not_everyones(self, home: Household, who: str, what: str, status: int) -> None:
        give(home.meera, 500_00)
        ask = made(home.meera, "asha")
        before = everything()
        phone = getattr(home, who)
        assert phone.sign(f"/v1/asks/{ask}/{what}", b"").status_code == status
        if status == 404:
            assert phone.get(f"/v1/asks/{ask}").status_code == 404
        assert everything() == before

    def test_reaches_whoever_asked_under_whatever_name_they_have_now(self, home: Household) -> None:
        give(home.asha, 500_00)
        ask = made(home.meera, "asha")
        home.meera.person.handle = "mira"
        home.meera.person.save()
        assert paid(home.asha, ask).status_code == 201
        assert balance(home.meera) == 90_00


class TestWhoIsAsked:
    """A stranger is told of a child what they are told of nobody."""

    @pytest.mark.parametrize(
        ("who", "whom"), [("zoya", "meera"), ("arjun", "meera"), ("meera", "zoya"), ("zoya", "no")]
    )
    def test_is_no_child_and_by_no_child_among_strangers(
        self, home: Household, who: str, whom: str
    ) -> None:
        before = everything()
        answer = getattr(home, who).sign("/v1/asks", {"to": {"handle": whom}, "amount": 1})
        assert (answer.status_code, answer.json()["code"]) == (404, "asked_unknown")
        assert everything() == before

    def test_can_be_a_child_who_has_paid_them(self, home: Household) -> None:
        give(home.meera, 500_00)
        home.meera.sign("/v1/payments", {"to": {"handle": "arjun"}, "amount": 1})
        ask = made(home.arjun, "meera")
        assert paid(home.meera, ask).status_code == 201

    def test_can_be_anybody_grown_up_by_somebody_grown_up(self, home: Household) -> None:
        body = {"to": {"phone": home.asha.person.phone}, "amount": 1}
        assert home.zoya.sign("/v1/asks", body).status_code == 201

    def test_is_not_oneself(self, home: Household) -> None:
        answer = home.asha.sign("/v1/asks", TEA)
        assert (answer.status_code, answer.json()["code"]) == (422, "asked_is_asker")

    def test_is_left_alone_after_some(self, home: Household) -> None:
        for _ in range(3):
            made(home.meera, "asha")
        full = home.meera.sign("/v1/asks", TEA)
        assert (full.status_code, full.json()["code"]) == (409, "asks_full")
        assert Ask.objects.count() == 3

    def test_pays_somebody_new_a_little_only(self, home: Household) -> None:
        give(home.asha, 9_000_00)
        ask = made(home.zoya, "asha", 600_00)
        answer = paid(home.asha, ask)
        assert (answer.status_code, answer.json()["code"]) == (422, "payee_new")
        assert state(home.asha, ask) == "open"


class TestAChildWhoHasToAskFirst:
    @pytest.fixture
    def ask(self, home: Household) -> str:
        give(home.meera, 500_00)
        decide_controls(
            actor=home.asha.actor(), person=home.meera.person.public_id, seen=0, note="",
            document={"ask_first": {"above": 50_00}}, now=utc_now(),
        )  # fmt: skip
        return made(home.kabir, "meera")

    def test_says_so_and_the_guardian_pays_for_them(self, home: Household, ask: str) -> None:
        refused = paid(home.meera, ask)
        assert (refused.status_code, refused.json()["code"]) == (403, "approval_required")
        early = home.asha.sign(f"/v1/asks/{ask}/approve", b"")
        assert (early.status_code, early.json()["code"]) == (409, "ask_not_waiting")
        waiting = home.meera.sign(f"/v1/asks/{ask}/ask-guardian", b"")
        assert waiting.json()["waits_since"] is not None, waiting.content
        home.meera.sign(f"/v1/asks/{ask}/ask-guardian", b"")
        assert home.meera.sign(f"/v1/asks/{ask}/approve", b"").status_code == 403
        approved = home.asha.sign(f"/v1/asks/{ask}/approve", b"", key="yes")
        assert approved.status_code == 201, approved.content
        again = home.asha.sign(f"/v1/asks/{ask}/approve", b"", key="yes")
        assert again["Idempotent-Replayed"] == "true"
        assert (balance(home.meera), balance(home.kabir)) == (410_00, 90_00)
        assert topics() == ["ask.made", "ask.waiting", "ask.paid"]
        assert Payment.objects.get().actor_id == home.meera.person.pk

    def test_can_be_told_no_by_the_guardian(self, home: Household, ask: str) -> None:
        assert said(home.asha, ask, "decline").json()["state"] == "declined"

    def test_need_not_when_nobody_has_to_say_yes(self, home: Household) -> None:
        give(home.meera, 500_00)
        ask = made(home.kabir, "meera")
        answer = home.meera.sign(f"/v1/asks/{ask}/ask-guardian", b"")
        assert (answer.status_code, answer.json()["code"]) == (422, "approval_not_needed")

    def test_is_not_in_vain(self, home: Household, ask: str) -> None:
        Ask.objects.update(amount=900_00)
        before = everything()
        answer = home.meera.sign(f"/v1/asks/{ask}/ask-guardian", b"")
        assert (answer.status_code, answer.json()["code"]) == (422, "insufficient_funds")
        assert everything() == before


class TestAList:
    def test_shows_each_side_its_own_and_a_guardian_their_childrens(self, home: Household) -> None:
        ask = made(home.kabir, "meera")
        for phone, side in ((home.kabir, "asker"), (home.meera, "asked"), (home.asha, "asked")):
            items = phone.get("/v1/asks", side=side, state="open").json()["items"]
            assert [item["id"] for item in items] == [ask]
        assert home.kabir.get("/v1/asks", side="asked").json()["items"] == []
        assert home.zoya.get("/v1/asks").json()["items"] == []
        assert home.zoya.get("/v1/asks", side="both").status_code == 400

    def test_costs_the_same_however_many_and_goes_on_where_it_ended(
        self, home: Household, django_assert_max_num_queries: Any
    ) -> None:
        give(home.asha, 500_00)
        asks = [made(home.meera, "asha") for _ in range(3)]
        paid(home.asha, asks[0])
        asks += [made(home.kabir, "asha") for _ in range(3)]
        with django_assert_max_num_queries(5):
            page = home.asha.get("/v1/asks", limit=4).json()
        more = home.asha.get("/v1/asks", limit=4, cursor=page["next"]).json()
        assert [item["id"] for item in page["items"] + more["items"]] == asks[::-1]
        assert more["next"] is None


@pytest.mark.django_db(transaction=True)
def test_an_ask_that_is_paid_eight_times_at_once_is_paid_once() -> None:
    home = a_household()
    give(home.asha, 1_000_00)
    ask = from_public("ask", made(home.meera, "asha"))

    def one(n: int) -> str:
        key = Key("test", str(n), "")
        try:
            decide.pay(actor=home.asha.actor(), ask=ask, key=key, now=utc_now())
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()
        return "paid"

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(one, range(8)))
    assert outcomes == ["ask_decided"] * 7 + ["paid"]
    assert (balance(home.asha), balance(home.meera)) == (910_00, 90_00)
