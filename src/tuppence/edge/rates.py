"""Rate limits, counted in Redis by one script (rates.lua), so that all workers share one count.

A limit either fails open (an ordinary request is served when Redis is away, and a line is logged)
or closed (sign-in answers 503: guessing codes must never be free).
"""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha1, sha256
from pathlib import Path
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from redis import BlockingConnectionPool, Redis
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError, RedisError
from redis.retry import Retry
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from tuppence.edge.addresses import client_address, limited_as
from tuppence.edge.gather import Gatherer
from tuppence.kernel.errors import Refused, Unavailable

SLICES = 20
"""A window's resolution: what is counted is remembered for at most 1/20 longer than the window."""

_TIMEOUT = 1.0
_CONNECTIONS = 32
_PAUSE_AFTER_FAILURE = 1.0
_META = "tuppence.standing"

log = structlog.get_logger(__name__)


class RateLimited(Refused):
    """``retry_after``: seconds until another request may be admitted; also in Retry-After."""

    code: ClassVar[str] = "rate_limited"
    status: ClassVar[int] = 429
    title: ClassVar[str] = "Too many requests; wait and try again"

    def __init__(self, *, limit: str, retry_after: int) -> None:
        super().__init__(f"the limit {limit} is used up", limit=limit, retry_after=retry_after)
        self.retry_after = retry_after


class LimiterUnavailable(Unavailable):
    code: ClassVar[str] = "limiter_unavailable"
    title: ClassVar[str] = "Sign-in is closed while attempts cannot be counted"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``cap`` in any ``seconds``. ``name`` is stable: it is part of the key in Redis."""

    name: str
    cap: int
    seconds: int
    fails_closed: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a subject stands with a limit after a request: what the RateLimit headers say."""

    limit: Limit
    admitted: bool
    remaining: int
    reset: int


_resting_until = 0.0


def count(
    limit: Limit, *, subject: str, now: datetime | None = None, look: bool = False
) -> Standing | None:
    """Counts one request of a subject (an actor, a phone, an address) against a limit; with
    ``look`` it only tells whether one would be admitted.

    ``now`` of None is Redis's own clock, which all workers share. None is answered when Redis is
    away and the limit fails open. Raises `LimiterUnavailable` when it fails closed.
    """
    global _resting_until  # noqa: PLW0603 (one flag for the process: see below)
    # A Redis that hangs must cost one time-out a second, not one in every request. A sign-in waits
    # all the same: it is better late than refused.
    if not limit.fails_closed and time.monotonic() < _resting_until:
        _uncounted(limit, reason="resting")
        return None
    try:
        answer = _gatherer().submit(_call(limit, subject, now=now, look=look))
    except RedisError as error:
        _resting_until = time.monotonic() + _PAUSE_AFTER_FAILURE
        _uncounted(limit, reason=type(error).__name__)
        return None
    return _standing(limit, answer)


class Ask(NamedTuple):
    """What `count` is asked, for `count_all`."""

    limit: Limit
    subject: str
    look: bool = False


def count_all(asks: Sequence[Ask]) -> list[Standing | None]:
    """As `count`, for many at once, of limits that fail open."""
    global _resting_until  # noqa: PLW0603 (as above)
    if not asks or time.monotonic() < _resting_until:
        return [None] * len(asks)
    try:
        answers = _run([_call(ask.limit, ask.subject, look=ask.look) for ask in asks])
    except RedisError as error:
        _resting_until = time.monotonic() + _PAUSE_AFTER_FAILURE
        _uncounted(asks[0].limit, reason=type(error).__name__)
        return [None] * len(asks)
    return [_standing(ask.limit, answer) for ask, answer in zip(asks, answers, strict=True)]


def hit(limit: Limit, *, subject: str, now: datetime | None = None) -> Standing | None:
    """As `count`, and raises `RateLimited` when the limit is used up."""
    return admitted(count(limit, subject=subject, now=now))


def check(limit: Limit, *, subject: str) -> None:
    """Raises `RateLimited` when the limit is used up; counts nothing. For limits on failures, which
    are counted (`count`) only once they have happened."""
    admitted(count(limit, subject=subject, look=True))


def admitted(standing: Standing | None) -> Standing | None:
    """What was counted. Raises `RateLimited` when the limit was used up."""
    if standing is not None and not standing.admitted:
        raise RateLimited(limit=standing.limit.name, retry_after=max(1, standing.reset))
    return standing


