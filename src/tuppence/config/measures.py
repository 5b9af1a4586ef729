"""What each web worker measures of itself, every few seconds: it alone knows its pool."""

import gevent
from django.db import connection
from prometheus_client import Counter, Gauge

EVERY = 5.0
"""Seconds."""

_STARTS = Counter(
    "tuppence_web_worker_starts_total",
    "Web workers that began to serve: as many as there are, and one more for each restart",
)
_POOL = Gauge(
    "tuppence_db_pool_connections",
    "Database connections of the web workers' pools: in use, idle, and the most there may be",
    ("state",),
    multiprocess_mode="livesum",
)
_WAITING = Gauge(
    "tuppence_db_pool_waiting",
    "Requests that wait for a database connection",
    multiprocess_mode="livesum",
)
_TIMEOUTS = Counter(
    "tuppence_db_pool_timeouts_total",
    "Requests that waited for a database connection in vain, and were answered 503",
)


def begin() -> None:
    """Called once in each worker, when it is about to serve."""
    _STARTS.inc()
    gevent.spawn(_for_ever)


def _for_ever() -> None:
    timeouts = 0
    while True:
        timeouts = _look(timeouts)
        gevent.sleep(EVERY)


def _look(timeouts: int) -> int:
    """Takes the pool's state; gives how many timeouts it has told by now."""
    pool = connection.pool  # type: ignore[attr-defined]  # Django's stubs do not know it
    state = pool.get_stats()
    idle = state.get("pool_available", 0)
    _POOL.labels("used").set(state.get("pool_size", 0) - idle)
    _POOL.labels("idle").set(idle)
    _POOL.labels("most").set(state.get("pool_max", 0))
    _WAITING.set(state.get("requests_waiting", 0))
    told = int(state.get("requests_errors", 0))
    _TIMEOUTS.inc(max(told - timeouts, 0))
    return told
