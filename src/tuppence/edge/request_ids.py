"""One id for one request: in its answer, in every log line it causes, and in a problem's body."""

import re
from typing import TYPE_CHECKING

from django.http import HttpRequest

from tuppence.edge.log_lines import REQUEST_ID
from tuppence.kernel.ids import new_uuid

if TYPE_CHECKING:
    from tuppence.edge.express import Plain

HEADER = "X-Request-Id"
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)


def assign(request: HttpRequest) -> str:
    """Gives the request its id: the caller's own when it is short and plain, else a new one.

    A strange one is replaced rather than refused: it must not reach the logs, and it is no reason
    to fail a payment.
    """
    request.META[REQUEST_ID] = chosen(request.headers.get(HEADER, ""))
    return request_id_of(request)


def chosen(offered: str) -> str:
    """The id of a request that offers this one, or none (empty)."""
    return offered if _SANE.fullmatch(offered) else f"req-{new_uuid().hex}"


def request_id_of(request: "HttpRequest | Plain") -> str:
    """The id given by `assign`; empty for a request that never passed the middleware."""
    return str(request.META.get(REQUEST_ID, ""))
