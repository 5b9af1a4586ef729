"""What is done for every request, whoever answers it: an id, limits on its size and form, headers.

`Edge` stands first in the list, after CORS alone (a page must be able to read any refusal): nothing
of a request is read before it is measured, and every answer has an id and the security headers.
"""

import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError

from tuppence.edge import log_lines, rates
from tuppence.edge.admission import ADMISSION
from tuppence.edge.measures import request_answered
from tuppence.edge.problems import (
    ContentTypeUnsupported,
    MethodNotAllowed,
    RequestMalformed,
    problem_response,
    refusal_for,
)
from tuppence.edge.request_ids import HEADER, assign
from tuppence.kernel.errors import Forbidden, NotFound, Refused

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": it makes browsers send Origin: null with forms, which the admin's CSRF
    # check rightly refuses.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
STRICT_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
# The admin's own pages run Alpine.js, which evaluates the expressions in its attributes.
ADMIN_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)

BODY_SECONDS = 10
"""How long a body, which is small, may take to arrive: a caller who dribbles it would hold one of
the worker's connections for as long as they please."""

Handler = Callable[[HttpRequest], HttpResponse]


class BodyTooLarge(Refused):
    code: ClassVar[str] = "body_too_large"
    status: ClassVar[int] = 413
    title: ClassVar[str] = "The body is larger than this server reads"


class BodySlow(Refused):
    code: ClassVar[str] = "body_slow"
    status: ClassVar[int] = 408
    title: ClassVar[str] = "The body took too long to arrive"


class LengthRequired(Refused):
    code: ClassVar[str] = "length_required"
    status: ClassVar[int] = 411
    title: ClassVar[str] = "Send the body with a Content-Length, not in chunks"


class Edge:
    """The middleware; see the module's docstring for its place."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        request_id = assign(request)
        log_lines.begin(request)
        try:
            check_form(request)
            response = ADMISSION.serve(request, self.get_response)
        except Refused as refusal:
            response = problem_response(request, refusal)
        response = _as_problem(request, response)
        response = _counted_if_failed(request, response)
        rates.describe(request, response)
        _protect(request, response)
        response[HEADER] = request_id
        request_answered(request, response, seconds=time.perf_counter() - begun)
        log_lines.end()
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django's hook: a refusal raised in a view that is not DRF's."""
        refusal = refusal_for(exception)
        return None if refusal is None else problem_response(request, refusal)


def check_form(request: HttpRequest) -> None:
    """Refuses what no view should see, before the body is read; then reads the body.

    The body is small by then, and reading it here lets the signature and the parser both have it.
    """
    if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        raise RequestMalformed("the address holds a NUL")
    if request.META.get("HTTP_TRANSFER_ENCODING"):
        raise LengthRequired
    if request.META.get("HTTP_CONTENT_ENCODING", "identity") != "identity":
        raise ContentTypeUnsupported
    cap = settings.ENVIRONMENT.max_body_bytes
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError as error:
        raise RequestMalformed("Content-Length is not a number") from error
    if length > cap:
        raise BodyTooLarge(f"at most {cap} bytes are read", limit=cap)
    try:
        with _deadline(BODY_SECONDS if length else None):
            received = len(request.body)
    except UnreadablePostError as error:
        raise RequestMalformed("the body broke off") from error
    if received != length:
        raise RequestMalformed("the body is shorter than its Content-Length")


def _deadline(seconds: int | None) -> AbstractContextManager[object]:
    """Raises `BodySlow` inside when the time is up. Only greenlets can be so interrupted; a plain
    process serves tests, whose bodies are there."""
    monkey = sys.modules.get("gevent.monkey")
    if seconds is None or monkey is None or not monkey.is_module_patched("socket"):
        return nullcontext()
    from gevent import Timeout

    timeout: AbstractContextManager[object] = Timeout(seconds, BodySlow)
    return timeout


def _is_admin(request: HttpRequest) -> bool:
    return request.path.startswith("/admin/")


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Django's and its parts' own plain error pages, as problems. The admin keeps its pages."""
    html = response.get("Content-Type", "").startswith("text/html")
    if response.status_code < 400 or not html or _is_admin(request):
        return response
    known: dict[int, type[Refused]] = {403: Forbidden, 404: NotFound, 405: MethodNotAllowed}
    problem = problem_response(request, known.get(response.status_code, RequestMalformed)())
    if "Allow" in response:
        problem["Allow"] = response["Allow"]
    return problem


def _counted_if_failed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Counts by address what failed before anyone was told apart: bad tokens, unknown addresses."""
    if rates.charged(request) or not 400 <= response.status_code < 500 or _is_admin(request):
        return response
    try:
        rates.charge(request, actor=None)
    except rates.RateLimited as refusal:
        return problem_response(request, refusal)
    return response


def _protect(request: HttpRequest, response: HttpResponse) -> None:
    for name, value in HEADERS.items():
        response.setdefault(name, value)
    policy = ADMIN_POLICY if _is_admin(request) else STRICT_POLICY
    response.setdefault("Content-Security-Policy", policy)
    if not request.path.startswith(settings.STATIC_URL):
        response.setdefault("Cache-Control", "no-store")
