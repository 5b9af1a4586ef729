"""Group commit: requests that wait in one gevent worker are done together, in one statement.

While a batch is at the database, those that arrive gather; when it is done, all that have gathered
go as the next. So batches grow with load by themselves, and a lone request waits for nobody.
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from django.db import connection

from tuppence.kernel.errors import Unavailable

Item = TypeVar("Item")
Result = TypeVar("Result")


class QueueFull(Unavailable):
    """More requests wait than the worker takes on; nothing was done."""

    code: ClassVar[str] = "queue_full"
    title: ClassVar[str] = "Too many requests are waiting"


class Gatherer(Generic[Item, Result]):
    """Hands items to ``flush`` in batches and each caller its result, after commit.

    ``flush`` takes a batch and gives as many results, in order; it commits by itself. If it raises,
    every caller of that batch gets the exception. Outside a gevent worker the same path does a
    batch of one, in the caller's transaction if there is one.
    """

    def __init__(
        self,
        flush: Callable[[Sequence[Item]], Sequence[Result]],
        *,
        max_batch: int,
        max_waiting: int,
    ) -> None:
        self._flush = flush
        self._max_batch = max_batch
        self._max_waiting = max_waiting
        self._waiting: deque[tuple[Item, Any]] = deque()
        self._busy = False

    def submit(self, item: Item) -> Result:
        """The result for ``item``, once its batch is committed. Raises `QueueFull`."""
        if not in_gevent_worker():
            [result] = self._flush([item])
            return result
        if connection.in_atomic_block:
            raise RuntimeError(
                "a gathered request commits by itself: open no transaction around it"
            )
        return self._submit_gathered(item)

    def _submit_gathered(self, item: Item) -> Result:
        from gevent.event import AsyncResult

        if len(self._waiting) >= self._max_waiting:
            raise QueueFull
        answer: Any = AsyncResult()
        self._waiting.append((item, answer))
        if not self._busy:
            self._lead()
        result: Result = answer.get()
        return result

    def _lead(self) -> None:
        """The caller that finds nobody at work leads one batch, then passes the work on."""
        from gevent import spawn

        self._busy = True
        try:
            self._run_batch()
        finally:
            self._busy = False
            if self._waiting:
                self._busy = True
                spawn(self._drain)

    def _drain(self) -> None:
        try:
            while self._waiting:
                self._run_batch()
        finally:
            self._busy = False
            connection.close()

    def _run_batch(self) -> None:
        batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._max_batch))]
        try:
            results = self._flush([item for item, _ in batch])
        except Exception as error:  # every caller must hear of it, whatever it is
            for _, answer in batch:
                answer.set_exception(error)
        else:
            for (_, answer), result in zip(batch, results, strict=True):
                answer.set(result)


def in_gevent_worker() -> bool:
    """Whether sockets are gevent's here, so that waiting lets other requests run."""
    from gevent import monkey

    return bool(monkey.is_module_patched("socket"))
