"""Keyset paging: an opaque cursor that holds the last row's sort key, never an offset."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from tuppence.kernel.errors import Refused

DEFAULT_PAGE = 50
MAX_PAGE = 200
_MAX_CURSOR = 200

T = TypeVar("T")


class CursorInvalid(Refused):
    code: ClassVar[str] = "cursor_invalid"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "The cursor is not one that this endpoint gave out"


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page, newest first unless its endpoint says otherwise; ``next`` is None on the last."""

    items: Sequence[T]
    next: str | None


def encode_cursor(*key: int | str) -> str:
    """The cursor that continues after the row with this sort key."""
    raw = json.dumps(key, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode_cursor(text: str, *shape: type[int] | type[str]) -> tuple[int | str, ...]:
    """The sort key in a cursor, checked against the types it must have. Raises `CursorInvalid`."""
    try:
        if len(text) > _MAX_CURSOR:
            raise CursorInvalid
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        key = json.loads(raw)
    except (ValueError, binascii.Error, RecursionError) as error:
        raise CursorInvalid from error
    if not isinstance(key, list) or [type(part) for part in key] != list(shape):
        raise CursorInvalid
    if any(isinstance(part, int) and not -(2**63) <= part < 2**63 for part in key):
        raise CursorInvalid
    return tuple(key)