def general_limit() -> Limit:
    """What one signed-in person, or one address that is not signed in, may ask in a minute."""
    return Limit("general", cap=settings.ENVIRONMENT.rate_limit, seconds=60)


def of_person(person: UUID) -> str:
    """The subject that a person is counted as."""
    return f"person:{person}"


def charge(request: HttpRequest, *, actor: Any) -> Standing | None:
    """Counts a request once against the general limit. Raises `RateLimited`."""
    person = getattr(actor, "person", None)
    subject = of_person(person) if person else f"address:{limited_as(client_address(request))}"
    standing = count(general_limit(), subject=subject)
    request.META[_META] = standing
    return admitted(standing)


def charged(request: HttpRequest) -> bool:
    """Whether `charge` has counted this request."""
    return _META in request.META


def describe(request: HttpRequest, response: HttpResponse) -> None:
    """Sets the RateLimit headers (the three-field form of the IETF's httpapi draft)."""
    for name, value in headers(request.META.get(_META)):
        response[name] = value


def headers(standing: Standing | None) -> list[tuple[str, str]]:
    """How an answer tells where its caller stands."""
    if standing is None:
        return []
    return [
        ("RateLimit-Limit", str(standing.limit.cap)),
        ("RateLimit-Remaining", str(standing.remaining)),
        ("RateLimit-Reset", str(standing.reset)),
    ]


class GeneralLimit(BaseThrottle):
    """DRF's way to `charge`, once it is known who asks."""

    def allow_request(self, request: Request, view: Any) -> bool:
        charge(request._request, actor=request.user)
        return True


def _uncounted(limit: Limit, *, reason: str) -> None:
    log.warning("rate_limit_uncounted", limit=limit.name, reason=reason)
    if limit.fails_closed:
        raise LimiterUnavailable


def _key(limit: Limit, subject: str) -> str:
    # Hashed: a phone number or an address is nothing to keep readable in Redis.
    return f"rate:{limit.name}:{sha256(subject.encode()).hexdigest()[:32]}"


_SCRIPT = (Path(__file__).parent / "rates.lua").read_text()
_SCRIPT_SHA = sha1(_SCRIPT.encode(), usedforsecurity=False).hexdigest()  # how Redis names it

_Call = tuple[str, int, int, int, str, int]
"""The script's key and arguments."""


def _call(limit: Limit, subject: str, *, now: datetime | None = None, look: bool) -> _Call:
    milliseconds = "" if now is None else str(int(now.timestamp() * 1000))
    return (
        _key(limit, subject), limit.cap, limit.seconds * 1000, SLICES, milliseconds, int(not look)
    )  # fmt: skip


def _standing(limit: Limit, answer: Sequence[int]) -> Standing:
    admitted, remaining, reset = answer
    return Standing(limit, bool(admitted), max(0, remaining), math.ceil(reset / 1000))


def _run(calls: Sequence[_Call]) -> list[list[int]]:
    """The script's answers, in one round trip: requests that wait in one web worker count together.
    (Not in one script: their keys may live on different nodes of a cluster.)"""
    redis = client()
    for _ in range(2):
        with redis.pipeline(transaction=False) as pipe:
            for call in calls:
                pipe.evalsha(_SCRIPT_SHA, 1, *map(str, call))
            answers: list[Any] = pipe.execute(raise_on_error=False)
        if not any(isinstance(answer, NoScriptError) for answer in answers):
            break
        redis.script_load(_SCRIPT)  # a Redis that was restarted knows no scripts
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
    return answers


@lru_cache(maxsize=1)
def _gatherer() -> Gatherer[_Call, list[int]]:
    environment = settings.ENVIRONMENT
    return Gatherer(_run, max_batch=environment.post_batch, max_waiting=environment.post_queue)


@lru_cache(maxsize=1)
def client() -> Redis:
    """The process's Redis, which is given up on soon."""
    # Many greenlets take turns at a few connections, rather than open one each.
    pool = BlockingConnectionPool.from_url(
        settings.ENVIRONMENT.redis_url,
        max_connections=_CONNECTIONS,
        timeout=_TIMEOUT,
        socket_timeout=_TIMEOUT,
        socket_connect_timeout=_TIMEOUT,
        retry=Retry(NoBackoff(), 1),
    )
    return Redis(connection_pool=pool)
