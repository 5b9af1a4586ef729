"""Requests as bytes and headers, so that a test can bend any part of one after it was signed."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from tests.conformance.door import Door
from tests.conformance.operations import Operation
from tests.conformance.town import Town
from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.payments.wallets.tests.household import Phone

_CLIENT = Client(raise_request_exception=False)


@dataclass(frozen=True, slots=True)
class Request:
    """One request, not sent yet."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    content_type: str | None = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    def but(self, **changes: Any) -> "Request":
        """The same with other parts."""
        return replace(self, **changes)

    def having(self, **headers: str) -> "Request":
        """The same with more headers; ``_`` in a name stands for ``-``."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers=self.headers | more)

    def lacking(self, *names: str) -> "Request":
        """The same without some headers."""
        return replace(self, headers={k: v for k, v in self.headers.items() if k not in names})

    def send(self, **environ: str) -> HttpResponse:
        """The answer; a 500 is an answer too. ``environ`` is WSGI's, such as REMOTE_ADDR."""
        address = f"{self.path}?{self.query}" if self.query else self.path
        return _CLIENT.generic(
            self.method,
            address,
            self.body,
            content_type=self.content_type or "",
            headers=self.headers,
            **environ,
        )


def as_json(body: Any) -> bytes:
    """``None`` is no body at all."""
    return b"" if body is None else json.dumps(body).encode()


def bearing(request: Request, phone: Phone) -> Request:
    """The request with the phone's access token."""
    return request.having(Authorization=f"Bearer {phone.tokens.access_token}")


def signed(
    request: Request,
    phone: Phone,
    *,
    key: str | None = None,
    device: str | None = None,
    now: datetime | None = None,
) -> Request:
    """The request with the phone's signature, under a new idempotency key unless one is given.
    ``device`` is the ``keyid`` to claim in place of the phone's own."""
    headers = phone.key.headers(
        method=request.method,
        path=request.path,
        body=request.body,
        idempotency_key=key or str(uuid4()),
        device=device or to_public("dev", phone.tokens.device.public_id),
        now=now or utc_now(),
    )
    return replace(request, headers=request.headers | headers)


def knock(operation: Operation, door: Door, town: Town) -> Request:
    """The door's request, with nobody's token and signature yet."""
    path = operation.path.format(**{name: town.ids[one] for name, one in door.path.items()})
    query = "&".join(f"{name}={town.ids[one]}" for name, one in door.query.items())
    return Request(operation.method, path, query=query, body=as_json(door.body(town.ids)))


def dressed(operation: Operation, request: Request, phone: Phone) -> Request:
    """The request as the phone would send it: its token, and its signature where one is needed."""
    request = bearing(request, phone)
    return signed(request, phone) if operation.signed else request


def refused(operation: Operation, answer: HttpResponse, *, status: int) -> str:
    """Checks that an answer is a refusal as promised, and gives its code."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    problem = json.loads(answer.content)
    assert problem["status"] == status
    assert problem["type"] == f"/problems#{problem['code']}"
    assert {"title", "detail", "instance", "request_id"} <= problem.keys()
    assert answer["X-Request-Id"] == problem["request_id"]
    assert operation.documents(status, problem["code"]), (
        f"{operation} does not document {status} {problem['code']}"
    )
    return str(problem["code"])
