"""No money moves from or to an account that rests, whichever way it is asked for."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse

from tuppence.kernel.clock import utc_now
from tuppence.ledger.journals import Key
from tuppence.ledger.verify import verify
from tuppence.payments.payments import posting
from tuppence.payments.payments import verify as books
from tuppence.payments.payments.models import Kind, Payment, State
from tuppence.payments.payments.operations.transfer import transfer
from tuppence.payments.payments.tests.market import a_shop, takings, world
from tuppence.payments.payments.tests.test_express import Ways, compare, ways
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    a_household,
    balance,
    give,
    wallet_id,
    wallet_of,
)
from tuppence.people.consent.models import Entry
from tuppence.people.consent.operations import withdraw
from tuppence.people.consent.tests.consents import consent_for
from tuppence.people.identity.models import Person

__all__ = ["ways"]
LUNCH = {"to": {"handle": "campus-canteen"}, "amount": 50_00}


def told(answer: HttpResponse) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code")


def rest(home: Household) -> None:
    """Asha withdraws her consent to Meera's account."""
    withdraw(actor=home.asha.actor(), person=home.meera.person.public_id, now=utc_now())


def seen(home: Household) -> dict[str, Any]:
    return world() | {"consent": Entry.objects.count()}


@pytest.fixture
def shop(home: Household) -> Any:
    give(home.meera, 500_00)
    return a_shop(home.zoya)


class TestAnAccountThatRests:
    def test_pays_nobody(self, home: Household, shop: Any) -> None:
        assert told(home.meera.sign("/v1/payments", LUNCH)) == (201, None)
        rest(home)
        before = seen(home)
        for body in (LUNCH, {"to": {"handle": "asha"}, "amount": 1}):
            named = body | {"wallet": wallet_id(home.meera)}
            for one in (body, named):
                assert told(home.meera.sign("/v1/payments", one)) == (403, "consent_required")
            preview = home.meera.send("POST", "/v1/payments/preview", body)
            assert told(preview) == (403, "consent_required")
        assert seen(home) == before

    def test_is_refused_alike_on_both_ways(self, home: Household, shop: Any, ways: Ways) -> None:
        rest(home)
        before = seen(home)
        status, _, problem = compare(ways, home.meera, LUNCH)
        assert (status, problem["code"]) == (403, "consent_required")
        assert seen(home) == before

    def test_is_not_found_by_who_would_pay_it(self, home: Household, shop: Any, ways: Ways) -> None:
        give(home.zoya, 500_00)
        rest(home)
        before = seen(home)
        for to in ({"handle": "meera"}, {"phone": home.meera.person.phone}):
            status, _, problem = compare(ways, home.zoya, {"to": to, "amount": 100})
            assert (status, problem["code"]) == (404, "payee_unknown")
        assert seen(home) == before

    def test_is_not_topped_up(self, home: Household) -> None:
        rest(home)
        before = seen(home)
        for phone in (home.asha, home.meera):
            answer = phone.sign(f"/v1/wallets/{wallet_id(home.meera)}/topups", {"amount": 100})
            assert told(answer) == (403, "consent_required")
        assert seen(home) == before

    def test_gets_back_what_a_shop_returns(self, home: Household, shop: Any) -> None:
        paid = home.meera.sign("/v1/payments", LUNCH).json()
        rest(home)
        back = home.zoya.sign(f"/v1/payments/{paid['id']}/refunds", {"reason": "Cold"})
        assert back.status_code == 201, back.content
        assert balance(home.meera) == 500_00

    def test_gives_nothing_back_itself(self, home: Household) -> None:
        give(home.zoya, 500_00)
        paid = home.zoya.sign("/v1/payments", {"to": {"handle": "meera"}, "amount": 100}).json()
        rest(home)
        before = seen(home)
        answer = home.meera.sign(f"/v1/payments/{paid['id']}/refunds", {"reason": "No"})
        assert told(answer) == (403, "consent_required")
        assert seen(home) == before

    def test_keeps_its_money_and_shows_it_to_a_guardian(self, home: Household, shop: Any) -> None:
        rest(home)
        wallet = home.asha.get(f"/v1/wallets/{wallet_id(home.meera)}").json()
        assert wallet["balance"] == 500_00
        assert told(home.meera.get(f"/v1/wallets/{wallet_id(home.meera)}"))[0] == 403

    def test_works_again_when_consent_is_given_anew(self, home: Household, shop: Any) -> None:
        rest(home)
        key = str(uuid4())
        assert told(home.meera.sign("/v1/payments", LUNCH, key=key))[0] == 403
        consent_for(home.meera.person, by=home.asha.person, now=utc_now())
        # Nothing was stored under the key.
        assert told(home.meera.sign("/v1/payments", LUNCH, key=key)) == (201, None)
        assert takings(shop) == 50_00

    def test_of_who_grew_up_rests_no_more(self, home: Household, shop: Any) -> None:
        rest(home)
        birth = utc_now().date().replace(year=utc_now().year - 18) - timedelta(days=2)
        Person.objects.filter(pk=home.meera.person.pk).update(birth_date=birth)
        assert told(home.meera.sign("/v1/payments", LUNCH)) == (201, None)


