"""Saying that an answer may be a little old, so that a read replica may give it.

Everything else is read from the primary. What decides about money is never read stale.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_allowed: ContextVar[bool] = ContextVar("may_be_stale", default=False)


@contextmanager
def may_be_stale() -> Iterator[None]:
    """Reads inside may miss what was committed in the last moments (seconds, at worst minutes)."""
    token = _allowed.set(True)
    try:
        yield
    finally:
        _allowed.reset(token)


def may_be_stale_now() -> bool:
    return _allowed.get()
