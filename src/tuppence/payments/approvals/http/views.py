"""Approvals over HTTP: asked for by a child's device, given by a guardian's."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge import paging
from tuppence.edge.bodies import checked, validated
from tuppence.edge.idempotency import answered
from tuppence.edge.problems import InvalidRequest
from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.kernel.money import AmountInvalid, UnitMismatch
from tuppence.kernel.paging import CursorInvalid
from tuppence.ledger.refusals import (
    AccountClosed,
    AccountFrozen,
    CeilingReached,
    IdempotencyConflict,
    InsufficientFunds,
    LimitReached,
)
from tuppence.payments.approvals import operations, queries
from tuppence.payments.approvals.http.serializers import ApprovalSerializer
from tuppence.payments.approvals.models import Approval
from tuppence.payments.approvals.operations import (
    Answered,
    ApprovalDecided,
    ApprovalNotNeeded,
    ApprovalsFull,
)
from tuppence.payments.payments.http.serializers import PayBody, ask_from
from tuppence.payments.payments.http.views import ASKED, key_for
from tuppence.payments.payments.operations.pay import Ask
from tuppence.payments.payments.rules import (
    OF_GUARDIANS,
    CategoryBlocked,
    PayeeIsPayer,
    PayeeNew,
    StepUpRequired,
)
from tuppence.people.identity.http.authentication import actor_of

APPROVAL = path_id("approval", "apv")
DECIDED = (IdInvalid, NotFound, Forbidden, ApprovalDecided)


def _shown(approval: Approval) -> Response:
    return Response(ApprovalSerializer(approval).data)


def _answered(made: Answered, *, status: int) -> Response:
    return answered(ApprovalSerializer(made.approval).data, replayed=made.replayed, status=status)


def _stored(body: dict[str, Any]) -> Ask:
    """A request that was checked when it came, read again."""
    return ask_from(checked(PayBody, body))


class ApprovalsView(APIView):
    @extend_schema(
        operation_id="approvals_request",
        summary="Ask a guardian for a payment that was refused with approval_required",
        description="The body is that of the payment. It waits ten minutes.",
        request=PayBody,
        responses={
            201: ApprovalSerializer,
            **problems(
                *ASKED, *OF_GUARDIANS, AccountClosed, AccountFrozen, AmountInvalid,
                CeilingReached, IdempotencyConflict, InsufficientFunds, LimitReached, UnitMismatch,
                PayeeIsPayer, PayeeNew, CategoryBlocked, StepUpRequired, ApprovalNotNeeded,
                ApprovalsFull,
            ),
        },
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        actor = actor_of(request)
        made = operations.request(
            actor=actor,
            ask=ask_from(validated(PayBody, request)),
            body=dict(request.data),
            key=key_for(request, actor),
            now=utc_now(),
        )
        return _answered(made, status=201)

    @extend_schema(
        operation_id="approvals_list",
        summary="Payments that wait or waited for a guardian: yours and your children's",
        parameters=[
            *paging.PARAMETERS,
            OpenApiParameter(
                "state",
                {"type": "string", "enum": ["pending"]},
                description="Those that still wait.",
            ),
        ],
        responses={200: paging.page_of(ApprovalSerializer), **problems(CursorInvalid)},
    )
    def get(self, request: Request) -> Response:
        asked = paging.asked(request)
        state = request.query_params.get("state")
        if state not in (None, "pending"):
            raise InvalidRequest(errors=[{"pointer": "/state", "detail": "pending, or none"}])
        page = queries.approvals(
            actor_of(request),
            waiting=state is not None,
            now=utc_now(),
            limit=asked.limit,
            cursor=asked.cursor,
        )
        return paging.answer(page, ApprovalSerializer)


class ApprovalView(APIView):
    @extend_schema(
        operation_id="approvals_read",
        summary="One payment that waits or waited for a guardian",
        parameters=[APPROVAL],
        responses={200: ApprovalSerializer, **problems(IdInvalid, NotFound)},
    )
    def get(self, request: Request, approval: str) -> Response:
        return _shown(queries.approval(actor_of(request), from_public("apv", approval)))


class ApproveView(APIView):
    @extend_schema(
        operation_id="approvals_approve",
        summary="Say yes: the payment is made, if rules and limits still allow it",
        parameters=[APPROVAL],
        request=None,
        responses={200: ApprovalSerializer, **problems(*DECIDED, *ASKED)},
    )
    def post(self, request: Request, approval: str) -> Response:
        decided = operations.approve(
            actor=actor_of(request),
            approval=from_public("apv", approval),
            ask=_stored,
            now=utc_now(),
        )
        return _answered(decided, status=200)


class DeclineView(APIView):
    @extend_schema(
        operation_id="approvals_decline",
        summary="Say no",
        parameters=[APPROVAL],
        request=None,
        responses={200: ApprovalSerializer, **problems(*DECIDED)},
    )
    def post(self, request: Request, approval: str) -> Response:
        decided = operations.decline(
            actor=actor_of(request), approval=from_public("apv", approval), now=utc_now()
        )
        return _shown(decided)


class CancelView(APIView):
    @extend_schema(
        operation_id="approvals_cancel",
        summary="Take your question back",
        parameters=[APPROVAL],
        request=None,
        responses={200: ApprovalSerializer, **problems(*DECIDED)},
    )
    def post(self, request: Request, approval: str) -> Response:
        decided = operations.cancel(
            actor=actor_of(request), approval=from_public("apv", approval), now=utc_now()
        )
        return _shown(decided)
