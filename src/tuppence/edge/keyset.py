"""Rows by pages: those after a cursor, and one more than fit, to see whether there is a next."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from tuppence.kernel.paging import Page, decode_cursor, encode_cursor

RowT = TypeVar("RowT", bound=Model)


def newest(rows: QuerySet[RowT], *, limit: int, cursor: str | None, by: str = "pk") -> Page[RowT]:
    """A page of these rows, the newest first: by their keys, or by another whole number that grows
    with them. Raises `CursorInvalid`."""
    if cursor is not None:
        (before,) = decode_cursor(cursor, int)
        rows = rows.filter(**{f"{by}__lt": before})
    found = list(rows.order_by(f"-{by}")[: limit + 1])
    items = found[:limit]
    return Page(items, encode_cursor(getattr(items[-1], by)) if found[limit:] else None)
