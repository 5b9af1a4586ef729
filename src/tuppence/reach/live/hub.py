"""Everyone who listens to one process, and the one loop that serves them all.

The loop waits on Redis for all of them together, hands out what comes, and asks every few seconds
whether their sessions still stand. It runs while anybody listens. It may only ever be waited for in
a process of greenlets: see `cooperative`.
"""

import queue
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock, Thread
from typing import ClassVar, Final

import structlog
from django.conf import settings
from django.db import Error, close_old_connections
from prometheus_client import Counter, Gauge
from redis import Redis
from redis.exceptions import RedisError

from tuppence.edge.ending import at_end
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Unavailable
from tuppence.people.identity import queries as identity
from tuppence.people.identity.tokens import Claims
from tuppence.reach.audience import Hint
from tuppence.reach.live import streams
from tuppence.reach.live.streams import Entry, Place

LOOK: Final = 0.25
"""Seconds that the loop waits on Redis before it looks who has come: how late a new listener's
first hint may be."""

GATHER: Final = 0.03
"""Seconds that pass between two looks when much happens, so that what happens together is told
together."""

CHECK: Final = 3.0
"""Seconds after which a session that was ended is found to be."""

KEEP: Final = 60.0

LONGEST: Final = 15 * 60.0
"""Seconds that a listener is served: as long as an access token is good for. They come again."""

UNREAD: Final = 50
"""Batches of hints that may wait for a slow reader, who is sent away then, and comes again."""

MOST_OF_ONE: Final = 8
"""Listeners of one person in one process: tabs and devices. One more ends the oldest."""

_LISTENERS = Gauge(
    "tuppence_live_listeners",
    "Streams of hints that are open",
    multiprocess_mode="livesum",
)
_HINTS = Counter("tuppence_live_hints_total", "Hints that were handed to listeners")
_ENDED = Counter("tuppence_live_ended_total", "Streams of hints that we ended, and why", ("why",))

log = structlog.get_logger(__name__)


class LiveFull(Unavailable):
    """Come again later, and look by yourself until then."""

    code: ClassVar[str] = "live_full"
    title: ClassVar[str] = "As many listen as can be served: look by yourself for a while"


class LiveUnavailable(Unavailable):
    code: ClassVar[str] = "live_unavailable"
    title: ClassVar[str] = "Nothing can be told just now: look by yourself for a while"


Batch = list[tuple[Place, Hint]]


class Listener:
    """One who listens. ``place`` is how far in the person's stream they are."""

    def __init__(self, hub: "Hub", *, person_id: int, claims: Claims, place: Place) -> None:
        self.person_id = person_id
        self.claims = claims
        self.place = place
        self.since = time.monotonic()
        self._hub = hub
        self._batches: queue.Queue[Batch | None] = queue.Queue(UNREAD + 1)

    def next(self, *, wait: float) -> Batch | None:
        """What came, or an empty batch when nothing did for so many seconds; None is the end."""
        try:
            return self._batches.get(timeout=wait)
        except queue.Empty:
            return []

    def hand(self, entries: Sequence[Entry]) -> bool:
        """Takes what is new to this listener, to be read; False when they read too slowly."""
        new = [(place, hint) for place, hint in entries if place > self.place]
        if new:
            self.place = new[-1][0]
        batch: Batch = [(place, hint) for place, hint in new if hint is not None]
        if not batch:
            return True
        _HINTS.inc(len(batch))
        if self._batches.qsize() >= UNREAD:
            return False
        self._batches.put_nowait(batch)
        return True

    def end(self) -> None:
        """Has `next` say so, after what is unread."""
        self._batches.put(None)

    def close(self) -> None:
        """For whoever reads: they have gone."""
        self._hub.leave(self)


