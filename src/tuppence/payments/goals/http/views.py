"""Goals over HTTP: whose goal it is makes it, saves and draws; a guardian sees, and may lock."""

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge import paging
from tuppence.edge.bodies import shown, validated
from tuppence.edge.idempotency import answered
from tuppence.edge.problems import InvalidRequest
from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.kernel.money import AmountInvalid
from tuppence.kernel.paging import CursorInvalid
from tuppence.ledger.refusals import (
    AccountClosed,
    AccountFrozen,
    CeilingReached,
    IdempotencyConflict,
    InsufficientFunds,
)
from tuppence.payments.goals import queries
from tuppence.payments.goals.http.serializers import (
    GoalAmountBody,
    GoalBody,
    GoalChangeBody,
    GoalSerializer,
    LockBody,
)
from tuppence.payments.goals.models import Goal
from tuppence.payments.goals.operations import locks, moving, pots
from tuppence.payments.goals.operations.locks import GoalReached
from tuppence.payments.goals.operations.pots import DatePast, GoalClosed, GoalLocked, GoalsFull
from tuppence.payments.payments.http.views import PAID, answer, key_for
from tuppence.payments.wallets.queries import WalletMissing
from tuppence.people.identity.http.authentication import actor_of

GOAL = path_id("goal", "gol")
OURS = (IdInvalid, NotFound, Forbidden, GoalClosed)
MOVED = (
    AccountClosed, AccountFrozen, CeilingReached, IdempotencyConflict, InsufficientFunds,
    WalletMissing,
)  # fmt: skip


def _shown(goal: Goal, *, status: int = 200, replayed: bool = False) -> Response:
    [found] = queries.with_saved([goal])
    return answered(shown(GoalSerializer, found), replayed=replayed, status=status)


class GoalsView(APIView):
    @extend_schema(
        operation_id="goals_list",
        summary="Your goals, and those of the children you guard, newest first",
        parameters=[
            *paging.PARAMETERS,
            OpenApiParameter(
                "state",
                {"type": "string", "enum": ["open", "closed"], "default": "open"},
                description="Those that are saved into, or those that were broken.",
            ),
        ],
        responses={200: paging.page_of(GoalSerializer), **problems(CursorInvalid)},
    )
    def get(self, request: Request) -> Response:
        asked = paging.asked(request)
        state = request.query_params.get("state", "open")
        if state not in ("open", "closed"):
            raise InvalidRequest(errors=[{"pointer": "/state", "detail": "open or closed"}])
        page = queries.goals(
            actor_of(request), closed=state == "closed", limit=asked.limit, cursor=asked.cursor
        )
        return paging.answer(page, GoalSerializer)

    @extend_schema(
        operation_id="goals_make",
        summary="Begin to save for something",
        request=GoalBody,
        responses={
            201: GoalSerializer,
            **problems(AmountInvalid, WalletMissing, GoalsFull, DatePast),
        },
    )
    def post(self, request: Request) -> Response:
        body = validated(GoalBody, request)
        return _shown(pots.make(actor=actor_of(request), now=utc_now(), **body), status=201)


class GoalView(APIView):
    @extend_schema(
        operation_id="goals_read",
        summary="One goal, and what is in it",
        parameters=[GOAL],
        responses={200: GoalSerializer, **problems(IdInvalid, NotFound)},
    )
    def get(self, request: Request, goal: str) -> Response:
        return _shown(queries.goal(actor_of(request), from_public("gol", goal)))

    @extend_schema(
        operation_id="goals_change",
        summary="Change a goal of your own: what is left out stays",
        parameters=[GOAL],
        request=GoalChangeBody,
        responses={
            200: GoalSerializer,
            **problems(*OURS, AmountInvalid, DatePast, GoalLocked),
        },
    )
    def patch(self, request: Request, goal: str) -> Response:
        changed = pots.change(
            actor=actor_of(request),
            goal=from_public("gol", goal),
            changes=validated(GoalChangeBody, request),
            now=utc_now(),
        )
        return _shown(changed)


class SavingsView(APIView):
    @extend_schema(
        operation_id="goals_save",
        summary="Save into your goal, from your wallet",
        parameters=[GOAL],
        request=GoalAmountBody,
        responses={201: PAID, **problems(*OURS, *MOVED, AmountInvalid)},
    )
    def post(self, request: Request, goal: str) -> HttpResponse:
        actor = actor_of(request)
        settled = moving.save(
            actor=actor,
            goal=from_public("gol", goal),
            key=key_for(request, actor),
            now=utc_now(),
            **validated(GoalAmountBody, request),
        )
        return answer(request, settled)


class WithdrawalsView(APIView):
    @extend_schema(
        operation_id="goals_withdraw",
        summary="Take out of your goal, into your wallet",
        parameters=[GOAL],
        request=GoalAmountBody,
        responses={201: PAID, **problems(*OURS, *MOVED, AmountInvalid, GoalLocked)},
    )
    def post(self, request: Request, goal: str) -> HttpResponse:
        actor = actor_of(request)
        settled = moving.withdraw(
            actor=actor,
            goal=from_public("gol", goal),
            key=key_for(request, actor),
            now=utc_now(),
            **validated(GoalAmountBody, request),
        )
        return answer(request, settled)


class CloseView(APIView):
    @extend_schema(
        operation_id="goals_close",
        summary="Break the pot: all that is in it goes back to your wallet, and the goal is closed",
        parameters=[GOAL],
        request=None,
        responses={200: GoalSerializer, **problems(*OURS, *MOVED, GoalLocked)},
    )
    def post(self, request: Request, goal: str) -> Response:
        actor = actor_of(request)
        closed = moving.close(
            actor=actor,
            goal=from_public("gol", goal),
            key=key_for(request, actor),
            now=utc_now(),
        )
        return _shown(closed.goal, replayed=closed.replayed)


class LockView(APIView):
    @extend_schema(
        operation_id="goals_lock",
        summary="Lock a child's goal: nothing is drawn until a day, or until the target is reached",
        parameters=[GOAL],
        request=LockBody,
        responses={200: GoalSerializer, **problems(*OURS, DatePast, GoalReached)},
    )
    def put(self, request: Request, goal: str) -> Response:
        locked = locks.lock(
            actor=actor_of(request),
            goal=from_public("gol", goal),
            now=utc_now(),
            **validated(LockBody, request),
        )
        return _shown(locked)

    @extend_schema(
        operation_id="goals_unlock",
        summary="Lift the lock of a child's goal",
        parameters=[GOAL],
        responses={200: GoalSerializer, **problems(*OURS)},
    )
    def delete(self, request: Request, goal: str) -> Response:
        unlocked = locks.unlock(
            actor=actor_of(request), goal=from_public("gol", goal), now=utc_now()
        )
        return _shown(unlocked)
