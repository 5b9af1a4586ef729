"""Chores over HTTP: given and approved by a guardian's device, done by the child."""

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
from tuppence.ledger.refusals import IdempotencyConflict
from tuppence.payments.allowances.operations.set_up import DayInvalid, WeekdayInvalid
from tuppence.payments.chores import queries
from tuppence.payments.chores.http.serializers import (
    ChoreBody,
    ChoreSerializer,
    RewardSplitBody,
    SendBackBody,
    SplitSerializer,
    TurnSerializer,
)
from tuppence.payments.chores.models import Every, Pays, Split, State
from tuppence.payments.chores.operations import giving, splitting, turns
from tuppence.payments.chores.operations.giving import ChoresFull, Wanted
from tuppence.payments.chores.operations.splitting import Part, SplitInvalid
from tuppence.payments.chores.operations.turns import GiverGone, TurnNotSo
from tuppence.payments.chores.rules import WHOLE
from tuppence.payments.payments.http.views import key_for
from tuppence.payments.payments.rules import StepUpRequired
from tuppence.payments.wallets.queries import WalletMissing
from tuppence.people.identity.http.authentication import actor_of

CHORE, TURN, PERSON = path_id("chore", "chr"), path_id("turn", "trn"), path_id("person", "per")
DECIDED = (IdInvalid, NotFound, Forbidden, TurnNotSo)


