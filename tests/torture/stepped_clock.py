"""A clock that can be set while the platform runs, and only for it: its Python processes read what
time they believe it is from the machine's clock and a number of seconds in a file.

PostgreSQL and Redis keep the machine's time: what is tried is an application server whose clock
is wrong, as happens when its time service stops or jumps.
"""

import time
from datetime import UTC, datetime
from pathlib import Path

LOOKED_AT_EVERY = 0.05
"""Seconds of the machine's own steady clock between two looks at the file."""


def install(offset: Path) -> None:
    """From now on `utc_now` and `time.time` of this process are off by what the file says. Before
    anything imports them by name, so from a settings module."""
    from tuppence.kernel import clock

    right, steady = time.time, time.monotonic
    seen, seconds = 0.0, 0.0

    def off() -> float:
        nonlocal seen, seconds
        if steady() - seen > LOOKED_AT_EVERY:
            seen = steady()
            try:
                seconds = float(offset.read_text())
            except (OSError, ValueError):
                seconds = 0.0
        return seconds

    def stepped() -> float:
        return right() + off()

    def utc_now() -> datetime:
        return datetime.fromtimestamp(right() + off(), UTC)

    time.time = stepped
    clock.utc_now = utc_now
