"""gunicorn's gevent worker, but it ends as soon as nothing is in hand.

gunicorn's own waits for every connection to close, also for those kept open by clients who ask for
nothing, until its time is up and it cuts them all. Nothing here may import Django: see gunicorn.py.
"""

import fcntl
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import gevent

from tuppence.config.serving import PlainWorker, hang_up
from tuppence.edge import ending

LOOK = 0.1
"""Seconds between two looks for quiet connections."""

GRACE = 15
"""Looks during which a kept connection may still bring a request in, which is answered with
``Connection: close``. Whoever is busy learns so; only the quiet ones are closed unasked. Counted in
looks, as on a machine that has too much to do these come late, and so do callers."""


class DrainingWorker(PlainWorker):
    """Told to end, it accepts no connection, answers what is in hand, ends what would go on without
    an end, and closes the quiet connections."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._sockets: dict[Any, Any] = {}
        self._waiting: dict[Any, gevent.Timeout] = {}

    def run(self) -> None:
        gevent.spawn(self._close_the_quiet)
        super().run()

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        mine = gevent.getcurrent()
        self._sockets[mine] = client
        try:
            super().handle(listener, client, addr)
        finally:
            del self._sockets[mine]

    @contextmanager
    def timeout_ctx(self) -> Iterator[None]:
        """Around the wait for a connection's next request; that it is cut short is no error."""
        mine = gevent.getcurrent()
        with gevent.Timeout(self.cfg.keepalive, False) as timeout:
            self._waiting[mine] = timeout
            try:
                yield
            finally:
                del self._waiting[mine]

    def _close_the_quiet(self) -> None:
        while self.alive:
            gevent.sleep(LOOK)
        ending.begin()
        for _ in range(GRACE):
            gevent.sleep(LOOK)
        while True:
            for client in list(self.idle):
                if _is_quiet(client):
                    hang_up(client)
            for connection, timeout in list(self._waiting.items()):
                if _is_quiet(self._sockets[connection]):
                    connection.kill(timeout, block=False)
            gevent.sleep(LOOK)


def _is_quiet(client: Any) -> bool:
    """Whether nothing has arrived that is not read yet."""
    unread = fcntl.ioctl(client.fileno(), termios.FIONREAD, bytes(4))
    return int.from_bytes(unread, sys.byteorder) == 0
