"""Saying that an answer may be a little old, so that a read replica may give it.

Everything else is read from the primary. What decides about money is never read stale.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_allowed: ContextVar[bool] = ContextVar("may_be_stale", default=False)
_on: ContextVar[str | None] = ContextVar("may_be_stale_on", default=None)


@contextmanager
def may_be_stale(*, on: str | None = None) -> Iterator[None]:
    """Reads inside may miss what was committed in the last moments (seconds, at worst minutes).
    ``on`` names the replica that answers them all, so that they see one state."""
    token, place = _allowed.set(True), _on.set(on)
    try:
        yield
    finally:
        _allowed.reset(token)
        _on.reset(place)


def may_be_stale_now() -> bool:
    return _allowed.get()


def stale_on() -> str | None:
    """The replica that the caller chose, if one was."""
    return _on.get()
