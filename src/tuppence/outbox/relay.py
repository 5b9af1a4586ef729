"""The relay: one loop that follows the frontier and hands settled facts to every consumer.

Any number may run, on one machine or several: a consumer's cursor is locked by whoever delivers to
it. They poll, as a NOTIFY in the transaction that moves money would make commits queue for a lock.
"""

import time
from collections.abc import Iterable, Sequence
from threading import Event
from typing import Final

import structlog
from django.db import DatabaseError, InterfaceError, connection
from structlog.contextvars import bound_contextvars

from tuppence.outbox import delivery, operations, queries
from tuppence.outbox.consumers import Consumer, NotNow
from tuppence.outbox.frontier import Frontier
from tuppence.outbox.pages import Page, Pages
from tuppence.outbox.queries import Position

SHORTEST_WAIT: Final = 0.010
LONGEST_WAIT: Final = 0.200
"""Seconds between looks: short after something happened, doubling while nothing does."""

BROKEN_WAIT: Final = 1.0
LONGEST_BROKEN_WAIT: Final = 60.0
"""Seconds that a broken consumer is left alone, or a lost database is waited for: doubling."""

LONGEST_NOT_NOW: Final = 4.0
"""The same of a consumer that waits for something else to come back."""

log = structlog.get_logger(__name__)


class Relay:
    """Delivers to ``consumers`` on Django's default connection, which a thread has to itself."""

    def __init__(self, consumers: Iterable[Consumer]) -> None:
        self._consumers = {consumer.name: consumer for consumer in consumers}
        self._frontier: Frontier | None = None
        self._pages = Pages()
        self._broken: dict[str, tuple[float, float]] = {}
        """Of a broken consumer: when to try it again (monotonic), and the pause after that."""

    def run(self, stop: Event) -> None:
        """Delivers until ``stop`` is set; what is in hand then is finished first."""
        log.info("outbox_relay_started", consumers=sorted(self._consumers))
        wait, trouble = SHORTEST_WAIT, BROKEN_WAIT
        while not stop.is_set():
            try:
                busy = self.step(stop)
            except (DatabaseError, InterfaceError) as error:
                log.warning("outbox_database_lost", error=str(error), again_in=trouble)
                connection.close()
                stop.wait(trouble)
                trouble = min(trouble * 2, LONGEST_BROKEN_WAIT)
                continue
            trouble = BROKEN_WAIT
            wait = SHORTEST_WAIT if busy else min(wait * 2, LONGEST_WAIT)
            if not busy:
                stop.wait(wait)
        log.info("outbox_relay_stopped")

    def drain(self) -> None:
        """Delivers all that is settled and due by now, then returns."""
        idle = 0
        while idle < 2:  # the look after the one that found a gap is the one that can settle it
            idle = 0 if self.step() else idle + 1

    def step(self, stop: Event | None = None) -> bool:
        """One look, and at most one page for each consumer. Whether anything happened.

        Raises `DatabaseError` or `InterfaceError` when the connection is lost.
        """
        if self._frontier is None:
            self._frontier = self._begin()
        busy = self._frontier.advance()
        for position in queries.positions(tuple(self._consumers)):
            if stop is not None and stop.is_set():
                return busy
            if not self._resting(position.consumer):
                with bound_contextvars(consumer=position.consumer):
                    busy |= self._serve(position, self._frontier.settled)
        return busy

    def _begin(self) -> Frontier:
        """Cursors for consumers that are new here, and a frontier from the one furthest behind."""
        for consumer in self._consumers.values():
            operations.start(consumer=consumer.name, at=consumer.start)
        positions: Sequence[Position] = queries.positions(tuple(self._consumers))
        return Frontier(settled=min((p.last_id for p in positions), default=0))

    def _serve(self, position: Position, settled: int) -> bool:
        consumer, moved, tried = self._consumers[position.consumer], 0, 0

        def read(last_id: int) -> Page:
            return self._pages.read(after=last_id, settled=settled)

        try:
            if position.last_id < settled and not position.blocked:
                moved = delivery.deliver(consumer=consumer, read=read)
            if position.due:
                tried = delivery.retry_due(consumer=consumer)
        except Exception as error:
            if delivery.connection_lost():
                raise
            self._rest(consumer, error)
            return False
        self._broken.pop(consumer.name, None)
        if moved:
            log.debug("outbox_delivered", consumer=consumer.name, ids=moved)
        return bool(moved or tried)

    def _resting(self, name: str) -> bool:
        return name in self._broken and time.monotonic() < self._broken[name][0]

    def _rest(self, consumer: Consumer, error: Exception) -> None:
        """Leaves a consumer alone for a while: its cursor stays, the others go on."""
        _, pause = self._broken.get(consumer.name, (0.0, BROKEN_WAIT))
        waits = isinstance(error, NotNow)
        following = min(pause * 2, LONGEST_NOT_NOW if waits else LONGEST_BROKEN_WAIT)
        self._broken[consumer.name] = (time.monotonic() + pause, following)
        event = "outbox_consumer_waits" if waits else "outbox_consumer_broken"
        tell = log.warning if waits else log.error
        tell(event, consumer=consumer.name, error=str(error), again_in=pause)
