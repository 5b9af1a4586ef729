"""That this process is about to end: whoever answers without an end (a stream) ends by then.

The server's own loop says so (`tuppence.config.draining`), and must not import Django: nor does
this."""

from collections.abc import Callable

_told: list[Callable[[], None]] = []


def at_end(act: Callable[[], None]) -> None:
    """Has ``act`` called once this process accepts nothing any more. It must not wait."""
    _told.append(act)


def begin() -> None:
    """Tells everyone who asked to be."""
    for act in _told:
        act()
