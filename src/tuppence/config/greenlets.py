"""Database connections of greenlets wait in gevent's own way: no poll object for each query."""

from typing import Any, TypeVar

import psycopg
from gevent import select, socket
from psycopg.abc import PQGen
from psycopg.waiting import Ready, Wait

Result = TypeVar("Result")


class Connection(psycopg.Connection[Any]):
    """psycopg's connection, which under gevent would wait through an emulated ``poll()``: watchers
    and a timer for each query, three times the cost of waiting for the socket alone."""

    def wait(self, gen: PQGen[Result], interval: float = 0, timeout: float | None = None) -> Result:
        """Runs a libpq conversation to its end. Nothing wakes it in between: gevent raises what
        ends a greenlet (a timeout, a shutdown) right here."""
        if timeout is not None:
            return super().wait(gen, interval or 0.1, timeout)
        try:
            state = next(gen)
            while True:
                state = gen.send(_ready(self.pgconn.socket, state))
        except StopIteration as done:
            result: Result = done.value
            return result


def _ready(fileno: int, state: Wait) -> Ready:
    if state == Wait.R:
        socket.wait_read(fileno)
        return Ready.R
    readable, writable, _ = select.select([fileno] if state & Wait.R else [], [fileno], [])
    return Ready((Ready.R if readable else 0) | (Ready.W if writable else 0))
