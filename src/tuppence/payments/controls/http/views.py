"""Controls over HTTP: decided by guardians, seen by them and by the child."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge import paging
from tuppence.edge.bodies import validated
from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.kernel.money import AmountInvalid
from tuppence.kernel.paging import CursorInvalid
from tuppence.payments.controls import operations, queries
from tuppence.payments.controls.http.serializers import (
    ControlsSerializer,
    DecideBody,
    LimitsBody,
    RaiseBody,
)
from tuppence.payments.controls.operations import ControlsChanged, NothingRaised
from tuppence.payments.controls.queries import Decided
from tuppence.payments.wallets.http.serializers import WalletDetailSerializer
from tuppence.payments.wallets.http.views import WALLET, detail
from tuppence.payments.wallets.queries import WalletIsGoal
from tuppence.people.identity.http.authentication import actor_of

PERSON = path_id("person", "per")
REFUSED = (IdInvalid, NotFound, Forbidden, AmountInvalid)


def _shown(decided: Decided) -> Response:
    return Response(ControlsSerializer(decided).data)


class ControlsView(APIView):
    @extend_schema(
        operation_id="controls_read",
        summary="What a child may pay for: as a guardian or the child sees it",
        parameters=[PERSON],
        responses={200: ControlsSerializer, **problems(IdInvalid, NotFound)},
    )
    def get(self, request: Request, person: str) -> Response:
        return _shown(queries.current(actor_of(request), from_public("per", person)))

    @extend_schema(
        operation_id="controls_decide",
        summary="Decide what a child may pay for; it binds the very next payment",
        parameters=[PERSON],
        request=DecideBody,
        responses={200: ControlsSerializer, **problems(*REFUSED, ControlsChanged)},
    )
    def put(self, request: Request, person: str) -> Response:
        body = validated(DecideBody, request)
        decided = operations.decide(
            actor=actor_of(request),
            person=from_public("per", person),
            document=body["controls"],
            seen=body["version"],
            note=body["note"],
            now=utc_now(),
        )
        return _shown(decided)


class HistoryView(APIView):
    @extend_schema(
        operation_id="controls_history",
        summary="Every version of a child's controls, newest first: who decided what, and when",
        parameters=[PERSON, *paging.PARAMETERS],
        responses={
            200: paging.page_of(ControlsSerializer),
            **problems(IdInvalid, CursorInvalid, NotFound),
        },
    )
    def get(self, request: Request, person: str) -> Response:
        asked = paging.asked(request)
        page = queries.history(
            actor_of(request), from_public("per", person), limit=asked.limit, cursor=asked.cursor
        )
        return paging.answer(page, ControlsSerializer)


class RaiseView(APIView):
    @extend_schema(
        operation_id="controls_raise",
        summary="Let a child pay more for 24 hours",
        parameters=[PERSON],
        request=RaiseBody,
        responses={200: ControlsSerializer, **problems(*REFUSED, NothingRaised)},
    )
    def put(self, request: Request, person: str) -> Response:
        decided = operations.raise_limits(
            actor=actor_of(request),
            person=from_public("per", person),
            now=utc_now(),
            **validated(RaiseBody, request),
        )
        return _shown(decided)

    @extend_schema(
        operation_id="controls_end_raise",
        summary="End a raise before its time",
        parameters=[PERSON],
        responses={200: ControlsSerializer, **problems(IdInvalid, NotFound, Forbidden)},
    )
    def delete(self, request: Request, person: str) -> Response:
        decided = operations.end_raise(
            actor=actor_of(request), person=from_public("per", person), now=utc_now()
        )
        return _shown(decided)


class LimitsView(APIView):
    @extend_schema(
        operation_id="wallets_set_limits",
        summary="Cap what the wallet may spend in a day and in a month",
        description="A guardian does it for a child, an adult for themselves.",
        parameters=[WALLET],
        request=LimitsBody,
        responses={
            200: WalletDetailSerializer,
            **problems(IdInvalid, NotFound, WalletIsGoal, Forbidden, AmountInvalid),
        },
    )
    def put(self, request: Request, wallet: str) -> Response:
        changed = operations.set_limits(
            actor=actor_of(request),
            wallet=from_public("wal", wallet),
            now=utc_now(),
            **validated(LimitsBody, request),
        )
        return detail(changed)
