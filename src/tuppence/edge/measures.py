"""What is measured of every request. Names and labels: docs/metrics.md."""

from functools import cache
from typing import Final

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import Histogram

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

SLOW: Final = 2.0
"""Seconds from which on a request gets a line in the log of its own."""

log = structlog.get_logger(__name__)

_REQUESTS = Histogram(
    "tuppence_http_request_seconds",
    "Requests by how long they took, from the head that was read to the answer that was made",
    ("method", "route", "status"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def request_answered(request: HttpRequest, response: HttpResponse, *, seconds: float) -> None:
    """Counts a request under its route's template: an address itself would name people, and make
    a series of each. Writes a line of it when it was slow, or when all are wanted."""
    method = request.method if request.method in _METHODS else "other"
    answered(method, _route(request), response.status_code, seconds=seconds)


def answered(method: str, route: str, status: int, *, seconds: float) -> None:
    """`request_answered`, of a request that never was Django's."""
    _series(method, route, status).observe(seconds)
    if seconds >= SLOW or settings.ENVIRONMENT.access_log == "all":
        took = round(seconds * 1000, 1)
        log.info("request_answered", method=method, route=route, status=status, ms=took)


@cache
def _series(method: str, route: str, status: int) -> Histogram:
    """Looking a series up by its labels costs as much as counting in it."""
    return _REQUESTS.labels(method, route, status)


def _route(request: HttpRequest) -> str:
    if request.resolver_match is not None:
        return f"/{request.resolver_match.route}"
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"
