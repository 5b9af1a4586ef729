"""Answers that a read replica may give, and those that it may not.

`read` sends a query to a replica when three things hold: the replica has replayed what the primary
had written a few seconds ago; it answers; and who asks has changed nothing lately, as everyone sees
their own changes at once. Otherwise the primary answers. So a replica that is late, or away, costs
load and never an error. Balances, limits and rights are not read through here at all.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeVar
from uuid import UUID

import structlog
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from redis.exceptions import RedisError

from tuppence.edge import rates
from tuppence.kernel.staleness import may_be_stale

REPLICA: Final = "replica"
"""Replicas' aliases are ``replica1``, ``replica2``... in the order of DATABASE_REPLICA_URLS."""

LOOK_EVERY: Final = 5.0
"""Seconds between two looks at how far a replica is. It must then have replayed all that the
primary had written by the look before, so an answer is some ten seconds old at most."""

OWN_CHANGE_SECONDS: Final = 60
"""How long after a request to change something its person is answered by the primary: longer than
any such request takes, and a replica may lag."""

SETTLED: Final = timedelta(minutes=10)
"""What is older than this is on every replica that `read` uses."""

T = TypeVar("T")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Look:
    """``written``: how far the primary was at the look; ``usable``: what was found then."""

    at: float
    written: int | None
    usable: bool


_looks: dict[str, _Look] = {}
_turn = 0


def read(query: Callable[[], T], *, person: UUID) -> T:
    """The answer of ``query``, from a replica if it may be. ``query`` only reads, and may be run
    twice."""
    replica = None if not _replicas() or _changed_something(person) else _choose()
    if replica is None:
        return query()
    try:
        with may_be_stale(on=replica):
            return query()
    except (OperationalError, InterfaceError) as error:
        _looks[replica] = _Look(time.monotonic(), None, usable=False)
        log.warning("replica_failed", replica=replica, reason=type(error).__name__)
        return query()


def note_change(*, person: UUID) -> None:
    """Has the primary answer this person for a while. Called before the change is made, so that no
    moment is left between."""
    note_changes([person])


def note_changes(people: Iterable[UUID]) -> None:
    """`note_change` for many, in one round trip."""
    if not _replicas():
        return
    try:
        with rates.client().pipeline(transaction=False) as pipe:
            for person in people:
                pipe.set(_key(person), "1", ex=OWN_CHANGE_SECONDS)
            pipe.execute()
    except RedisError as error:
        log.warning("own_change_unmarked", reason=type(error).__name__)


def _changed_something(person: UUID) -> bool:
    try:
        return bool(rates.client().exists(_key(person)))
    except RedisError:
        return True


def _key(person: UUID) -> str:
    return f"changed:{person}"


def _replicas() -> list[str]:
    return [name for name in connections.settings if name.startswith(REPLICA)]


def _choose() -> str | None:
    """One of the replicas that are usable, in turn."""
    global _turn  # noqa: PLW0603 (whose turn it is in this process)
    usable = [name for name in _replicas() if _usable(name)]
    _turn += 1
    return usable[_turn % len(usable)] if usable else None


def _usable(replica: str) -> bool:
    now, last = time.monotonic(), _looks.get(replica)
    if last is not None and now - last.at < LOOK_EVERY:
        return last.usable
    try:
        replayed = _position(replica, "pg_last_wal_replay_lsn()")
        written = _position(DEFAULT_DB_ALIAS, "pg_current_wal_lsn()")
    except (OperationalError, InterfaceError) as error:
        log.warning("replica_away", replica=replica, reason=type(error).__name__)
        _looks[replica] = _Look(now, None, usable=False)
        return False
    # What was written at a look of long ago proves nothing about the last seconds.
    recent = last if last is not None and now - last.at < 2 * LOOK_EVERY else None
    before = None if recent is None else recent.written
    usable = replayed is not None and before is not None and replayed >= before
    _looks[replica] = _Look(now, written, usable)
    return usable


def _position(alias: str, function: str) -> int | None:
    """A place in the write-ahead log, in bytes; None from a server that is no replica."""
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT ({function} - '0/0')::bigint")
        found: int | None = cursor.fetchone()[0]
        return found
