"""Many requests at once against a real web server, and workers that die in the middle."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx
import psutil
import pytest
from django.db.models import QuerySet

from tests.journeys.conftest import People
from tests.journeys.test_first_payment import assert_books_agree
from tests.journeys.web import Web
from tuppence.payments.payments.models import Kind, Payment, State

pytestmark = [pytest.mark.stack, pytest.mark.torture]

PRICE = 10_00


def at_once(times: int, do: Callable[[int], httpx.Response]) -> list[httpx.Response]:
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(do, range(times)))


def load(people: People, amount: int) -> None:
    wallet = people.meera.wallet()["id"]
    loaded = people.asha.sign(f"/v1/wallets/{wallet}/topups", {"amount": amount})
    assert loaded.status_code == 201, loaded.text


def pay(people: People, *, amount: int = PRICE, key: str | None = None) -> httpx.Response:
    body = {"to": {"handle": people.shop}, "amount": amount}
    return people.meera.sign("/v1/payments", body, key=key)


def balance(people: People) -> int:
    return int(people.meera.wallet()["balance"])


def paid(people: People) -> QuerySet[Payment]:
    """What the shop has received."""
    return Payment.objects.filter(
        merchant__handle=people.shop, kind=Kind.MERCHANT, state=State.SUCCEEDED
    )


def outcomes(answers: list[httpx.Response]) -> Counter[Any]:
    return Counter((answer.status_code, answer.json().get("code")) for answer in answers)


class TestManyPaymentsAtOnce:
    def test_spend_what_there_is_and_no_more(self, people: People) -> None:
        load(people, 20 * PRICE)
        answers = at_once(32, lambda _: pay(people))
        assert outcomes(answers) == {(201, None): 20, (422, "insufficient_funds"): 12}
        assert (balance(people), paid(people).count()) == (0, 20)
        assert_books_agree()

    def test_under_one_key_are_one_payment(self, people: People) -> None:
        load(people, 20 * PRICE)
        answers = at_once(16, lambda _: pay(people, key="lunch"))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.text for answer in answers}) == 1
        assert sum("Idempotent-Replayed" in answer.headers for answer in answers) == 15
        assert (balance(people), paid(people).count()) == (19 * PRICE, 1)

    def test_under_one_key_for_different_things_are_one_payment(self, people: People) -> None:
        load(people, 20 * PRICE)
        answers = at_once(16, lambda number: pay(people, amount=PRICE + number, key="lunch"))
        assert outcomes(answers) == {(201, None): 1, (422, "idempotency_conflict"): 15}
        assert paid(people).count() == 1

    def test_stay_under_a_limit(self, people: People) -> None:
        load(people, 100 * PRICE)
        limits = f"/v1/wallets/{people.meera.wallet()['id']}/limits"
        answer = people.asha.send("PUT", limits, {"daily": 7 * PRICE, "monthly": None})
        assert answer.status_code == 200, answer.text
        answers = at_once(24, lambda _: pay(people))
        assert outcomes(answers) == {(201, None): 7, (422, "limit_reached"): 17}
        assert balance(people) == 93 * PRICE

    def test_do_not_deadlock_with_who_freezes_or_limits(self, people: People) -> None:
        load(people, 1000 * PRICE)
        wallet = f"/v1/wallets/{people.meera.wallet()['id']}"

        def pay_or_control(number: int) -> httpx.Response:
            if number % 4 == 1:
                caps = {"daily": 500 * PRICE + number, "monthly": None}
                return people.asha.send("PUT", f"{wallet}/limits", caps)
            if number == 14:
                return people.meera.send("PUT", f"{wallet}/freeze")
            return pay(people)

        answers = outcomes(at_once(32, pay_or_control))
        assert answers.keys() <= {(201, None), (200, None), (422, "account_frozen")}
        assert outcomes([pay(people)]) == {(422, "account_frozen"): 1}
        assert balance(people) == (1000 - answers[201, None]) * PRICE
        assert_books_agree()


class TestRefundsAtOnce:
    def test_give_back_what_was_paid_and_no_more(self, people: People) -> None:
        load(people, 10 * PRICE)
        first = pay(people, amount=4 * PRICE).json()["id"]
        pay(people, amount=6 * PRICE)
        body = {"amount": PRICE, "reason": "Closed"}
        answers = at_once(12, lambda _: people.farida.sign(f"/v1/payments/{first}/refunds", body))
        assert outcomes(answers) == {(201, None): 4, (422, "reversal_exceeds"): 8}
        assert balance(people) == 4 * PRICE
        assert_books_agree()


class TestAWorkerThatIsKilled:
    def test_loses_and_doubles_nothing(self, web: Web, people: People) -> None:
        load(people, 10_000 * PRICE)
        first: dict[str, str | None] = {}
        stop = threading.Event()

        def pay_on() -> None:
            while not stop.is_set():
                key = str(uuid4())
                first[key] = _paid_under(people, key)

        with _threads(8, pay_on):
            for _ in range(3):
                time.sleep(0.7)
                os.kill(random.choice(web.workers()), signal.SIGKILL)
            time.sleep(1.5)
            stop.set()

        assert any(first.values())
        assert None in first.values(), "no worker died in the middle of a request"
        for key, payment in first.items():
            again = _insisting(people, key)
            assert payment in (None, again)
        assert paid(people).count() == len(first)
        assert balance(people) == (10_000 - len(first)) * PRICE
        assert_books_agree()


def _paid_under(people: People, key: str) -> str | None:
    """The payment under a key; None when there was no answer, or it does not tell."""
    try:
        answer = pay(people, key=key)
    except httpx.TransportError:
        return None
    assert answer.status_code in (201, 503), answer.text
    return str(answer.json()["id"]) if answer.status_code == 201 else None


def _insisting(people: People, key: str) -> str:
    """Asks again, as an app does, until there is an answer."""
    for _ in range(50):
        payment = _paid_under(people, key)
        if payment is not None:
            return payment
        time.sleep(0.1)
    raise AssertionError(f"no answer for {key}")


class TestKeptConnections:
    """Clients keep theirs, so what one worker takes on it has for long."""

    KEPT = 24

    def test_are_shared_out_evenly_among_the_workers(self, web: Web) -> None:
        with kept_connections(web, self.KEPT):
            counts = [connections_of(worker, web.port) for worker in web.workers()]
        assert sum(counts) >= self.KEPT
        assert max(counts) - min(counts) <= 2, counts

    def test_are_taken_by_a_busy_worker_while_the_idle_one_is_stuck(self, web: Web) -> None:
        stuck, _ = web.workers()
        os.kill(stuck, signal.SIGSTOP)
        try:
            with kept_connections(web, self.KEPT):
                pass
        finally:
            os.kill(stuck, signal.SIGCONT)


@contextmanager
def kept_connections(web: Web, number: int) -> Iterator[None]:
    """So many connections, each of which has been answered and stays open."""
    clients = [httpx.Client(base_url=web.url, timeout=20.0) for _ in range(number)]
    try:
        for client in clients:
            assert client.get("/livez").status_code == 200
        yield
    finally:
        for client in clients:
            client.close()


def connections_of(worker: int, port: int) -> int:
    found = psutil.Process(worker).net_connections(kind="tcp")
    return sum(one.status == "ESTABLISHED" and one.laddr.port == port for one in found)


@contextmanager
def _threads(number: int, do: Callable[[], None]) -> Iterator[None]:
    running = [threading.Thread(target=do) for _ in range(number)]
    for thread in running:
        thread.start()
    try:
        yield
    finally:
        for thread in running:
            thread.join()
