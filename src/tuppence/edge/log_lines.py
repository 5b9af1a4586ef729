"""What each log line of a request tells of it: its id, who asks, and the journal that it posted.

It is looked up when a line is written, and only then: most requests write none. People are told by
the public ids of the person and the device, never by a name, a number or anything that they sent.

Read by `tuppence.config.logs` in processes that must not have imported Django yet.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from django.http import HttpRequest

    from tuppence.edge.express import Plain

REQUEST_ID = "tuppence.request_id"
_JOURNAL = "tuppence.journal"

_current: ContextVar[HttpRequest | Plain | None] = ContextVar("tuppence_request", default=None)


def begin(request: HttpRequest | Plain) -> None:
    """From here on this greenlet's lines are those of the request."""
    _current.set(request)


def end() -> None:
    _current.set(None)


def note_journal(request: HttpRequest | Plain, journal: int | None) -> None:
    """What the request posted, or found that it had posted before."""
    request.META[_JOURNAL] = journal


def add_request(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """structlog's processor. What the line says itself stands."""
    request = _current.get()
    if request is None:
        return event
    event.setdefault("request_id", request.META.get(REQUEST_ID, ""))
    journal = request.META.get(_JOURNAL)
    if journal is not None:
        event.setdefault("journal", journal)
    for name, value in _actor(request).items():
        event.setdefault(name, value)
    return event


def _actor(request: HttpRequest | Plain) -> dict[str, str]:
    """The signed-in person and device. Asked of the class first: the console's user is loaded when
    it is touched, and writing a line must not ask the database."""
    user: Any = request.__dict__.get("user")
    if getattr(type(user), "person", None) is None:
        return {}
    from tuppence.kernel.ids import to_public

    return {"person": to_public("per", user.person), "device": to_public("dev", user.device)}


def for_people(*, colors: bool) -> structlog.dev.ConsoleRenderer:
    """How a line looks on a terminal. Tracebacks are text already. Values are quoted, as one that
    came from outside could move the cursor."""
    return structlog.dev.ConsoleRenderer(
        colors=colors,
        repr_native_str=True,
        pad_event_to=0,
        timestamp_key="at",
        exception_formatter=structlog.dev.plain_traceback,
    )
