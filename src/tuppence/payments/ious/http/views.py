"""IOUs over HTTP: seen by both sides, paid by who owes."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge import paging
from tuppence.edge.idempotency import answered
from tuppence.edge.problems import InvalidRequest
from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.kernel.paging import CursorInvalid
from tuppence.ledger.refusals import (
    AccountClosed,
    AccountFrozen,
    CeilingReached,
    IdempotencyConflict,
    InsufficientFunds,
)
from tuppence.payments.ious import operations, queries
from tuppence.payments.ious.http.serializers import IouSerializer
from tuppence.payments.ious.models import State
from tuppence.people.identity.http.authentication import actor_of

IOU = path_id("iou", "iou")


class IousView(APIView):
    @extend_schema(
        operation_id="ious_list",
        summary="What you owe, and what you and your children are owed, newest first",
        parameters=[
            *paging.PARAMETERS,
            OpenApiParameter("state", {"type": "string", "enum": State.labels}),
        ],
        responses={200: paging.page_of(IouSerializer), **problems(CursorInvalid)},
    )
    def get(self, request: Request) -> Response:
        asked = paging.asked(request)
        page = queries.ious(
            actor_of(request), state=_state(request), limit=asked.limit, cursor=asked.cursor
        )
        return paging.answer(page, IouSerializer)


def _state(request: Request) -> State | None:
    word = request.query_params.get("state")
    if word is None:
        return None
    if word not in State.labels:
        fault = {"pointer": "/state", "detail": f"one of {', '.join(State.labels)}"}
        raise InvalidRequest(errors=[fault])
    return State(State.values[State.labels.index(word)])


class IouView(APIView):
    @extend_schema(
        operation_id="ious_read",
        summary="One of what is owed",
        parameters=[IOU],
        responses={200: IouSerializer, **problems(IdInvalid, NotFound)},
    )
    def get(self, request: Request, iou: str) -> Response:
        found = queries.iou(actor_of(request), from_public("iou", iou))
        return Response(IouSerializer(found).data)


class PayView(APIView):
    @extend_schema(
        operation_id="ious_pay",
        summary="Pay what you owe now, rather than at your next top-up",
        parameters=[IOU],
        request=None,
        responses={
            200: IouSerializer,
            **problems(
                IdInvalid, NotFound, Forbidden, InsufficientFunds, AccountFrozen,
                AccountClosed, CeilingReached, IdempotencyConflict,
            ),
        },
    )  # fmt: skip
    def post(self, request: Request, iou: str) -> Response:
        paid = operations.pay(actor=actor_of(request), iou=from_public("iou", iou), now=utc_now())
        return answered(IouSerializer(paid.iou).data, replayed=paid.replayed)
