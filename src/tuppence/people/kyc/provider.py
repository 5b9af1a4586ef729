"""The provider that checks documents, as this room asks it, and the one that speaks HTTP.

Every call has a time-out. What may have been lost on its way is said again under the same name (the
check's public id is the provider's ``reference`` and the ``Idempotency-Key``), so that it is
checked once. A provider that fails again and again is left alone for a while: who waits for it is
told at once instead.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, ClassVar, Final, Protocol

import httpx
import structlog
from django.conf import settings

from tuppence.kernel.errors import Unavailable
from tuppence.people.kyc.rules import SAID, Shown

TRIES: Final = 3
PAUSE: Final = 0.2
TIMEOUT: Final = 3.0
_WORTH_RETRYING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_REASON: Final = 80

log = structlog.get_logger(__name__)


class KycMissing(Unavailable):
    code: ClassVar[str] = "kyc_missing"
    title: ClassVar[str] = "No provider is connected here that could check a document"


class KycAway(Unavailable):
    code: ClassVar[str] = "kyc_away"
    title: ClassVar[str] = "The provider that checks documents does not answer: try again soon"


@dataclass(frozen=True, slots=True)
class Word:
    """What the provider says of a check: `rules.SAID`, and why, for a rejected one."""

    said: str
    reason: str | None = None


class Provider(Protocol):
    """What any provider must do. ``reference`` is the check's public id (kyc_...)."""

    def submit(self, *, reference: str, shown: Shown, birth_date: date | None) -> Word:
        """Has a document checked; the same reference again is the same check. Raises `KycAway`,
        after which the provider may or may not have it."""
        ...

    def status(self, *, reference: str) -> Word | None:
        """What it says now; None when it never got such a check. Raises `KycAway`."""
        ...


@dataclass(slots=True)
class Breaker:
    """Open after ``most`` failures in a row, for ``seconds``; then one call may try."""

    most: int = 5
    seconds: float = 30.0
    clock: Callable[[], float] = time.monotonic
    _failures: int = 0
    _until: float = field(default=0.0)

    def check(self) -> None:
        """Raises `KycAway` while it is open."""
        left = self._until - self.clock()
        if left > 0:
            raise KycAway(retry_after=int(left) + 1)

    def note(self, *, answered: bool) -> None:
        """Counts an outcome."""
        self._failures = 0 if answered else self._failures + 1
        if self._failures >= self.most:
            self._until = self.clock() + self.seconds


class HttpProvider:
    """``POST /checks`` and ``GET /checks/{reference}`` at ``url``, with a bearer token."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        breaker: Breaker | None = None,
        timeout: float = TIMEOUT,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=timeout)
        self._breaker = breaker or Breaker()
        self._pause = pause

    def submit(self, *, reference: str, shown: Shown, birth_date: date | None) -> Word:
        body = {
            "reference": reference,
            "document": {"kind": shown.kind, "number": shown.number},
            "name": shown.name,
            "birth_date": None if birth_date is None else birth_date.isoformat(),
        }
        answer = self._asked("POST", "/checks", reference=reference, body=body)
        if answer.status_code not in (200, 201, 202):
            raise KycAway
        return _word(answer)

    def status(self, *, reference: str) -> Word | None:
        answer = self._asked("GET", f"/checks/{reference}", reference=reference)
        if answer.status_code == 404:
            return None
        if answer.status_code != 200:
            raise KycAway
        return _word(answer)

    def _asked(
        self, method: str, path: str, *, reference: str, body: dict[str, Any] | None = None
    ) -> httpx.Response:
        """An answer that is not worth asking for again. Raises `KycAway`. No body is logged."""
        for attempt in range(1, TRIES + 1):
            self._breaker.check()
            answer = self._once(method, path, reference=reference, body=body)
            outcome = "no_answer" if answer is None else answer.status_code
            log.info(
                "kyc_asked", method=method, reference=reference, attempt=attempt, outcome=outcome
            )
            good = answer is not None and answer.status_code not in _WORTH_RETRYING
            self._breaker.note(answered=good)
            if answer is not None and good:
                return answer
            if attempt < TRIES:
                self._pause(PAUSE * 2 ** (attempt - 1))
        raise KycAway(retry_after=5)

    def _once(
        self, method: str, path: str, *, reference: str, body: dict[str, Any] | None
    ) -> httpx.Response | None:
        headers = {"Idempotency-Key": reference}
        try:
            return self._http.request(method, path, json=body, headers=headers)
        except httpx.HTTPError:
            return None


def _word(answer: httpx.Response) -> Word:
    """Raises `KycAway` for what nobody here can read."""
    try:
        return word(answer.json())
    except ValueError as error:
        raise KycAway from error


def word(body: Any) -> Word:
    """What a provider's object says: ``state``, and ``reason`` for a rejected one. Raises
    ValueError."""
    said = body.get("state") if isinstance(body, dict) else None
    if not isinstance(said, str) or said not in SAID:
        raise ValueError("a provider says one of its states")
    reason = body.get("reason")
    if said != "rejected":
        return Word(said)
    known = isinstance(reason, str) and reason.isascii() and reason.replace("_", "").isalnum()
    return Word(said, reason[:_LONGEST_REASON] if known else "other")


def connected() -> Provider:
    """The provider that the settings name. Raises `KycMissing` when there is none."""
    environment = settings.ENVIRONMENT
    if not environment.kyc_url:
        raise KycMissing(retry_after=3600)
    return _provider(environment.kyc_url, environment.kyc_token)


@cache
def _provider(url: str, token: str) -> Provider:
    return HttpProvider(url, token)
