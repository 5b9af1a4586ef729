"""Requests that wait in one gevent worker are done together: posted in one statement and one commit
(group commit), looked up in one query, counted in one round trip.

While a batch is at the database, those that arrive gather; when it is done, all that have gathered
go as the next. So batches grow with load by themselves, and a lone request waits for nobody.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, TypeVar, cast

from django.db import InterfaceError, OperationalError, connection
from gevent import monkey, sleep
from gevent.event import Event

from tuppence.edge import batch_measures as measures
from tuppence.kernel.errors import Unavailable

Item = TypeVar("Item")
Result = TypeVar("Result")


class QueueFull(Unavailable):
    """More requests wait than the worker takes on; nothing was done."""

    code: ClassVar[str] = "queue_full"
    title: ClassVar[str] = "Too many requests are waiting"


class OutcomeUnknown(Unavailable):
    """The database or this worker went away in the middle. Nothing is done twice by asking again
    with the same idempotency key: that tells what became of it, or does it."""

    code: ClassVar[str] = "outcome_unknown"
    title: ClassVar[str] = "It is not known whether this was done: repeat it with the same key"


class _Waiter(Generic[Item, Result]):
    """One caller's item, and what comes of it. ``woken`` is set when the batch is done, or when it
    is this caller's turn to lead the next."""

    __slots__ = ("done", "error", "item", "result", "since", "woken")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.since = time.perf_counter()
        self.woken: Any = Event()
        self.done = False
        self.result: Result | None = None
        self.error: Exception | None = None


class Gatherer(Generic[Item, Result]):
    """Hands items to ``flush`` in batches and each caller its result, after commit.

    ``flush`` takes a batch and gives as many results, in order. If it raises, every caller of that
    batch gets the exception (`OutcomeUnknown`, if it ``commits`` and the database was lost).

    Outside a gevent worker the same path does a batch of one, in the caller's transaction if there
    is one. Inside a worker it does so too, unless it ``commits``: then to be in a caller's
    transaction would be a fault.

    One caller at a time leads: it does the batch that waits, its own item first, on a connection
    of its own, and then hands the lead to the longest waiting.
    """

    def __init__(
        self,
        flush: Callable[[Sequence[Item]], Sequence[Result]],
        *,
        max_batch: int,
        max_waiting: int,
        commits: bool = False,
    ) -> None:
        self._flush = flush
        self._commits = commits
        self._max_batch = max_batch
        self._max_waiting = max_waiting
        self._waiting: deque[_Waiter[Item, Result]] = deque()
        self._led = False

    def submit(self, item: Item) -> Result:
        """The result for ``item``, once its batch is committed. Raises `QueueFull`."""
        if not in_gevent_worker() or (connection.in_atomic_block and not self._commits):
            [result] = self._flush([item])
            return result
        if connection.in_atomic_block:
            raise RuntimeError(
                "a gathered request commits by itself: open no transaction around it"
            )
        if len(self._waiting) >= self._max_waiting:
            if self._commits:
                measures.REFUSED.inc()
            raise QueueFull
        if not self._commits:
            self._give_back_connection()
        mine: _Waiter[Item, Result] = _Waiter(item)
        self._waiting.append(mine)
        if self._led:
            self._wait(mine)
        if not mine.done:
            self._lead(mine)
        if mine.error is not None:
            raise mine.error
        return cast("Result", mine.result)

    @staticmethod
    def _give_back_connection() -> None:
        """A request meets several gatherers in turn. If it kept a connection while it waits in the
        next, those who lead there could find the pool empty."""
        if connection.connection is not None:
            connection.close()

    def _wait(self, mine: _Waiter[Item, Result]) -> None:
        try:
            mine.woken.wait()
        except BaseException:  # this caller is being ended: the others must not wait for it
            if mine in self._waiting:
                self._waiting.remove(mine)
            if mine.woken.is_set() and not mine.done:
                self._pass_on()
            raise

    def _lead(self, mine: _Waiter[Item, Result]) -> None:
        self._led = True
        batch: list[_Waiter[Item, Result]] = []
        try:
            _let_others_in()
            size = min(len(self._waiting), self._max_batch)
            batch.extend(self._waiting.popleft() for _ in range(size))
            results = self._measured(batch)
            for waiter, result in zip(batch, results, strict=True):
                waiter.result = result
        except (OperationalError, InterfaceError) as error:
            if not self._commits:  # nothing can have been done: the error says all there is to say
                self._fail(batch, error)
                raise
            self._fail(batch, OutcomeUnknown())
            raise OutcomeUnknown from error
        except Exception as error:
            self._fail(batch, error)
            raise
        except BaseException:  # the leader is being ended, which is no reason to end the others
            self._fail(batch, OutcomeUnknown() if self._commits else Unavailable())
            raise
        finally:
            if mine in self._waiting:  # ended before its batch was made up
                self._waiting.remove(mine)
            for waiter in batch:
                waiter.done = True
                waiter.woken.set()
            self._pass_on()
            if not self._commits:
                self._give_back_connection()

    def _measured(self, batch: Sequence[_Waiter[Item, Result]]) -> Sequence[Result]:
        """Flushes a batch. Only the ledger's, which commit, are measured, and per batch, so that it
        costs a request little."""
        if not self._commits:
            return self._flush([waiter.item for waiter in batch])
        sent = time.perf_counter()
        measures.SIZE.observe(len(batch))
        measures.WAIT.observe(sent - batch[0].since)
        try:
            return self._flush([waiter.item for waiter in batch])
        finally:
            measures.STATEMENT.observe(time.perf_counter() - sent)
            measures.WAITING.set(len(self._waiting))

    @staticmethod
    def _fail(batch: Sequence[_Waiter[Item, Result]], error: Exception) -> None:
        for waiter in batch:
            waiter.error = error

    def _pass_on(self) -> None:
        if self._waiting:
            self._waiting[0].woken.set()
        else:
            self._led = False


def _let_others_in() -> None:
    """Runs what is ready to run, so that callers who are just arriving are in this batch."""
    sleep(0)


def in_gevent_worker() -> bool:
    """Whether sockets are gevent's here, so that waiting lets other requests run."""
    return bool(monkey.is_module_patched("socket"))
