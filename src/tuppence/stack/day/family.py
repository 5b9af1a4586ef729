"""The people of the demo's day: their phones, and the words they are told in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from tuppence.kernel.money import format_minor
from tuppence.stack.display import say
from tuppence.stack.phone import Phone, expected

UNIT: Final = "INR"
OK: Final = (200, 201, 202)


@dataclass
class Family:
    """Who takes part. A phone logs in when it is first used."""

    url: str
    numbers: dict[str, str]
    _phones: dict[str, Phone] = field(default_factory=dict)
    _wallets: dict[str, str] = field(default_factory=dict)

    def phone(self, who: str) -> Phone:
        """``who``: the given name."""
        if who not in self._phones:
            self._phones[who] = Phone(self.url).log_in(self.numbers[who], device=f"{who}'s day")
        return self._phones[who]

    def me(self, who: str) -> str:
        return str(self.phone(who).get("/v1/me")["id"])

    def wallet(self, who: str) -> str:
        if who not in self._wallets:
            self._wallets[who] = self.phone(who).wallet()["id"]
        return self._wallets[who]

    def balance(self, who: str) -> str:
        return amount(self.phone(who).wallet()["balance"])

    def done(self, who: str, path: str, body: Any = None, **more: Any) -> dict[str, Any]:
        """A signed request that must succeed. Raises `Unexpected`."""
        return expected(self.phone(who).sign(path, body or {}, **more), *OK)

    def changed(self, who: str, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """A request of any method that must succeed. Raises `Unexpected`."""
        return expected(self.phone(who).send(method, path, body), *OK)


Scene = Callable[[Family], None]


def amount(minor: int) -> str:
    """As a person writes it."""
    return f"₹{format_minor(minor, UNIT)}"


def at(clock: str, title: str) -> None:
    """A new scene."""
    say(f"\n[bold]{clock}  {title}[/bold]")


def tell(text: str) -> None:
    say(f"       {text}")


def refused(answer: httpx.Response, code: str) -> dict[str, Any]:
    """The problem of a request that had to be refused with this code. Raises `Unexpected`."""
    problem = expected(answer, 403, 409, 422)
    if problem["code"] != code:
        expected(answer)
    return problem
