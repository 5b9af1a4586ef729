"""How many requests a process takes on at once. One more is refused before anything is done for
it: that costs next to nothing, and those that were taken on are answered as soon as without it.

Whatever stands still or is too slow (the database, Redis, this process itself), requests pile up
here first, so this bounds how long anybody waits. What gathers for the ledger is bounded by itself
as well (`tuppence.edge.gather`), below this, so that payments that wait leave room for the rest.
"""

from collections.abc import Callable
from typing import ClassVar, Final, Protocol, TypeVar

from django.conf import settings
from prometheus_client import Counter

from tuppence.kernel.errors import Unavailable


class _Addressed(Protocol):
    @property
    def path(self) -> str: ...


Request = TypeVar("Request", bound=_Addressed)
Response = TypeVar("Response")

ALWAYS: Final = frozenset({"/livez", "/readyz", "/healthz", "/metrics"})
"""Whoever looks after us is answered all the same: a process that is busy must not be taken for one
that is dead."""

_REFUSED = Counter(
    "tuppence_http_overloaded_total",
    "Requests that were sent away because the worker had as many in hand as it takes on",
)


class Overloaded(Unavailable):
    """Nothing was done. ``Retry-After`` is a second: by then those in hand are answered."""

    code: ClassVar[str] = "overloaded"
    title: ClassVar[str] = "Too many requests are in hand just now; try again in a moment"


class Admission:
    """Counts what one process has in hand. Greenlets only change hands where they wait, so a plain
    number is enough."""

    def __init__(self) -> None:
        self.in_hand = 0

    def serve(self, request: Request, get_response: Callable[[Request], Response]) -> Response:
        """The answer to the request. Raises `Overloaded` when there are too many."""
        if self.in_hand >= settings.ENVIRONMENT.max_requests and request.path not in ALWAYS:
            _REFUSED.inc()
            raise Overloaded
        self.in_hand += 1
        try:
            return get_response(request)
        finally:
            self.in_hand -= 1


ADMISSION: Final = Admission()
"""Of this process."""
