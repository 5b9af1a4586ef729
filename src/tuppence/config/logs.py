"""Logs: one JSON object a line, or text for people on a terminal. A line of a request tells its id,
who asks and what was posted (`tuppence.edge.log_lines`); a task's, the task; the relay's, the fact.

They go to standard error, since standard output is a command's answer; supervisord gathers both.
Nothing here may import Django: gunicorn's master reads it before the workers are patched.
"""

import logging
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from typing import Any

import structlog

from tuppence.edge.log_lines import add_request, for_people

Event = MutableMapping[str, Any]


def without_rows(_logger: object, _method: str, event: Event) -> Event:
    """The traceback as text, but of a database's error the first line alone: those that follow
    repeat the row that it refused, names and numbers with it. (structlog's own structured
    tracebacks would carry local variables, and with them secrets.)"""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    elif isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        text = "".join(traceback.format_exception(error)).rstrip("\n")
        for each in _chain(error):
            if any(kind.__name__ == "DatabaseError" for kind in type(each).__mro__):
                whole = str(each)
                text = text.replace(whole, whole.partition("\n")[0])
        event["exception"] = text
    return event


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and those that it came from."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        each = waiting.pop()
        if each is not None and id(each) not in seen:
            seen.add(id(each))
            yield each
            waiting += [each.__cause__, each.__context__]


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    add_request,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    structlog.processors.StackInfoRenderer(),
    without_rows,
]
# One list for the process, however often it is configured: loggers keep the one they began with.
_STRUCTLOGS = [*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter]


def configuration(level: str, *, form: str) -> dict[str, Any]:
    """`logging.config.dictConfig`'s argument, for Django, gunicorn and Celery alike. ``form``:
    ``json``, ``text``, or ``auto``, which is text on a terminal."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "tuppence.config.logs.formatter", "form": form}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["lines"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # A refusal is an ordinary answer; what broke on our side `tuppence.edge.problems` logs.
            "django.request": {"level": "CRITICAL"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # A line for each task sent, received and done is more than anyone reads.
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "gunicorn.error": {"handlers": [], "propagate": True},
        },
    }


def formatter(*, form: str = "auto") -> logging.Formatter:
    """Renders the standard library's records and structlog's alike; also sets structlog up."""
    structlog.configure(
        processors=_STRUCTLOGS,
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    terminal = sys.stderr.isatty()
    as_text = form == "text" or (form == "auto" and terminal)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            for_people(colors=terminal)
            if as_text
            else structlog.processors.JSONRenderer(default=str),
        ],
    )
