"""A short way to an answer for the few addresses that are asked most, in front of Django's.

Django's middleware and DRF's machinery take longer than a payment does. A plain request for one of
these addresses is handed to a function of its room's instead, and answered with the very headers
that the full way gives. What is not plain, or what the function does not answer, takes the full
way, as if it had never been here: so each refusal that needs explaining is explained in one place.
"""

import io
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from http.client import responses
from typing import Any, NamedTuple

import structlog
from django.conf import settings
from django.http.request import split_domain_port, validate_host

from tuppence.edge import log_lines, middleware, problems, rates
from tuppence.edge.admission import ADMISSION
from tuppence.edge.bodies import MEDIA_TYPE, JsonInvalid, parse_object
from tuppence.edge.log_lines import REQUEST_ID
from tuppence.edge.measures import answered
from tuppence.edge.problems import InternalError
from tuppence.edge.request_ids import HEADER, chosen, request_id_of
from tuppence.kernel.errors import Refused

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[Environ, Any], Iterable[bytes]]

log = structlog.get_logger(__name__)


@dataclass
class Plain:
    """A plain request: its body as bytes and as the JSON object it is. ``META`` and ``user``, who
    is None until they are known, are named as Django names them, for what reads both kinds."""

    method: str
    path: str
    META: Environ
    body: bytes
    data: dict[str, Any]
    user: object | None = None

    def header(self, name: str) -> str | None:
        """A header, by the name that WSGI gives it."""
        value: str | None = self.META.get(name)
        return value


@dataclass(frozen=True, slots=True)
class Answer:
    """What the full way would have answered. ``standing`` is where the caller's rate limit is."""

    status: int
    body: bytes
    standing: rates.Standing | None = None
    media_type: str = MEDIA_TYPE
    headers: list[tuple[str, str]] = field(default_factory=list)


class Way(NamedTuple):
    """Who answers an address, and which methods the address allows."""

    answer: Callable[[Plain], Answer | None]
    allow: str


def in_front_of(full: Application, ways: Mapping[tuple[str, str], Way]) -> Application:
    """The application that answers what is plain by its way (by method and path), all else by
    ``full``."""

    def serve(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        way = ways.get((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        if way is None or not _is_plain(environ):
            return full(environ, start_response)
        begun = time.perf_counter()
        request = _read(environ)
        answer = None if request is None else _answer(way, request)
        if request is None or answer is None:
            environ["wsgi.input"].seek(0)
            return full(environ, start_response)
        start_response(_status(answer.status), _headers(request, answer, way.allow))
        answered(request.method, request.path, answer.status, seconds=time.perf_counter() - begun)
        return [answer.body]

    return serve


def refusal(request: Plain, refused: Refused, standing: rates.Standing | None = None) -> Answer:
    """The answer that a refusal is."""
    body, headers = problems.problem(
        refused, instance=request.path, request_id=request_id_of(request)
    )
    return Answer(refused.status, body, standing, problems.MEDIA_TYPE, headers)


def _is_plain(environ: Environ) -> bool:
    """Whether nothing of a request needs the full way's care, down to how its body is read."""
    return (
        environ.get("CONTENT_TYPE") == MEDIA_TYPE
        and isinstance(environ["wsgi.input"], io.BytesIO)
        and not environ["QUERY_STRING"]
        and int(environ.get("CONTENT_LENGTH", "0")) <= settings.ENVIRONMENT.max_body_bytes
        and environ.get("HTTP_ORIGIN") not in settings.CORS_ALLOWED_ORIGINS
        and (environ["wsgi.url_scheme"] == "https" or not settings.SECURE_SSL_REDIRECT)
        and _is_our_host(environ["HTTP_HOST"])
    )


@lru_cache(maxsize=64)
def _is_our_host(host: str) -> bool:
    domain = split_domain_port(host)[0]
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def _read(environ: Environ) -> Plain | None:
    body = environ["wsgi.input"].read()
    try:
        data = parse_object(body)
    except JsonInvalid:
        return None
    environ[REQUEST_ID] = chosen(environ.get("HTTP_X_REQUEST_ID", ""))
    return Plain(environ["REQUEST_METHOD"], environ["PATH_INFO"], environ, body, data)


def _answer(way: Way, request: Plain) -> Answer | None:
    log_lines.begin(request)
    try:
        return ADMISSION.serve(request, way.answer)
    except Exception as error:
        refused = problems.refusal_for(error)
        if refused is None:
            log.exception("unexpected_exception", method=request.method, path=request.path)
            refused = InternalError()
        return refusal(request, refused)
    finally:
        log_lines.end()


@cache
def _status(code: int) -> str:
    return f"{code} {responses[code]}"


def _headers(request: Plain, answer: Answer, allow: str) -> list[tuple[str, str]]:
    headers = [
        ("Content-Type", answer.media_type),
        ("Content-Length", str(len(answer.body))),
        ("Allow", allow),
        (HEADER, request.META[REQUEST_ID]),
        *same_for_all(request.META["wsgi.url_scheme"] == "https"),
    ]
    if answer.standing is not None:
        headers += rates.headers(answer.standing)
    return headers + answer.headers


@cache
def same_for_all(secure: bool) -> list[tuple[str, str]]:
    """The headers of every answer, over TLS or not: Edge's, and those of Django's middleware."""
    headers = [
        *middleware.HEADERS.items(),
        ("Content-Security-Policy", middleware.STRICT_POLICY),
        ("Cache-Control", "no-store"),
        ("Vary", "origin"),
    ]
    if secure and settings.SECURE_HSTS_SECONDS:
        headers.append(
            (
                "Strict-Transport-Security",
                f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload",
            )
        )
    return headers
