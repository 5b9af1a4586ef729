"""Controls that change while payments stream in, over real HTTP to several web workers: a change
binds every payment that begins after it was answered. And guardians who decide at once."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

import httpx
import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.journeys.app import App, expected
from tests.journeys.conftest import People
from tests.journeys.test_first_payment import assert_books_agree
from tests.journeys.web import Web
from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import from_public
from tuppence.people.families.models import Membership, Role
from tuppence.people.families.operations import add_member
from tuppence.people.identity.operations.people import register_person

pytestmark = [pytest.mark.stack, pytest.mark.torture]

PRICE = 1_00
PAYING = 6
SOME = 30
ROUNDS = 3
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A payment from when it began to when it was answered, by this machine's clock, and how."""

    began: float
    ended: float
    status: int
    code: str | None


@dataclass
class Stream:
    """Meera pays on and on, from many connections and in every way that a payment takes."""

    people: People
    wallet: str
    attempts: list[Attempt] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def pay_on(self, number: int) -> None:
        turn = number
        while not self.over.is_set():
            turn += 1
            body = self._bodies()[turn % 3]
            began = time.monotonic()
            answer = self.people.meera.sign("/v1/payments", body)
            ended, code = time.monotonic(), answer.json().get("code")
            self.attempts.append(Attempt(began, ended, answer.status_code, code))

    def until_paid_since(self, since: float) -> list[Attempt]:
        """Waits for some payments that began after an instant; gives those answered by then."""
        patience = time.monotonic() + 30
        while time.monotonic() < patience:
            found = [one for one in list(self.attempts) if one.began > since]
            if len(found) >= SOME:
                return found
            time.sleep(0.05)
        raise AssertionError("nobody paid meanwhile")

    def _bodies(self) -> list[dict[str, Any]]:
        shop = self.people.shop
        code = f"upi://pay?pa={shop}@tuppence&pn=Canteen&mc=5814"
        return [
            {"to": {"handle": shop}, "amount": PRICE},
            {"to": {"upi": code}, "amount": PRICE},
            # The full way, with nothing gathered before the posting.
            {"to": {"handle": shop}, "amount": PRICE, "wallet": self.wallet},
        ]


@contextmanager
def paying(people: People) -> Iterator[Stream]:
    stream = Stream(people, people.meera.wallet()["id"])
    threads = [threading.Thread(target=stream.pay_on, args=(n,)) for n in range(PAYING)]
    for thread in threads:
        thread.start()
    try:
        yield stream
    finally:
        stream.over.set()
        for thread in threads:
            thread.join()


Change = Callable[[People], httpx.Response]


def decide(controls: dict[str, Any]) -> Change:
    def change(people: People) -> httpx.Response:
        address = f"/v1/people/{people.meera.get('/v1/me')['id']}/controls"
        seen = people.asha.get(address)["version"]
        return people.asha.send("PUT", address, {"version": seen, "controls": controls})

    return change


def freezing(method: str) -> Change:
    return lambda people: people.asha.send(
        method, f"/v1/wallets/{people.meera.wallet()['id']}/freeze"
    )


ALWAYS = {"days": [1, 2, 3, 4, 5, 6, 7], "from": "00:00", "to": "00:00"}
CHANGES: dict[str, tuple[Change, Change]] = {
    "account_frozen": (freezing("PUT"), freezing("DELETE")),
    "limit_reached": (decide({"limits": {"day": 1}}), decide({})),
    "payment_too_large": (decide({"limits": {"payment": 1}}), decide({})),
    "category_off": (decide({"categories": {"off": ["food"]}}), decide({})),
    "merchant_off": (decide({"merchants": {"only": []}}), decide({})),
    "hours_closed": (decide({"closed_hours": [ALWAYS]}), decide({})),
    "approval_required": (decide({"ask_first": {"above": 1}}), decide({})),
}
"""What closes, and what opens again, by the code that payments are refused with between."""


@pytest.mark.parametrize("code", CHANGES)
def test_a_change_binds_every_payment_that_begins_after_it(people: People, code: str) -> None:
    close, open_again = CHANGES[code]
    load(people)
    decide({})(people)
    with paying(people) as stream:
        for _ in range(ROUNDS):
            for change, wanted in ((close, code), (open_again, None)):
                expected(change(people), 200)
                answered = time.monotonic()
                found = stream.until_paid_since(answered)
                assert {one.code for one in found} == {wanted}, Counter(one.code for one in found)
    assert {one.code for one in stream.attempts} == {None, code}
    assert_books_agree()


def load(people: People) -> None:
    wallet = people.meera.wallet()["id"]
    expected(people.asha.sign(f"/v1/wallets/{wallet}/topups", {"amount": 9_000_00}), 201)


@pytest.fixture
def ravi(web: Web, people: People, django_db_blocker: DjangoDbBlocker) -> App:
    """Meera's other guardian."""
    now, number = utc_now(), next(_numbers)
    asha = from_public("per", people.asha.get("/v1/me")["id"])
    with django_db_blocker.unblock():
        person = register_person(
            phone=f"+916100099{number:03}",
            name="Ravi Rao",
            handle=f"ravi.{number}",
            birth_date=date(now.year - 44, 1, 1),
            now=now,
        )
        family = Membership.objects.get(person__public_id=asha).family
        add_member(family=family, person=person, role=Role.GUARDIAN, today=now.date())
    return App(web.url).log_in(person.phone)


class TestTwoGuardians:
    def test_who_say_yes_and_no_at_once_are_one_answer(self, people: People, ravi: App) -> None:
        load(people)
        expected(decide({"ask_first": {"above": 50}})(people), 200)
        paid = 0
        for turn in range(12):
            asked = self._ask(people)
            ways = ("approve", "decline") if turn % 3 else ("approve", "approve")
            answers = self._at_once(people, ravi, asked, ways)
            statuses = sorted(answer.status_code for answer in answers)
            assert statuses == [200, 409], [answer.text for answer in answers]
            refused = max(answers, key=lambda answer: answer.status_code).json()
            state = people.meera.get(f"/v1/approvals/{asked}")["state"]
            assert (refused["code"], refused["state"]) == ("approval_decided", state)
            paid += state == "approved"
        assert self._takings(people) == paid * PRICE
        assert_books_agree()

    def _ask(self, people: People) -> str:
        body = {"to": {"handle": people.shop}, "amount": PRICE}
        return str(expected(people.meera.sign("/v1/approvals", body), 201)["id"])

    def _at_once(
        self, people: People, ravi: App, approval: str, ways: tuple[str, str]
    ) -> list[httpx.Response]:
        together = threading.Barrier(2)

        def say(guardian: App, what: str) -> httpx.Response:
            together.wait()
            address = f"/v1/approvals/{approval}/{what}"
            return (
                guardian.sign(address, {}) if what == "approve" else guardian.send("POST", address)
            )

        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(say, (people.asha, ravi), ways))

    def _takings(self, people: People) -> int:
        wallets = people.farida.get("/v1/wallets")["items"]
        return int(next(one for one in wallets if one["kind"] == "merchant")["balance"])