class Hub:
    """Of one process. ``clock`` tells the time that sessions are judged at."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._listeners: dict[Listener, None] = {}
        self._ending = False
        self._lock = Lock()
        self._running = False
        at_end(self.end)

    def join(self, *, person_id: int, claims: Claims, place: Place) -> Listener:
        """Lets somebody listen from a place on. Raises `LiveFull`, and `LiveUnavailable` in a
        process that ends."""
        if self._ending:
            raise LiveUnavailable
        theirs = [one for one in self._listeners if one.person_id == person_id]
        if len(theirs) >= MOST_OF_ONE:
            self._end(theirs[0], why="too_many")
        if len(self._listeners) >= settings.ENVIRONMENT.live_streams:
            raise LiveFull(retry_after=30)
        listener = Listener(self, person_id=person_id, claims=claims, place=place)
        with self._lock:
            self._listeners[listener] = None
            _LISTENERS.set(len(self._listeners))
            if not self._running:
                self._running = True
                Thread(target=self._run, name="live", daemon=True).start()
        return listener

    def leave(self, listener: Listener) -> None:
        """Twice does no harm."""
        self._listeners.pop(listener, None)
        _LISTENERS.set(len(self._listeners))

    def end(self) -> None:
        """This process ends: everybody listens elsewhere from here on."""
        self._ending = True
        self._end_all(why="process_ends")

    def _end(self, listener: Listener, *, why: str) -> None:
        _ENDED.labels(why).inc()
        self.leave(listener)
        listener.end()

    def _end_all(self, *, why: str) -> None:
        for listener in [*self._listeners]:
            self._end(listener, why=why)

    def _run(self) -> None:
        """While anybody listens."""
        redis = streams.waiting_client(wait=LOOK)
        checked = kept = time.monotonic()
        try:
            while self._anybody():
                if self._look(redis):
                    time.sleep(GATHER)
                now = time.monotonic()
                if now - checked >= CHECK:
                    checked = now
                    self._check(self._clock())
                if now - kept >= KEEP:
                    kept = now
                    streams.keep({one.person_id for one in [*self._listeners]})
        except RedisError as error:
            log.warning("live_redis_lost", reason=type(error).__name__)
            self._stop(why="redis_lost")
        except Error as error:
            log.warning("live_database_lost", reason=type(error).__name__)
            self._stop(why="database_lost")
        except Exception:
            log.exception("live_broken")
            self._stop(why="broken")
        finally:
            redis.close()

    def _anybody(self) -> bool:
        """Whether to go on; one who comes after a no begins the loop anew."""
        with self._lock:
            self._running = bool(self._listeners)
            return self._running

    def _stop(self, *, why: str) -> None:
        """Ends everybody: what we cannot look after, we do not pretend to."""
        with self._lock:
            self._running = False
            self._end_all(why=why)

    def _look(self, redis: Redis) -> bool:
        """Hands out what has come. Whether anything had."""
        places: dict[int, Place] = {}
        for one in [*self._listeners]:
            places[one.person_id] = min(one.place, places.get(one.person_id, one.place))
        if not places:
            return False
        found = streams.after(places, wait=LOOK, redis=redis)
        for listener in [*self._listeners]:
            entries = found.get(listener.person_id)
            if entries and not listener.hand(entries):
                self._end(listener, why="slow")
        return bool(found)

    def _check(self, now: datetime) -> None:
        """Ends those whose session or device was, whose consent was withdrawn, and whose time is
        over. Raises `django.db.Error` when it cannot be asked."""
        asked = [*self._listeners]
        close_old_connections()
        try:
            actors = identity.actors([(one.claims, now) for one in asked])
        finally:
            close_old_connections()
        for listener, actor in zip(asked, actors, strict=True):
            if actor is None or not (actor.consented and actor.profile_complete):
                self._end(listener, why="session_ended")
            elif time.monotonic() - listener.since >= LONGEST:
                self._end(listener, why="time_over")


def cooperative() -> bool:
    """Whether waiting here lets others go on: in a process of greenlets. In any other (a test, a
    command) nobody is kept waiting."""
    monkey = sys.modules.get("gevent.monkey")
    return monkey is not None and bool(monkey.is_module_patched("socket"))


HUB: Final = Hub(utc_now)
