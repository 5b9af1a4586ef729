"""The ``Idempotency-Key`` header: the caller's own name for one attempt to change something."""

import json
import re
from typing import Any, ClassVar

from django.http import HttpRequest
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from tuppence.kernel.errors import Refused

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
"""The header of an answer that was given to this key before."""
_VISIBLE = re.compile(r"[\x21-\x7e]{1,128}", re.ASCII)

PARAMETER = OpenApiParameter(
    name=HEADER,
    location=OpenApiParameter.HEADER,
    required=True,
    type={"type": "string", "pattern": r"^[\x21-\x7e]{1,128}$"},
    description="Names this attempt. Where money is moved, promised or asked for, the same key and "
    "request give the first answer, for ever.",
)


class IdempotencyKeyMissing(Refused):
    code: ClassVar[str] = "idempotency_key_missing"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "This request needs an Idempotency-Key header"


class IdempotencyKeyInvalid(Refused):
    code: ClassVar[str] = "idempotency_key_invalid"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "An idempotency key is 1 to 128 visible ASCII characters"


def key_of(request: HttpRequest | Request) -> str:
    """The request's key. Raises `IdempotencyKeyMissing` or `IdempotencyKeyInvalid`."""
    key: str | None = request.headers.get(HEADER)
    if key is None:
        raise IdempotencyKeyMissing
    if not is_key(key):
        raise IdempotencyKeyInvalid
    return key


def answered(body: Any, *, replayed: bool, status: int = 200) -> Response:
    """An answer, marked where it was given to this key before."""
    response = Response(body, status=status)
    if replayed:
        response[REPLAYED] = "true"
    return response


def identity_of(method: str, path: str, body: Any) -> str:
    """What makes a request what it is: the same members in another order are the same."""
    return f"{method} {path}\n{_sorted_json(body)}"


_sorted_json = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def is_key(text: str) -> bool:
    """Whether a text may be a key."""
    return _VISIBLE.fullmatch(text) is not None