class ChoresView(APIView):
    @extend_schema(
        operation_id="chores_give",
        summary="Give a child of yours a chore, with a reward from your wallet for each turn",
        request=ChoreBody,
        responses={
            201: ChoreSerializer,
            **problems(
                IdInvalid, NotFound, AmountInvalid, WalletMissing, DayInvalid,
                WeekdayInvalid, StepUpRequired, ChoresFull, IdempotencyConflict,
            ),
        },
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        actor = actor_of(request)
        body = validated(ChoreBody, request)
        wanted = Wanted(
            person=body["person"],
            title=body["title"],
            reward=body["reward"],
            pays=Pays[body["pays"].upper()],
            every=Every[body["every"].upper()],
            day=body.get("day"),
            starts_on=body.get("starts_on"),
        )
        made = giving.give(actor=actor, wanted=wanted, key=key_for(request, actor), now=utc_now())
        return answered(shown(ChoreSerializer, made.chore), replayed=made.replayed, status=201)

    @extend_schema(
        operation_id="chores_list",
        summary="Chores that you give, and that you and your children have, newest first",
        parameters=paging.PARAMETERS,
        responses={200: paging.page_of(ChoreSerializer), **problems(CursorInvalid)},
    )
    def get(self, request: Request) -> Response:
        asked = paging.asked(request)
        page = queries.chores(actor_of(request), limit=asked.limit, cursor=asked.cursor)
        return paging.answer(page, ChoreSerializer)


class ChoreView(APIView):
    @extend_schema(
        operation_id="chores_read",
        summary="One chore",
        parameters=[CHORE],
        responses={200: ChoreSerializer, **problems(IdInvalid, NotFound)},
    )
    def get(self, request: Request, chore: str) -> Response:
        found = queries.chore(actor_of(request), from_public("chr", chore))
        return Response(shown(ChoreSerializer, found))


class EndView(APIView):
    @extend_schema(
        operation_id="chores_end",
        summary="End a chore: no turn begins any more, and an open one is withdrawn",
        parameters=[CHORE],
        request=None,
        responses={200: ChoreSerializer, **problems(IdInvalid, NotFound, Forbidden)},
    )
    def post(self, request: Request, chore: str) -> Response:
        ended = giving.end(actor=actor_of(request), chore=from_public("chr", chore), now=utc_now())
        return Response(shown(ChoreSerializer, ended))


class TurnsView(APIView):
    @extend_schema(
        operation_id="turns_list",
        summary="Turns of your chores and your children's, newest first",
        parameters=[
            *paging.PARAMETERS,
            OpenApiParameter("state", {"type": "string", "enum": State.labels}),
        ],
        responses={200: paging.page_of(TurnSerializer), **problems(CursorInvalid)},
    )
    def get(self, request: Request) -> Response:
        asked = paging.asked(request)
        page = queries.turns(
            actor_of(request), state=_state(request), limit=asked.limit, cursor=asked.cursor
        )
        return paging.answer(page, TurnSerializer)


def _state(request: Request) -> State | None:
    word = request.query_params.get("state")
    if word is None:
        return None
    if word not in State.labels:
        fault = {"pointer": "/state", "detail": f"one of {', '.join(State.labels)}"}
        raise InvalidRequest(errors=[fault])
    return State[word.upper()]


class TurnView(APIView):
    @extend_schema(
        operation_id="turns_read",
        summary="One turn of a chore",
        parameters=[TURN],
        responses={200: TurnSerializer, **problems(IdInvalid, NotFound)},
    )
    def get(self, request: Request, turn: str) -> Response:
        found = queries.turn(actor_of(request), from_public("trn", turn))
        return Response(shown(TurnSerializer, found))


class DoneView(APIView):
    @extend_schema(
        operation_id="turns_done",
        summary="Say that it is done",
        parameters=[TURN],
        request=None,
        responses={200: TurnSerializer, **problems(*DECIDED)},
    )
    def post(self, request: Request, turn: str) -> Response:
        found = turns.done(actor=actor_of(request), turn=from_public("trn", turn), now=utc_now())
        return Response(shown(TurnSerializer, found))


class SendBackView(APIView):
    @extend_schema(
        operation_id="turns_send_back",
        summary="Say what is missing: the turn is open again",
        parameters=[TURN],
        request=SendBackBody,
        responses={200: TurnSerializer, **problems(*DECIDED)},
    )
    def post(self, request: Request, turn: str) -> Response:
        found = turns.send_back(
            actor=actor_of(request),
            turn=from_public("trn", turn),
            note=validated(SendBackBody, request)["note"],
            now=utc_now(),
        )
        return Response(shown(TurnSerializer, found))


class ApproveView(APIView):
    @extend_schema(
        operation_id="turns_approve",
        summary="Approve what was done: the reward is paid, promised for pay-day, or owed",
        parameters=[TURN],
        request=None,
        responses={200: TurnSerializer, **problems(*DECIDED, WalletMissing, GiverGone)},
    )
    def post(self, request: Request, turn: str) -> Response:
        decided = turns.approve(
            actor=actor_of(request), turn=from_public("trn", turn), now=utc_now()
        )
        return answered(shown(TurnSerializer, decided.turn), replayed=decided.replayed, status=200)


class SplitView(APIView):
    @extend_schema(
        operation_id="chores_split_read",
        summary="How a child's rewards are split: as a guardian or the child sees it",
        parameters=[PERSON],
        responses={200: SplitSerializer, **problems(IdInvalid, NotFound)},
    )
    def get(self, request: Request, person: str) -> Response:
        return _split(queries.split(actor_of(request), from_public("per", person)))

    @extend_schema(
        operation_id="chores_split_decide",
        summary="Decide how a child's rewards are split: to save, to share, and the rest to spend",
        parameters=[PERSON],
        request=RewardSplitBody,
        responses={
            200: SplitSerializer,
            **problems(IdInvalid, NotFound, Forbidden, SplitInvalid),
        },
    )
    def put(self, request: Request, person: str) -> Response:
        body = validated(RewardSplitBody, request)
        decided = splitting.decide(
            actor=actor_of(request),
            person=from_public("per", person),
            save=Part(**body["saving"]),
            share=Part(**body["sharing"]),
            now=utc_now(),
        )
        return _split(decided)


def _split(found: Split | None) -> Response:
    if found is None:
        nothing = {"bp": 0, "goal": None}
        whole = {
            "saving": nothing,
            "sharing": nothing,
            "spend_bp": WHOLE,
            "author": None,
            "at": None,
        }
        return Response(shown(SplitSerializer, whole))
    split = {
        "saving": {"bp": found.save_bp, "goal": found.save_goal and found.save_goal.public_id},
        "sharing": {"bp": found.share_bp, "goal": found.share_goal and found.share_goal.public_id},
        "spend_bp": WHOLE - found.save_bp - found.share_bp,
        "author": found.author,
        "at": found.at,
    }
    return Response(shown(SplitSerializer, split))
