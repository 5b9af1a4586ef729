"""Customers who pay without pause, each with a shadow of their own: what was sent under each
idempotency key, and what was answered. The shadows are what the books are compared with."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

from tests.journeys.app import App
from tuppence.stack.phone import Unexpected

TOP_UP = 1_000_00
PATIENCE = 8.0
"""Seconds that a customer waits for an answer before the outcome counts as unknown."""
PAUSE = 0.1
"""The longest rest of a customer between two payments: enough are always under way, and those who
are being restarted get a share of a small machine as well."""
RENEWED_EVERY = 600.0
"""Seconds after which a customer signs in anew: a token lives for fifteen minutes."""
FINAL = (201, 422)
"""Statuses that are the outcome of a key. Every other answer means: ask again."""


@dataclass(slots=True)
class Asked:
    """One idempotency key: what was asked (``amount`` moves from ``payer``, None for the bank, to
    ``payee``), and the first final answer. ``doubted``: an attempt ended without an answer."""

    key: str
    path: str
    body: dict[str, Any]
    payer: str | None
    payee: str
    status: int = 0
    answer: dict[str, Any] = field(default_factory=dict)
    attempts: int = 0
    doubted: bool = False
    replayed: bool = False

    @property
    def amount(self) -> int:
        return int(self.body["amount"])


class Customer(threading.Thread):
    """Signs up over HTTP, tops up, then pays shops and friends until told to stop."""

    def __init__(
        self,
        url: str,
        *,
        number: int,
        seed: int,
        patience: float = PATIENCE,
        connections: int = 4,
    ) -> None:
        super().__init__(name=f"customer{number}", daemon=True)
        self.phone = f"+91980000{number:04}"
        self.handle = f"customer{number}"
        self._number = number
        self.wallet = ""
        self.shadow: list[Asked] = []
        self.answers: Counter[str] = Counter()
        self.faults: list[str] = []
        self.friends: list[str] = []
        self.shops: list[str] = []
        self._app = App(url, patience=patience, connections=connections)
        self._dice = random.Random(seed * 1_000 + number)
        self._doubts: list[Asked] = []
        self._stopping = threading.Event()
        self._signed_in = 0.0

    def sign_up(self) -> None:
        """A person with a wallet, once the relay has opened it."""
        self._app.log_in(self.phone)
        self._signed_in = time.monotonic()
        profile = {"name": "A Customer", "handle": self.handle, "birth_date": "1990-02-01"}
        answer = self._app.send("PATCH", "/v1/me", profile)
        assert answer.status_code == 200, answer.text
        deadline = time.monotonic() + 30
        while not (wallets := self._app.get("/v1/wallets")["items"]):
            assert time.monotonic() < deadline, "the relay opens no wallet"
            time.sleep(0.1)
        self.wallet = wallets[0]["id"]
        self._show_a_document()

    def _show_a_document(self) -> None:
        """And their wallet then lets them pay each other."""
        number = f"TORTU{50 + self._number:04}A"
        body = {"document": "pan", "number": number, "name": "A Customer"}
        answer = self._app.sign("/v1/kyc", body)
        assert answer.status_code == 201, answer.text
        deadline = time.monotonic() + 60
        while "p2p" in self._scopes():
            assert time.monotonic() < deadline, "the provider approves nothing"
            time.sleep(0.1)

    def _scopes(self) -> set[str]:
        tier = self._app.get(f"/v1/wallets/{self.wallet}")["tier"]
        return {limit["scope"] for limit in tier["limits"]}

    def balance(self) -> int:
        self._renew()
        return int(self._app.wallet()["balance"])

    def run(self) -> None:
        try:
            self.load()
            while not self._stopping.wait(self._dice.uniform(0, PAUSE)):
                self._pay_or_ask_again()
        except Exception as error:  # told at the end; the other customers go on
            self.faults.append(f"{type(error).__name__}: {error}")

    def finish(self) -> None:
        """Stops; then asks again for everything in doubt, until each has an answer."""
        self._stopping.set()
        if self.ident is not None:
            self.join(60)
        deadline = time.monotonic() + 60
        while self._doubts and time.monotonic() < deadline:
            if self._ask(self._doubts[0]) not in FINAL:
                time.sleep(0.1)

    def probe(self) -> bool:
        """Whether a payment of one more paisa is made just now; for `sign_up`'s own thread, while
        this customer is not running."""
        asked = self._payment(amount=1)
        self._ask(asked)
        return asked.status in FINAL

    def rush(self, count: int) -> Iterator[int]:
        """So many payments of a paisa to one shop at once, each attempted once: the answers'
        statuses, as they come. For `sign_up`'s own thread, as `probe`."""
        body = {"to": {"handle": self.shops[0]}, "amount": 1}
        crowd = [
            Asked(self._new_key(), "/v1/payments", body, self.handle, self.shops[0])
            for _ in range(count)
        ]

        with ThreadPoolExecutor(count) as pool:
            for asking in as_completed([pool.submit(self._ask, asked) for asked in crowd]):
                yield asking.result()

    def load(self) -> None:
        """A top-up; as `probe`."""
        path = f"/v1/wallets/{self.wallet}/topups"
        asked = Asked(self._new_key(), path, {"amount": TOP_UP}, None, self.handle)
        self._ask(asked)

    def _pay_or_ask_again(self) -> None:
        self._renew()
        turn = self._dice.random()
        if self._doubts and turn < 0.3:
            self._ask(self._doubts[0])
        elif self.shadow and turn < 0.35:
            self._ask(self._dice.choice(self.shadow))
        elif turn < 0.37:
            self.load()
        else:
            # One in a hundred asks for more than there can be, so refusals are outcomes too.
            much = self._dice.random() < 0.01
            self._ask(self._payment(amount=900_00 if much else self._dice.randint(1, 5_00)))

    def _payment(self, *, amount: int) -> Asked:
        payee = self._dice.choice([*self.shops, *self.friends])
        body = {"to": {"handle": payee}, "amount": amount}
        return Asked(self._new_key(), "/v1/payments", body, self.handle, payee)

    def _ask(self, asked: Asked) -> int:
        """One attempt: the answer's status, or 0. What is in doubt stays so until an attempt is
        answered."""
        asked.attempts += 1
        if asked.attempts == 1:
            self.shadow.append(asked)
        try:
            answer = self._app.sign(asked.path, asked.body, key=asked.key)
            self.answers[str(answer.status_code)] += 1
        except httpx.TransportError as error:
            self.answers[type(error).__name__] += 1
            answer = None
        if answer is None or answer.status_code not in FINAL:
            self._doubt(asked, answer)
        else:
            self._settle(asked, answer)
        return 0 if answer is None else answer.status_code

    def _doubt(self, asked: Asked, answer: httpx.Response | None) -> None:
        if answer is not None and answer.status_code >= 500:
            if answer.status_code != 503:
                self.faults.append(f"{answer.status_code} {answer.text[:300]}")
            elif "Retry-After" not in answer.headers:
                self.faults.append(f"503 without Retry-After: {answer.text[:300]}")
        if asked.status == 0:
            asked.doubted = True
            if asked not in self._doubts:
                self._doubts.append(asked)

    def _settle(self, asked: Asked, answer: httpx.Response) -> None:
        told = {name: value for name, value in answer.json().items() if name != "request_id"}
        if asked.status == 0:
            asked.status, asked.answer = answer.status_code, told
            asked.replayed = "Idempotent-Replayed" in answer.headers
        elif (asked.status, asked.answer) != (answer.status_code, told):
            self.faults.append(f"{asked.key}: {asked.answer} became {told}")
        if asked in self._doubts:
            self._doubts.remove(asked)

    def _renew(self) -> None:
        """A new session when the token is old. A sign-in that fails is tried again later."""
        if time.monotonic() - self._signed_in < RENEWED_EVERY:
            return
        try:
            self._app.log_in(self.phone)
            self._signed_in = time.monotonic()
        except (httpx.TransportError, Unexpected):
            self._signed_in += 20

    def _new_key(self) -> str:
        return str(UUID(int=self._dice.getrandbits(128), version=4))