class TestASettledMovement:
    """What nobody has refused before is refused where it is posted, each by itself."""

    @pytest.mark.parametrize("kind", [Kind.ALLOWANCE, Kind.SAVING])
    @pytest.mark.parametrize("inward", [True, False])
    def test_of_a_resting_account_is_stored_as_refused(
        self, home: Household, kind: Kind, inward: bool
    ) -> None:
        for phone in (home.asha, home.meera, home.kabir):
            give(phone, 100_00)
        rest(home)
        movements = [
            transfer(
                kind=kind,
                payer=wallet_of(payer),
                payee=wallet_of(payee),
                payer_name="A",
                payee_name="B",
                amount=10_00,
                actor_id=home.asha.person.pk,
                key=Key("test", str(uuid4()), ""),
            )
            for payer, payee in (
                (home.asha, home.kabir),
                (home.asha, home.meera) if inward else (home.meera, home.asha),
                (home.kabir, home.asha),
            )
        ]
        settled = [one.payment for one in posting.post(movements) if one is not None]
        assert [payment.state for payment in settled] == [
            State.SUCCEEDED, State.REFUSED, State.SUCCEEDED,
        ]  # fmt: skip
        assert settled[1].refusal_code == "consent_required"
        stored = Payment.objects.get(public_id=settled[1].public_id)
        assert (stored.refusal_code, stored.refusal_data) == ("consent_required", {})
        assert balance(home.meera) == 100_00
        again = [one for one in posting.post(movements) if one is not None]
        assert all(one.replayed for one in again)
        assert [one.payment.state for one in again] == [payment.state for payment in settled]
        assert [check for check in verify() if check.disagreement] == []

    def test_keeps_its_earlier_refusal(self, home: Household) -> None:
        rest(home)
        movement = transfer(
            kind=Kind.ALLOWANCE,
            payer=wallet_of(home.asha),
            payee=wallet_of(home.kabir),
            payer_name="A",
            payee_name="B",
            amount=10_00,
            actor_id=home.asha.person.pk,
            key=Key("test", str(uuid4()), ""),
        )
        [one] = posting.post([movement])
        assert one is not None
        assert one.payment.refusal_code == "insufficient_funds"


class TestVerify:
    def test_finds_a_payment_of_an_account_that_rested(self, home: Household, shop: Any) -> None:
        home.meera.sign("/v1/payments", LUNCH)
        rest(home)
        assert [check.disagreement for check in books.verify()] == [None]
        paid = Payment.objects.filter(payer_wallet=wallet_of(home.meera))
        paid.update(created_at=utc_now() + timedelta(minutes=1))
        [check] = books.verify()
        assert check.count == 1
        assert check.disagreement is not None
        assert check.disagreement.row == f"payments_payment id={paid.get().pk}"
        consent_for(home.meera.person, by=home.asha.person, now=utc_now())
        assert [check.disagreement for check in books.verify()] == [None]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_paid_after_a_withdrawal_was_answered() -> None:
    """Payments without a pause while Asha withdraws: each that succeeded had its place in the books
    before the withdrawal had its own."""
    home = a_household()
    give(home.meera, 5_000_00)
    shop = a_shop(home.zoya)
    phones = [home.meera, *(Phone(home.meera.person) for _ in range(3))]
    begun, answered = threading.Barrier(5), threading.Event()
    late: list[int] = []

    def pay(phone: Phone) -> None:
        try:
            begun.wait()
            refusals = 0
            while refusals < 5:
                after = answered.is_set()
                status, _ = told(phone.sign("/v1/payments", LUNCH | {"amount": 1}))
                assert status in (201, 403)
                refusals += status == 403
                if after and status == 201:
                    late.append(status)
        finally:
            connection.close()

    def stop() -> None:
        try:
            begun.wait()
            while takings(shop) < 20:
                pass
            rest(home)
            answered.set()
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        for done in [*(pool.submit(pay, phone) for phone in phones), pool.submit(stop)]:
            done.result(timeout=60)
    assert late == []
    withdrawn = Entry.objects.latest("id").recorded_at
    paid = Payment.objects.filter(state=State.SUCCEEDED, payer_wallet=wallet_of(home.meera))
    assert paid.count() >= 20
    assert paid.latest("created_at").created_at < withdrawn
