"""Keyset paging over HTTP: ``?limit=&cursor=`` in, ``{"items": [...], "next": cursor}`` out."""

import re
from dataclasses import dataclass
from typing import Any

from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tuppence.edge.problems import InvalidRequest
from tuppence.kernel.paging import DEFAULT_PAGE, MAX_PAGE, Page

_DIGITS = re.compile(r"[0-9]{1,4}", re.ASCII)

PARAMETERS = [
    OpenApiParameter(
        name="limit",
        type={"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": DEFAULT_PAGE},
        description="How many items at most.",
    ),
    OpenApiParameter(
        name="cursor",
        type={"type": "string", "pattern": "^[A-Za-z0-9_-]{1,200}$"},
        description="`next` of the page before this one.",
    ),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What page was asked for. The cursor's content is checked by the query that made it."""

    limit: int
    cursor: str | None


def asked(request: Request) -> Asked:
    """Reads the paging parameters. Raises `InvalidRequest` for a limit out of range."""
    limit = request.query_params.get("limit", str(DEFAULT_PAGE))
    if not _DIGITS.fullmatch(limit) or not 1 <= int(limit) <= MAX_PAGE:
        fault = {"pointer": "/limit", "detail": f"a whole number from 1 to {MAX_PAGE}"}
        raise InvalidRequest(errors=[fault])
    return Asked(limit=int(limit), cursor=request.query_params.get("cursor"))


def page_of(item: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """The documented shape of a page of these items."""
    name = item.__name__.removesuffix("Serializer")
    shape: serializers.Serializer[Any] = inline_serializer(
        name=f"{name}Page",
        fields={
            "items": item(many=True),
            "next": serializers.CharField(
                allow_null=True, help_text="Cursor of the next page; null on the last."
            ),
        },
    )
    return shape


def answer(
    page: Page[Any],
    item: type[serializers.Serializer[Any]],
    *,
    context: dict[str, Any] | None = None,
) -> Response:
    """The page as an answer; ``context``: what its items' fields need beside the item."""
    items = item(page.items, many=True, context=context or {}).data
    return Response({"items": items, "next": page.next})
