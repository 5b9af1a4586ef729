"""A wallet's history over HTTP: its statement and its month."""

import re
from datetime import UTC, datetime
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge import freshness, paging
from tuppence.edge.problems import InvalidRequest
from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import NotFound
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.kernel.paging import CursorInvalid, Page
from tuppence.payments.payments import queries
from tuppence.payments.payments.http.serializers import LineSerializer, SummarySerializer
from tuppence.payments.wallets import queries as wallets
from tuppence.people.families.rights import Right
from tuppence.people.identity.http.authentication import actor_of

WALLET = path_id("wallet", "wal")

_MONTH = re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])", re.ASCII)


class _Period(serializers.Serializer[Any]):
    since = serializers.DateTimeField(required=False, default_timezone=UTC)
    until = serializers.DateTimeField(required=False, default_timezone=UTC)


def _period(request: Request) -> dict[str, datetime]:
    named = {
        name: request.query_params[name]
        for name in ("since", "until")
        if name in request.query_params
    }
    checked = _Period(data=named)
    checked.is_valid(raise_exception=True)
    return dict(checked.validated_data)


class StatementView(APIView):
    @extend_schema(
        operation_id="wallets_statement",
        summary="What moved, newest first, with the balance after each",
        parameters=[
            WALLET,
            *paging.PARAMETERS,
            OpenApiParameter("since", datetime, description="From this instant, inclusive."),
            OpenApiParameter("until", datetime, description="To this instant, exclusive."),
        ],
        responses={
            200: paging.page_of(LineSerializer),
            **problems(IdInvalid, CursorInvalid, NotFound),
        },
    )
    def get(self, request: Request, wallet: str) -> Response:
        asked, period = paging.asked(request), _period(request)
        actor = actor_of(request)
        found = wallets.access(actor, from_public("wal", wallet), Right.SEE_HISTORY).wallet
        until = period.get("until")

        def statement() -> Page[queries.Line]:
            return queries.statement(
                found,
                limit=asked.limit,
                cursor=asked.cursor,
                since=period.get("since"),
                until=until,
            )

        # The newest lines tell what just happened; those of a period that is over are history.
        over = until is not None and until < utc_now() - freshness.SETTLED
        page = freshness.read(statement, person=actor.person) if over else statement()
        return paging.answer(page, LineSerializer)


class SummaryView(APIView):
    @extend_schema(
        operation_id="wallets_summary",
        summary="A month's money in and out, by category, and compared with the month before",
        parameters=[
            WALLET,
            OpenApiParameter(
                "month",
                {"type": "string", "pattern": f"^{_MONTH.pattern}$", "example": "2026-11"},
                required=True,
                description="A calendar month of the wallet's zone.",
            ),
        ],
        responses={200: SummarySerializer, **problems(IdInvalid, NotFound)},
    )
    def get(self, request: Request, wallet: str) -> Response:
        month = _MONTH.fullmatch(request.query_params.get("month", ""))
        if month is None:
            raise InvalidRequest(errors=[{"pointer": "/month", "detail": "write it as YYYY-MM"}])
        actor, now = actor_of(request), utc_now()
        found = wallets.access(actor, from_public("wal", wallet), Right.SEE_HISTORY).wallet
        summary = freshness.read(
            lambda: queries.summary(found, year=int(month[1]), month=int(month[2]), now=now),
            person=actor.person,
        )
        return Response(SummarySerializer(summary).data)
