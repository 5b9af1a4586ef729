"""Plans over HTTP: what fills a goal by itself. To begin one is signed, as money will follow."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge.bodies import shown, validated
from tuppence.edge.idempotency import answered
from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.kernel.money import AmountInvalid
from tuppence.ledger.refusals import IdempotencyConflict
from tuppence.payments.goals import queries
from tuppence.payments.goals.http.serializers import PlanBody, PlanSerializer, PlansSerializer
from tuppence.payments.goals.http.views import GOAL, OURS
from tuppence.payments.goals.models import PlanKind
from tuppence.payments.goals.operations import plans
from tuppence.payments.goals.operations.plans import DueDayInvalid, SharesTooLarge
from tuppence.payments.payments.http.views import key_for
from tuppence.people.identity.http.authentication import actor_of


class PlansView(APIView):
    @extend_schema(
        operation_id="goals_plans",
        summary="What fills a goal by itself",
        parameters=[GOAL],
        responses={200: PlansSerializer, **problems(IdInvalid, NotFound)},
    )
    def get(self, request: Request, goal: str) -> Response:
        found = queries.plans(actor_of(request), from_public("gol", goal))
        return Response(PlansSerializer({"items": found}).data)

    @extend_schema(
        operation_id="goals_begin_plan",
        summary="Let a goal fill by itself",
        parameters=[GOAL],
        request=PlanBody,
        responses={
            201: PlanSerializer,
            **problems(*OURS, AmountInvalid, DueDayInvalid, SharesTooLarge, IdempotencyConflict),
        },
    )
    def post(self, request: Request, goal: str) -> Response:
        actor = actor_of(request)
        [(kind, terms)] = validated(PlanBody, request).items()
        begun = plans.begin(
            actor=actor,
            goal=from_public("gol", goal),
            kind=PlanKind[kind.upper()],
            terms=terms,
            key=key_for(request, actor),
            now=utc_now(),
        )
        return answered(shown(PlanSerializer, begun.plan), replayed=begun.replayed, status=201)


class PlanView(APIView):
    @extend_schema(
        operation_id="goals_end_plan",
        summary="End a plan that you pay for; a guardian may end what another one pays for",
        parameters=[path_id("plan", "pln")],
        responses={200: PlanSerializer, **problems(IdInvalid, NotFound, Forbidden)},
    )
    def delete(self, request: Request, plan: str) -> Response:
        ended = plans.end(actor=actor_of(request), plan=from_public("pln", plan), now=utc_now())
        return Response(shown(PlanSerializer, ended))
