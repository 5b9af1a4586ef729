"""Asks over HTTP: made by one person's device, paid by another's."""

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge import paging
from tuppence.edge.bodies import validated
from tuppence.edge.idempotency import answered
from tuppence.edge.problems import InvalidRequest
from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.kernel.money import AmountInvalid
from tuppence.kernel.paging import CursorInvalid
from tuppence.ledger.refusals import IdempotencyConflict, InsufficientFunds, LimitReached
from tuppence.payments.approvals.operations import ApprovalNotNeeded
from tuppence.payments.asks import queries
from tuppence.payments.asks.http.serializers import AskBody, AskSerializer, whom_from
from tuppence.payments.asks.models import Ask
from tuppence.payments.asks.operations import decide, follow
from tuppence.payments.asks.operations.decide import AskDecided, AskNotWaiting
from tuppence.payments.asks.operations.make import Answered, AskedIsAsker, AskedUnknown, make
from tuppence.payments.asks.rules import AsksFull, RemindTooSoon
from tuppence.payments.payments.http.views import (
    MOVED,
    PAID,
    answer,
    key_for,
)
from tuppence.payments.payments.operations.pay import PayeeUnknown
from tuppence.payments.payments.rules import (
    ApprovalRequired,
    HoursClosed,
    PayeeNew,
    PaymentTooLarge,
    PeopleOff,
    StepUpRequired,
)
from tuppence.payments.wallets.queries import WalletMissing
from tuppence.people.identity.http.authentication import actor_of
from tuppence.people.identity.rules import ConsentRequired, PhoneInvalid

ASK = path_id("ask", "ask")
DECIDED = (IdInvalid, NotFound, Forbidden, AskDecided)
OF_PAYING = (
    *DECIDED, ConsentRequired, PayeeUnknown, WalletMissing, InsufficientFunds, LimitReached,
    PeopleOff, HoursClosed, PaymentTooLarge, PayeeNew,
)  # fmt: skip


def shown(ask: Ask) -> Response:
    return Response(AskSerializer(ask).data)


def _answered(made: Answered, *, status: int) -> Response:
    return answered(AskSerializer(made.ask).data, replayed=made.replayed, status=status)


class AsksView(APIView):
    @extend_schema(
        operation_id="asks_make",
        summary="Ask somebody for money",
        description="It is open for seven days. They pay it, or decline.",
        request=AskBody,
        responses={
            201: AskSerializer,
            **problems(
                PhoneInvalid, AmountInvalid, AskedUnknown, AskedIsAsker, AsksFull,
                WalletMissing, IdempotencyConflict,
            ),
        },
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        actor = actor_of(request)
        body = validated(AskBody, request)
        made = make(
            actor=actor,
            whom=whom_from(body["to"]),
            amount=body["amount"],
            note=body.get("note"),
            key=key_for(request, actor),
            now=utc_now(),
        )
        return _answered(made, status=201)

    @extend_schema(
        operation_id="asks_list",
        summary="Requests for money, to you and from you, and your children's, newest first",
        parameters=[
            *paging.PARAMETERS,
            OpenApiParameter(
                "side",
                {"type": "string", "enum": list(queries.SIDES)},
                description="Those in which this is who you are, or your child is.",
            ),
            OpenApiParameter(
                "state",
                {"type": "string", "enum": ["open"]},
                description="Those that still wait.",
            ),
        ],
        responses={200: paging.page_of(AskSerializer), **problems(CursorInvalid)},
    )
    def get(self, request: Request) -> Response:
        asked = paging.asked(request)
        side = one_of(request, "side", queries.SIDES)
        state = one_of(request, "state", ("open",))
        page = queries.asks(
            actor_of(request),
            side=side,
            only_open=state is not None,
            now=utc_now(),
            limit=asked.limit,
            cursor=asked.cursor,
        )
        return paging.answer(page, AskSerializer)


def one_of(request: Request, name: str, choices: tuple[str, ...]) -> str | None:
    """A query parameter that has to be one of some words, if it is there. Raises
    `InvalidRequest`."""
    value = request.query_params.get(name)
    if value is not None and value not in choices:
        detail = f"{' or '.join(choices)}, or none"
        raise InvalidRequest(errors=[{"pointer": f"/{name}", "detail": detail}])
    return value


class AskView(APIView):
    @extend_schema(
        operation_id="asks_read",
        summary="One request for money",
        parameters=[ASK],
        responses={200: AskSerializer, **problems(IdInvalid, NotFound)},
    )
    def get(self, request: Request, ask: str) -> Response:
        return shown(queries.ask(actor_of(request), from_public("ask", ask)))


class PayAskView(APIView):
    @extend_schema(
        operation_id="asks_pay",
        summary="Pay what you are asked for",
        description="A payment by the usual rules; the ask is settled with it, and only once.",
        parameters=[ASK],
        request=None,
        responses={
            201: PAID,
            **problems(*MOVED, *OF_PAYING, ApprovalRequired, StepUpRequired),
        },
    )
    def post(self, request: Request, ask: str) -> HttpResponse:
        actor = actor_of(request)
        key = key_for(request, actor)
        settled = decide.pay(actor=actor, ask=from_public("ask", ask), key=key, now=utc_now())
        return answer(request, settled)


class AskGuardianView(APIView):
    @extend_schema(
        operation_id="asks_ask_guardian",
        summary="Say that you would pay, where a guardian has to say yes first",
        parameters=[ASK],
        request=None,
        responses={
            200: AskSerializer,
            **problems(*MOVED, *OF_PAYING, ApprovalNotNeeded, StepUpRequired),
        },
    )
    def post(self, request: Request, ask: str) -> Response:
        actor = actor_of(request)
        said = decide.ask_guardian(actor=actor, ask=from_public("ask", ask), now=utc_now())
        return _answered(said, status=200)


class ApproveAskView(APIView):
    @extend_schema(
        operation_id="asks_approve",
        summary="Say yes: your child's payment is made, if rules and limits still allow it",
        parameters=[ASK],
        request=None,
        responses={201: PAID, **problems(*MOVED, *OF_PAYING, AskNotWaiting)},
    )
    def post(self, request: Request, ask: str) -> HttpResponse:
        actor = actor_of(request)
        key = key_for(request, actor)
        settled = decide.approve(actor=actor, ask=from_public("ask", ask), key=key, now=utc_now())
        return answer(request, settled)


class DeclineAskView(APIView):
    @extend_schema(
        operation_id="asks_decline",
        summary="Say no",
        parameters=[ASK],
        request=None,
        responses={200: AskSerializer, **problems(*DECIDED)},
    )
    def post(self, request: Request, ask: str) -> Response:
        return shown(
            decide.decline(actor=actor_of(request), ask=from_public("ask", ask), now=utc_now())
        )


class CancelAskView(APIView):
    @extend_schema(
        operation_id="asks_cancel",
        summary="Take what you asked for back",
        parameters=[ASK],
        request=None,
        responses={200: AskSerializer, **problems(*DECIDED)},
    )
    def post(self, request: Request, ask: str) -> Response:
        return shown(
            follow.cancel(actor=actor_of(request), ask=from_public("ask", ask), now=utc_now())
        )


class RemindAskView(APIView):
    @extend_schema(
        operation_id="asks_remind",
        summary="Remind them: three times at most, a day apart",
        parameters=[ASK],
        request=None,
        responses={200: AskSerializer, **problems(*DECIDED, RemindTooSoon)},
    )
    def post(self, request: Request, ask: str) -> Response:
        return shown(
            follow.remind(actor=actor_of(request), ask=from_public("ask", ask), now=utc_now())
        )
