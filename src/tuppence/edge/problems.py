"""Every refusal and fault as an RFC 9457 problem answer, in one place.

Members: ``type`` (``/problems#<code>``), ``title``, ``status``, ``detail``, ``code``, ``instance``
(the path asked for), ``request_id``, and the refusal's own data.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import structlog
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.serializers.json import DjangoJSONEncoder
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions

from tuppence.edge.request_ids import request_id_of
from tuppence.kernel.errors import Forbidden, NotFound, Refused, Unavailable

MEDIA_TYPE = "application/problem+json"

log = structlog.get_logger(__name__)


class RequestMalformed(Refused):
    code: ClassVar[str] = "request_malformed"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "The request is not well-formed HTTP for this address"


class InvalidRequest(Refused):
    """``errors`` lists each fault: ``pointer`` (RFC 6901, in body or query) and ``detail``."""

    code: ClassVar[str] = "invalid_request"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "Some of what was sent is missing, unknown or malformed"


class Unauthenticated(Refused):
    code: ClassVar[str] = "unauthenticated"
    status: ClassVar[int] = 401
    title: ClassVar[str] = "Sign in first: the access token is missing, expired or revoked"


class MethodNotAllowed(Refused):
    code: ClassVar[str] = "method_not_allowed"
    status: ClassVar[int] = 405
    title: ClassVar[str] = "This address does not answer that method"


class ContentTypeUnsupported(Refused):
    code: ClassVar[str] = "content_type_unsupported"
    status: ClassVar[int] = 415
    title: ClassVar[str] = "Send the body as application/json, in UTF-8 and not compressed"


class InternalError(Refused):
    """All that the outside is told of an unexpected exception."""

    code: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something broke on our side; the request id finds it in our logs"


def problem_response(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The refusal as the outside sees it."""
    body, headers = problem(refusal, instance=request.path, request_id=request_id_of(request))
    answer = HttpResponse(body, status=refusal.status, content_type=MEDIA_TYPE)
    for name, value in headers:
        answer[name] = value
    return answer


def problem(
    refusal: Refused, *, instance: str, request_id: str
) -> tuple[bytes, list[tuple[str, str]]]:
    """A refusal as a body, and the headers that go with it."""
    body = {
        **refusal.data,
        "type": f"/problems#{refusal.code}",
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail,
        "code": refusal.code,
        "instance": instance,
        "request_id": request_id,
    }
    headers = []
    retry_after = getattr(refusal, "retry_after", None)
    if retry_after is not None:
        headers.append(("Retry-After", str(retry_after)))
    if refusal.status == 401:
        # RFC 9110, 11.6.1: a 401 names the scheme that would have been accepted.
        headers.append(("WWW-Authenticate", 'Bearer realm="tuppence"'))
    return json.dumps(body, cls=DjangoJSONEncoder).encode(), headers


def exception_handler(exception: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """DRF's hook. None lets an unexpected exception go on to `handle_500`, which logs it."""
    refusal = refusal_for(exception)
    if refusal is None:
        return None
    request: HttpRequest = context["request"]
    return problem_response(request, refusal)


def refusal_for(exception: BaseException) -> Refused | None:  # noqa: PLR0911 (it is a table)
    """The refusal that an exception stands for; None when it is a fault of ours."""
    match exception:
        case Refused():
            return exception
        case exceptions.ValidationError():
            return InvalidRequest(errors=list(_flattened(exception.detail, "")))
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return Unauthenticated()
        case PermissionDenied() | exceptions.PermissionDenied():
            return Forbidden()
        case Http404() | exceptions.NotFound():
            return NotFound()
        case exceptions.MethodNotAllowed():
            return MethodNotAllowed()
        case exceptions.UnsupportedMediaType():
            return ContentTypeUnsupported()
        case SuspiciousOperation() | exceptions.APIException():
            return RequestMalformed()
        case OperationalError() | InterfaceError():
            # The database is away, restarting or shedding load: the caller may try again, and an
            # operator must know.
            log.error("database_unavailable", exc_info=exception)
            return Unavailable("the database cannot be reached just now", retry_after=2)
        case _:
            return None


def _flattened(detail: Any, pointer: str) -> Iterator[dict[str, str]]:
    """DRF's nested error detail as a flat list with JSON pointers."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            own = "" if name == "non_field_errors" else "/" + _escaped(str(name))
            yield from _flattened(inner, pointer + own)
    elif isinstance(detail, Sequence) and not isinstance(detail, str):
        nested = any(isinstance(inner, Mapping | list) for inner in detail)
        for index, inner in enumerate(detail):
            yield from _flattened(inner, f"{pointer}/{index}" if nested else pointer)
    else:
        yield {"pointer": pointer, "detail": str(detail)}


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def handle_400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400: a refused host, a suspicious request."""
    return problem_response(request, RequestMalformed())


def handle_403(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return problem_response(request, Forbidden())


def handle_404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404: no such address."""
    return problem_response(request, NotFound())


def handle_500(request: HttpRequest) -> HttpResponse:
    """Django's handler500, called while the exception is still the current one."""
    log.exception("unexpected_exception", method=request.method, path=request.path)
    return problem_response(request, InternalError())
