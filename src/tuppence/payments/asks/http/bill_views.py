"""Bills over HTTP: split by one person's device, each share an ask."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge import paging
from tuppence.edge.bodies import validated
from tuppence.edge.idempotency import answered
from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.kernel.money import AmountInvalid
from tuppence.kernel.paging import CursorInvalid
from tuppence.ledger.refusals import IdempotencyConflict
from tuppence.payments.asks import queries
from tuppence.payments.asks.http.bill_serializers import BillSerializer, SplitBody, split_from
from tuppence.payments.asks.http.views import one_of
from tuppence.payments.asks.models import Bill
from tuppence.payments.asks.operations import bills
from tuppence.payments.asks.operations.make import AskedIsAsker, AskedUnknown
from tuppence.payments.asks.operations.split import MemberTwice, SharesUnclear, split
from tuppence.payments.asks.rules import AsksFull
from tuppence.payments.asks.splitting import ShareEmpty, SharesWrong
from tuppence.payments.payments.http.views import key_for
from tuppence.payments.wallets.queries import WalletMissing
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.http.authentication import actor_of
from tuppence.people.identity.rules import PhoneInvalid

BILL = path_id("bill", "bill")


class BillsView(APIView):
    @extend_schema(
        operation_id="bills_split",
        summary="Split a bill that you have paid: everybody is asked for their share",
        description="Evenly, by hundredths of a per cent, or by amounts. No paisa is lost.",
        request=SplitBody,
        responses={
            201: BillSerializer,
            **problems(
                PhoneInvalid, AmountInvalid, AskedUnknown, AskedIsAsker, AsksFull,
                MemberTwice, ShareEmpty, SharesUnclear, SharesWrong, WalletMissing,
                IdempotencyConflict,
            ),
        },
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        actor = actor_of(request)
        made = split(
            actor=actor,
            asked=split_from(validated(SplitBody, request)),
            key=key_for(request, actor),
            now=utc_now(),
        )
        return answered(_as_seen_by(actor, made.bill), replayed=made.replayed, status=201)

    @extend_schema(
        operation_id="bills_list",
        summary="Bills that you, or your children, made or have a share in, newest first",
        parameters=[
            *paging.PARAMETERS,
            OpenApiParameter(
                "state",
                {"type": "string", "enum": ["open"]},
                description="Those that somebody is still asked for.",
            ),
        ],
        responses={200: paging.page_of(BillSerializer), **problems(CursorInvalid)},
    )
    def get(self, request: Request) -> Response:
        asked = paging.asked(request)
        actor = actor_of(request)
        page = queries.bills(
            actor,
            only_open=one_of(request, "state", ("open",)) is not None,
            limit=asked.limit,
            cursor=asked.cursor,
        )
        return paging.answer(page, BillSerializer, context={"actor": actor})


class BillView(APIView):
    @extend_schema(
        operation_id="bills_read",
        summary="One bill, and who has paid",
        parameters=[BILL],
        responses={200: BillSerializer, **problems(IdInvalid, NotFound)},
    )
    def get(self, request: Request, bill: str) -> Response:
        actor = actor_of(request)
        return Response(_as_seen_by(actor, queries.bill(actor, from_public("bill", bill))))


class CloseBillView(APIView):
    @extend_schema(
        operation_id="bills_close",
        summary="Ask nobody any more: what is not paid is yours to bear",
        parameters=[BILL],
        request=None,
        responses={200: BillSerializer, **problems(IdInvalid, NotFound, Forbidden)},
    )
    def post(self, request: Request, bill: str) -> Response:
        actor = actor_of(request)
        closed = bills.close(actor=actor, bill=from_public("bill", bill), now=utc_now())
        return Response(_as_seen_by(actor, closed))


def _as_seen_by(actor: Actor, bill: Bill) -> Any:
    return BillSerializer(bill, context={"actor": actor}).data
