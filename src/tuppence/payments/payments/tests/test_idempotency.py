"""One key, one outcome, for ever."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.http import HttpResponse

from tuppence.kernel.clock import utc_now
from tuppence.ledger.journals import Key
from tuppence.outbox.models import StoredFact
from tuppence.payments.payments.models import Merchant, Payment, State
from tuppence.payments.payments.operations.pay import Ask, To, prepare
from tuppence.payments.payments.posting import flush, post
from tuppence.payments.payments.tests.market import a_shop, takings, world
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    a_household,
    balance,
    give,
    wallet_id,
)

TEN = {"to": {"handle": "arjun"}, "amount": 10}


def told(answer: HttpResponse) -> tuple[int, dict[str, Any]]:
    """Status and body, but for what names the request itself."""
    body = answer.json()
    body.pop("request_id", None)
    return answer.status_code, body


class TestTheSameKeyAndRequest:
    def test_give_the_first_answer_again(self, home: Household) -> None:
        give(home.meera, 100)
        first = home.meera.sign("/v1/payments", TEN, key="k")
        before = world()
        again = home.meera.sign("/v1/payments", TEN, key="k")
        assert told(again) == told(first)
        assert again.content == first.content
        assert "Idempotent-Replayed" not in first.headers
        assert again.headers["Idempotent-Replayed"] == "true"
        assert world() == before

    def test_are_the_same_however_the_body_is_spaced_or_ordered(self, home: Household) -> None:
        give(home.meera, 100)
        first = home.meera.sign("/v1/payments", b'{"to":{"handle":"arjun"},"amount":10}', key="k")
        again = home.meera.sign(
            "/v1/payments", b'{ "amount": 10, "to": { "handle": "arjun" } }', key="k"
        )
        assert told(again) == told(first)
        assert balance(home.arjun) == 10

    def test_give_a_refusal_again_though_it_would_work_now(self, home: Household) -> None:
        first = home.meera.sign("/v1/payments", TEN, key="k")
        assert first.json()["code"] == "insufficient_funds"
        give(home.meera, 100)
        before = world()
        again = home.meera.sign("/v1/payments", TEN, key="k")
        assert told(again) == told(first)
        assert again.headers["Idempotent-Replayed"] == "true"
        assert world() == before
        assert home.meera.sign("/v1/payments", TEN, key="another").status_code == 201

    def test_give_a_success_again_though_a_rule_would_refuse_it_now(self, home: Household) -> None:
        give(home.meera, 3_000_00)
        large = {"to": {"handle": "arjun"}, "amount": 2_000_00}
        home.meera.step_up()
        first = home.meera.sign("/v1/payments", large, key="k")
        assert first.status_code == 201
        home.meera.step_down()
        assert told(home.meera.sign("/v1/payments", large, key="k")) == told(first)
        refused = home.meera.sign("/v1/payments", large, key="another")
        assert refused.json()["code"] == "step_up_required"

    def test_give_it_again_though_the_payee_is_called_otherwise_now(self, home: Household) -> None:
        give(home.meera, 100)
        first = home.meera.sign("/v1/payments", TEN, key="k")
        person = home.arjun.person
        person.handle, person.name = "arjun.k", "Arjun Kumar"
        person.save()
        again = home.meera.sign("/v1/payments", TEN, key="k")
        assert told(again) == told(first)
        before = world()
        conflict = home.meera.sign("/v1/payments", {**TEN, "amount": 11}, key="k")
        assert (conflict.status_code, conflict.json()["code"]) == (422, "idempotency_conflict")
        assert world() == before

    def test_hold_for_top_ups_and_refunds_too(self, home: Household) -> None:
        top_up = f"/v1/wallets/{wallet_id(home.meera)}/topups"
        first = home.asha.sign(top_up, {"amount": 100}, key="k")
        assert told(home.asha.sign(top_up, {"amount": 100}, key="k")) == told(first)
        paid = home.meera.sign("/v1/payments", TEN)
        refunds = f"/v1/payments/{paid.json()['id']}/refunds"
        first = home.arjun.sign(refunds, {"reason": "Not needed"}, key="k")
        assert first.status_code == 201, first.content
        assert told(home.arjun.sign(refunds, {"reason": "Not needed"}, key="k")) == told(first)
        assert (balance(home.meera), balance(home.arjun)) == (100, 0)


class TestTheSameKey:
    def test_with_another_request_is_a_conflict(self, home: Household) -> None:
        give(home.meera, 100)
        home.meera.sign("/v1/payments", TEN, key="k")
        before = world()
        for body in ({**TEN, "amount": 11}, {**TEN, "note": "x"}, {**TEN, "unit": "INR"}):
            answer = home.meera.sign("/v1/payments", body, key="k")
            assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_conflict")
            assert "Idempotent-Replayed" not in answer.headers
        top_up = home.meera.sign(f"/v1/wallets/{wallet_id(home.meera)}/topups", {"amount": 10},
                                 key="k")  # fmt: skip
        assert top_up.json()["code"] == "idempotency_conflict"
        assert world() == before

    def test_of_another_person_is_another_key(self, home: Household) -> None:
        give(home.meera, 100)
        give(home.kabir, 100)
        for phone in (home.meera, home.kabir):
            assert phone.sign("/v1/payments", TEN, key="k").status_code == 201
        assert balance(home.arjun) == 20


class TestABatch:
    """Many requests in one statement: each has its own outcome."""

    def test_gives_each_its_own_outcome(self, home: Household) -> None:
        shop = a_shop(home.zoya)
        give(home.meera, 100)
        actor = home.meera.actor()

        def asked(key: str, amount: int, request: str = "") -> Any:
            ask = Ask(to=To(handle=shop.handle), unit="INR", amount=amount)
            return prepare(actor=actor, ask=ask, key=Key("test", key, request), now=utc_now())

        facts = StoredFact.objects.count()
        outcomes = post(
            [
                asked("a", 60),
                asked("b", 60),  # more than is left
                asked("a", 60),  # the first again
                asked("a", 40, "another request"),
                asked("c", 40),
                asked("d", 70),  # more than was there at all
            ]
        )
        assert [outcome is None for outcome in outcomes] == [False] * 3 + [True] + [False] * 2
        first, short, again, last, larger = filter(None, outcomes)
        assert (first.replayed, again.replayed) == (False, True)
        assert again.payment.public_id == first.payment.public_id
        states = [one.payment.refusal_code for one in (first, short, last, larger)]
        assert states == [None, "insufficient_funds", None, "insufficient_funds"]
        assert takings(shop) == 100
        assert Payment.objects.count() == StoredFact.objects.count() - facts == 4


@pytest.fixture
def committed_home(committed_database: str) -> Household:
    return a_household()


def at_once(calls: list[Any]) -> list[HttpResponse]:
    """The calls, in as many threads, each with connections of its own."""

    def one(call: Any) -> HttpResponse:
        try:
            answer: HttpResponse = call()
            return answer
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def pays(phone: Phone, body: Any, *, key: str | None = None) -> Any:
    return lambda: phone.sign("/v1/payments", body, key=key)


class TestAtTheSameTime:
    def test_one_key_pays_once_and_everyone_hears_the_same(self, committed_home: Household) -> None:
        home = committed_home
        give(home.meera, 100)
        answers = at_once([pays(home.meera, TEN, key="k") for _ in range(8)])
        assert len({answer.content for answer in answers}) == 1
        assert sum("Idempotent-Replayed" in answer.headers for answer in answers) == 7
        assert (balance(home.meera), balance(home.arjun)) == (90, 10)
        assert Payment.objects.count() == 1

    def test_one_key_with_two_requests_is_one_payment_and_conflicts(
        self, committed_home: Household
    ) -> None:
        home = committed_home
        give(home.meera, 100)
        bodies = [{**TEN, "amount": 1 + n % 2} for n in range(8)]
        answers = at_once([pays(home.meera, body, key="k") for body in bodies])
        moved = balance(home.arjun)
        assert moved in (1, 2)
        for body, answer in zip(bodies, answers, strict=True):
            assert answer.status_code == (201 if body["amount"] == moved else 422)
        assert Payment.objects.count() == 1

    def test_no_more_is_spent_than_is_there(self, committed_home: Household) -> None:
        home = committed_home
        shop: Merchant = a_shop(home.zoya)
        give(home.meera, 35)
        body = {"to": {"handle": shop.handle}, "amount": 10}
        answers = at_once([pays(home.meera, body) for _ in range(8)])
        assert sorted(answer.status_code for answer in answers) == [201] * 3 + [422] * 5
        assert (balance(home.meera), takings(shop)) == (5, 30)
        assert Payment.objects.filter(state=State.REFUSED).count() == 5


def test_a_row_that_the_database_finds_impossible_fails_alone(committed_home: Household) -> None:
    home = committed_home
    give(home.meera, 100)
    ask = Ask(to=To(handle="arjun"), unit="INR", amount=10)
    batch = [
        prepare(actor=home.meera.actor(), ask=ask, key=Key("test", str(n), ""), now=utc_now())
        for n in range(5)
    ]
    batch[3].payment.amount = 0
    results = flush(batch)
    assert [isinstance(result, IntegrityError) for result in results] == [False] * 3 + [True, False]
    assert (balance(home.arjun), Payment.objects.count()) == (40, 4)
