"""Statements to keep, over HTTP: a PDF to hand in, a table to reckon with."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import NotFound, Refused
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.ledger.detached import HistoryDetached
from tuppence.payments.statements import pdf, queries, sheet
from tuppence.payments.statements.proof import proof_of
from tuppence.payments.statements.queries import Deadline, Statement, StatementTooLong
from tuppence.payments.statements.words import told
from tuppence.payments.wallets import queries as wallets
from tuppence.people.families.rights import Right
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.http.authentication import actor_of

WALLET = path_id("wallet", "wal")
_MONTH = "[12][0-9]{3}-(?:0[1-9]|1[0-2])"
PERIOD = [
    OpenApiParameter(
        "month",
        {"type": "string", "pattern": f"^{_MONTH}$", "example": "2026-11"},
        description="A calendar month of the wallet's zone; the present one if nothing is said.",
    ),
    OpenApiParameter("since", datetime, description="In place of a month: from this instant,"),
    OpenApiParameter("until", datetime, description="to this one, exclusive; now if left out."),
]


_FIRST = datetime(1000, 1, 1, tzinfo=UTC)
"""No earlier than any month that can be named: the calendar has no instants before its first."""


class PeriodInvalid(Refused):
    code: ClassVar[str] = "period_invalid"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "There can be no statement of that time"


REFUSED = (IdInvalid, NotFound, PeriodInvalid, StatementTooLong, HistoryDetached)


class _Period(serializers.Serializer[Any]):
    month = serializers.RegexField(rf"^{_MONTH}\Z", required=False)
    since = serializers.DateTimeField(required=False, default_timezone=UTC)
    until = serializers.DateTimeField(required=False, default_timezone=UTC)


def _asked(request: Request) -> dict[str, Any]:
    named = {
        name: request.query_params[name]
        for name in ("month", "since", "until")
        if name in request.query_params
    }
    checked = _Period(data=named)
    checked.is_valid(raise_exception=True)
    asked = dict(checked.validated_data)
    if "month" in asked and len(asked) > 1:
        raise PeriodInvalid("give a month, or since and until")
    if "until" in asked and "since" not in asked:
        raise PeriodInvalid("say since when")
    return asked


def _statement(request: Request, actor: Actor, wallet: str, *, most: int) -> Statement:
    """The statement that was asked for, never of what is still to come."""
    asked, now = _asked(request), utc_now()
    found = wallets.access(actor, from_public("wal", wallet), Right.SEE_HISTORY).wallet
    if "since" in asked:
        since, until = asked["since"], asked.get("until", now)
    else:
        since, until = _of_month(asked.get("month"), zone=ZoneInfo(found.zone), now=now)
    if since < _FIRST or since > min(until, now):
        raise PeriodInvalid("that is yet to come, long gone, or ends before it begins")
    return queries.statement(
        actor, wallet=found.public_id, since=since, until=min(until, now), most=most
    )


def _of_month(month: str | None, *, zone: ZoneInfo, now: datetime) -> tuple[datetime, datetime]:
    year, number = (int(part) for part in (month or f"{now.astimezone(zone):%Y-%m}").split("-"))
    since = datetime(year, number, 1, tzinfo=zone)
    return since, datetime(year + number // 12, number % 12 + 1, 1, tzinfo=zone)


def _to_keep(statement: Statement, ending: str) -> dict[str, str]:
    """The header that has a browser save it, under a name that tells it from others."""
    first = statement.since.astimezone(ZoneInfo(statement.wallet.zone))
    name = f"tuppence-{first:%Y-%m-%d}.{ending}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}


class PdfView(APIView):
    @extend_schema(
        operation_id="wallets_statement_pdf",
        summary="A wallet's statement as a document, with the signed root to check it by",
        parameters=[WALLET, *PERIOD],
        responses={
            (200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY),
            **problems(*REFUSED),
        },
    )
    def get(self, request: Request, wallet: str) -> HttpResponse:
        deadline = Deadline()
        statement = _statement(request, actor_of(request), wallet, most=pdf.MOST)
        lines = list(queries.lines(statement, deadline=deadline))
        written = pdf.document(
            statement,
            list(told(lines)),
            proof=proof_of(lines, root=request.build_absolute_uri("/v1/seal/checkpoints/")),
            issued=utc_now(),
            pause=deadline.check,
        )
        return HttpResponse(
            written, content_type="application/pdf", headers=_to_keep(statement, "pdf")
        )


class TableView(APIView):
    @extend_schema(
        operation_id="wallets_statement_csv",
        summary="A wallet's statement as a table",
        parameters=[WALLET, *PERIOD],
        responses={
            (200, "text/csv"): OpenApiResponse(OpenApiTypes.STR),
            **problems(*REFUSED),
        },
    )
    def get(self, request: Request, wallet: str) -> StreamingHttpResponse:
        statement = _statement(request, actor_of(request), wallet, most=sheet.MOST)
        lines = queries.lines(statement, deadline=Deadline())
        rows: Iterable[bytes] = sheet.table(told(lines), unit=statement.wallet.unit)
        return StreamingHttpResponse(
            rows, content_type="text/csv; charset=utf-8", headers=_to_keep(statement, "csv")
        )
