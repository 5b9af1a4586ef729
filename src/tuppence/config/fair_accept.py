"""Workers share connections out evenly: who has more than another waits before it takes a new one.

All workers listen on one socket, and whichever wakes first accepts. Clients keep connections, so
one worker can end up with 45 of 64, and those who are with it wait twice as long for each answer.
Here each worker tells how many it has in a page of memory that all share, and one that has more
than the least busy leaves a new connection to that one: for a moment only, so a worker that is
stuck, or gone without a word, delays nobody for longer than that. Nothing here may import Django:
see gunicorn.py.
"""

import mmap
import struct
import time
from collections.abc import Iterator
from typing import Any

from gevent.server import StreamServer

PATIENCE = 0.05
"""Seconds that a connection may be left to a less busy worker."""

LOOK = 0.002
"""Seconds between two looks whether it was taken."""

_ROW = struct.Struct("=II")
_ROWS = 256
# Made in the master, which every worker is a fork of: (pid, connections), 0 for a row that is free.
_page = mmap.mmap(-1, _ROW.size * _ROWS)


class Share:
    """A worker's row. ``number`` is gunicorn's count of workers so far: a row is used again after
    256 of them, when its worker is long gone."""

    def __init__(self, *, number: int, pid: int) -> None:
        self._place = (number % _ROWS) * _ROW.size
        self._pid = pid
        self.tell(0)

    def tell(self, connections: int) -> None:
        """How many connections this worker has now."""
        _ROW.pack_into(_page, self._place, self._pid, connections)

    def withdraw(self) -> None:
        """It takes no more."""
        _ROW.pack_into(_page, self._place, 0, 0)

    def exceeds(self, connections: int) -> bool:
        """Whether another worker has fewer than so many."""
        return any(theirs < connections for pid, theirs in _told() if pid not in (0, self._pid))


def forget(pid: int) -> None:
    """Frees the row of a worker that has ended, however it did. For the master."""
    for place, (told, _) in enumerate(_told()):
        if told == pid:
            _ROW.pack_into(_page, place * _ROW.size, 0, 0)


def _told() -> Iterator[tuple[int, int]]:
    return _ROW.iter_unpack(_page[:])


class FairServer(StreamServer):  # type: ignore[misc]  # gevent is not typed
    """Accepts one connection at a time, and only while no worker has fewer; or after `PATIENCE`."""

    max_accept = 1

    def __init__(self, *arguments: Any, share: Share, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._share = share
        self._left_since: float | None = None

    def do_read(self) -> Any:
        if self._leaves():
            self.stop_accepting()
            self._timer = self.loop.timer(LOOK)
            self._timer.start(self._start_accepting_if_started)
            return None
        self._left_since = None
        return super().do_read()

    def _leaves(self) -> bool:
        mine = self.pool.size - self.pool.free_count()
        self._share.tell(mine)
        if not self._share.exceeds(mine):
            return False
        now = time.monotonic()
        if self._left_since is None or now - self._left_since > 10 * PATIENCE:
            self._left_since = now  # another connection than the last one that was left
        return now - self._left_since < PATIENCE

    def close(self) -> None:
        self._share.withdraw()
        super().close()
