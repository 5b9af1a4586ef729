"""What is told to each person who listens, in Redis: a short stream of hints a person.

A stream begins when its person first listens, and goes soon after the last time; hints are added
only where there is one. So Redis holds them for those who look just now, a bounded number for each,
and nobody else costs anything. A hint is added at least once; one more does no harm.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import orjson
from django.conf import settings
from redis import BlockingConnectionPool, Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tuppence.reach.audience import Hint

KEPT: Final = 100
"""Hints that a stream holds. Who missed more than these reads everything anew."""

LIFE: Final = 600
"""Seconds that a stream is kept after the last look at it."""

MOST_AT_ONCE: Final = 20
"""Hints for one person of one page of facts; where there would be more, each topic is named once,
without saying which of its things changed."""

_TIMEOUT: Final = 1.0
_PLACE: Final = re.compile(r"([0-9]{1,15})-([0-9]{1,15})")


class Place(NamedTuple):
    """A place in a stream, as Redis names it (``1732700000000-0``): milliseconds and a count."""

    milliseconds: int
    place: int

    def __str__(self) -> str:
        return f"{self.milliseconds}-{self.place}"

    @classmethod
    def of(cls, text: str | bytes) -> "Place":
        """Raises ValueError for a text that names none."""
        found = _PLACE.fullmatch(text.decode() if isinstance(text, bytes) else text)
        if found is None:
            raise ValueError("not a place in a stream")
        return cls(int(found[1]), int(found[2]))


Entry = tuple[Place, Hint | None]
"""None is a mark: that somebody began to listen there."""


def tell(hints: Mapping[int, Sequence[Hint]]) -> int:
    """Adds hints to the streams of those people (internal ids) who have one; how many people that
    were. Raises `redis.RedisError`."""
    people = [*hints]
    with client().pipeline(transaction=False) as pipe:
        for person in people:
            pipe.exists(_key(person))
        listening = [who for who, there in zip(people, pipe.execute(), strict=True) if there]
        for person in listening:
            for hint in _bounded(hints[person]):
                fields: Any = {b"hint": orjson.dumps([hint.topic, hint.id])}
                pipe.xadd(_key(person), fields, maxlen=KEPT, approximate=False, nomkstream=True)
        pipe.execute()
    return len(listening)


def _bounded(hints: Sequence[Hint]) -> list[Hint]:
    once = [*dict.fromkeys(hints)]
    if len(once) <= MOST_AT_ONCE:
        return once
    return [Hint(topic, None) for topic in dict.fromkeys(hint.topic for hint in once)]


def begin(person_id: int) -> Place:
    """The end of a person's stream, which is there from now on. Raises `redis.RedisError`."""
    key = _key(person_id)
    newest: Any = client().xrevrange(key, count=1)
    found = newest[0][0] if newest else client().xadd(key, {b"mark": b""})
    keep([person_id])
    return Place.of(found)


def goes_on_from(person_id: int, place: Place) -> bool:
    """Whether a stream still holds what stood at a place, and so all that came after it. Not so
    after a longer pause, after too many hints, and when Redis has forgotten."""
    found: Any = client().xrange(_key(person_id), min=str(place), max=str(place))
    if found:
        keep([person_id])
    return bool(found)


def after(places: Mapping[int, Place], *, wait: float, redis: Redis) -> dict[int, list[Entry]]:
    """What people's streams hold after these places; waits for something up to so many seconds.
    Raises `redis.RedisError`."""
    keys = {_key(person).encode(): person for person in places}
    asked: Any = {_key(person): str(place) for person, place in places.items()}
    answers: Any = redis.xread(asked, count=KEPT, block=int(wait * 1000))
    return {keys[key]: [_entry(*one) for one in entries] for key, entries in answers or []}


def _entry(place: bytes, fields: Mapping[bytes, bytes]) -> Entry:
    hint = fields.get(b"hint")
    return Place.of(place), None if hint is None else Hint(*orjson.loads(hint))


def keep(people: Iterable[int]) -> None:
    """Has these people's streams stay for another `LIFE`. Raises `redis.RedisError`."""
    with client().pipeline(transaction=False) as pipe:
        for person in people:
            pipe.expire(_key(person), LIFE)
        pipe.execute()


def _key(person_id: int) -> str:
    return f"live:{person_id}"


@lru_cache(maxsize=1)
def client() -> Redis:
    """The process's Redis for what is quick, which is given up on soon."""
    pool = BlockingConnectionPool.from_url(
        settings.ENVIRONMENT.redis_url,
        max_connections=4,
        timeout=_TIMEOUT,
        socket_timeout=_TIMEOUT,
        socket_connect_timeout=_TIMEOUT,
        retry=Retry(NoBackoff(), 1),
    )
    return Redis(connection_pool=pool)


def waiting_client(*, wait: float) -> Redis:
    """A Redis for one who waits on it up to so many seconds. Connects when it is first asked."""
    return Redis.from_url(
        settings.ENVIRONMENT.redis_url,
        socket_timeout=wait + _TIMEOUT,
        socket_connect_timeout=_TIMEOUT,
        retry=Retry(NoBackoff(), 0),
        max_connections=1,
    )
