"""Allowances over HTTP. What makes more money leave a wallet is signed by its owner's device."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge import paging
from tuppence.edge.bodies import shown, validated
from tuppence.edge.idempotency import answered
from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.kernel.money import AmountInvalid, UnitMismatch
from tuppence.kernel.paging import CursorInvalid
from tuppence.ledger.refusals import IdempotencyConflict
from tuppence.payments.allowances import queries
from tuppence.payments.allowances.http.serializers import (
    AllowanceBody,
    AllowanceSerializer,
    AllowanceVersionSerializer,
    RaiseAllowanceBody,
)
from tuppence.payments.allowances.models import Allowance, Every
from tuppence.payments.allowances.operations import change
from tuppence.payments.allowances.operations.change import AllowanceOver, AllowancePaused
from tuppence.payments.allowances.operations.set_up import (
    AllowancesFull,
    Answered,
    DayInvalid,
    Wanted,
    WeekdayInvalid,
    set_up,
)
from tuppence.payments.payments.http.views import key_for
from tuppence.payments.payments.rules import StepUpRequired
from tuppence.payments.wallets.queries import WalletMissing
from tuppence.people.identity.http.authentication import actor_of

ALLOWANCE = path_id("allowance", "alw")
CHANGED = (IdInvalid, NotFound, Forbidden, AllowanceOver)


def _shown(allowance: Allowance) -> Response:
    return Response(shown(AllowanceSerializer, allowance))


def _answered(made: Answered, *, status: int) -> Response:
    return answered(
        shown(AllowanceSerializer, made.allowance), replayed=made.replayed, status=status
    )


class AllowancesView(APIView):
    @extend_schema(
        operation_id="allowances_set_up",
        summary="Give a child of yours an allowance, from your wallet to theirs",
        request=AllowanceBody,
        responses={
            201: AllowanceSerializer,
            **problems(
                IdInvalid, NotFound, AmountInvalid, UnitMismatch, WalletMissing,
                DayInvalid, WeekdayInvalid, StepUpRequired, AllowancesFull, IdempotencyConflict,
            ),
        },
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        actor = actor_of(request)
        body = validated(AllowanceBody, request)
        wanted = Wanted(
            person=body["person"],
            every=Every[body["every"].upper()],
            day=body["day"],
            amount=body["amount"],
            unit=body["unit"],
            starts_on=body.get("starts_on"),
            note=body.get("note"),
        )
        made = set_up(actor=actor, wanted=wanted, key=key_for(request, actor), now=utc_now())
        return _answered(made, status=201)

    @extend_schema(
        operation_id="allowances_list",
        summary="Allowances that you give, and that you and your children get, newest first",
        parameters=paging.PARAMETERS,
        responses={200: paging.page_of(AllowanceSerializer), **problems(CursorInvalid)},
    )
    def get(self, request: Request) -> Response:
        asked = paging.asked(request)
        page = queries.allowances(actor_of(request), limit=asked.limit, cursor=asked.cursor)
        return paging.answer(page, AllowanceSerializer)


class AllowanceView(APIView):
    @extend_schema(
        operation_id="allowances_read",
        summary="One allowance, and what is due next",
        parameters=[ALLOWANCE],
        responses={200: AllowanceSerializer, **problems(IdInvalid, NotFound)},
    )
    def get(self, request: Request, allowance: str) -> Response:
        return _shown(queries.allowance(actor_of(request), from_public("alw", allowance)))


class HistoryView(APIView):
    @extend_schema(
        operation_id="allowances_history",
        summary="Every version of an allowance, newest first: who decided what, and when",
        parameters=[ALLOWANCE, *paging.PARAMETERS],
        responses={
            200: paging.page_of(AllowanceVersionSerializer),
            **problems(IdInvalid, CursorInvalid, NotFound),
        },
    )
    def get(self, request: Request, allowance: str) -> Response:
        asked = paging.asked(request)
        page = queries.history(
            actor_of(request),
            from_public("alw", allowance),
            limit=asked.limit,
            cursor=asked.cursor,
        )
        return paging.answer(page, AllowanceVersionSerializer)


class RaiseView(APIView):
    @extend_schema(
        operation_id="allowances_raise",
        summary="Give another amount from a day on",
        parameters=[ALLOWANCE],
        request=RaiseAllowanceBody,
        responses={
            200: AllowanceSerializer,
            **problems(
                *CHANGED, AmountInvalid, DayInvalid, StepUpRequired, IdempotencyConflict
            ),
        },
    )  # fmt: skip
    def post(self, request: Request, allowance: str) -> Response:
        actor = actor_of(request)
        body = validated(RaiseAllowanceBody, request)
        changed = change.raise_to(
            actor=actor,
            allowance=from_public("alw", allowance),
            amount=body["amount"],
            from_on=body.get("from_on"),
            key=key_for(request, actor),
            now=utc_now(),
        )
        return _answered(changed, status=200)


class SkipView(APIView):
    @extend_schema(
        operation_id="allowances_skip",
        summary="Skip the next due day, once",
        parameters=[ALLOWANCE],
        request=None,
        responses={200: AllowanceSerializer, **problems(*CHANGED, AllowancePaused)},
    )
    def post(self, request: Request, allowance: str) -> Response:
        return _shown(
            change.skip(
                actor=actor_of(request), allowance=from_public("alw", allowance), now=utc_now()
            )
        )


class PauseView(APIView):
    @extend_schema(
        operation_id="allowances_pause",
        summary="Pay nothing until it is resumed",
        parameters=[ALLOWANCE],
        request=None,
        responses={200: AllowanceSerializer, **problems(*CHANGED)},
    )
    def post(self, request: Request, allowance: str) -> Response:
        return _shown(
            change.pause(
                actor=actor_of(request), allowance=from_public("alw", allowance), now=utc_now()
            )
        )


class ResumeView(APIView):
    @extend_schema(
        operation_id="allowances_resume",
        summary="Pay again, from the next due day that is still to come",
        parameters=[ALLOWANCE],
        request=None,
        responses={200: AllowanceSerializer, **problems(*CHANGED)},
    )
    def post(self, request: Request, allowance: str) -> Response:
        resumed = change.resume(
            actor=actor_of(request), allowance=from_public("alw", allowance), now=utc_now()
        )
        return _answered(resumed, status=200)


class EndView(APIView):
    @extend_schema(
        operation_id="allowances_end",
        summary="End an allowance; what is owed already stays owed",
        parameters=[ALLOWANCE],
        request=None,
        responses={200: AllowanceSerializer, **problems(IdInvalid, NotFound, Forbidden)},
    )
    def post(self, request: Request, allowance: str) -> Response:
        return _shown(
            change.end(
                actor=actor_of(request), allowance=from_public("alw", allowance), now=utc_now()
            )
        )
