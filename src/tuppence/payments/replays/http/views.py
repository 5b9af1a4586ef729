"""Replays over HTTP: asked for with a document, so a POST, though nothing changes."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge.bodies import validated
from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import NotFound
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.kernel.money import AmountInvalid
from tuppence.payments.replays import queries
from tuppence.payments.replays.http.serializers import ReplayBody, ReplaySerializer
from tuppence.people.identity.http.authentication import actor_of
from tuppence.people.identity.http.permissions import LooksOnly

PERSON = path_id("person", "per")


class ReplayView(APIView):
    permission_classes = [LooksOnly]

    @extend_schema(
        operation_id="controls_replay",
        summary="What of a month's payments would have been refused under other controls",
        parameters=[PERSON],
        request=ReplayBody,
        responses={200: ReplaySerializer, **problems(IdInvalid, NotFound, AmountInvalid)},
    )
    def post(self, request: Request, person: str) -> Response:
        body = validated(ReplayBody, request)
        actor, child = actor_of(request), from_public("per", person)
        if "month" in body:
            year, month = map(int, body["month"].split("-"))
        else:
            year, month = queries.month_before(actor, child, now=utc_now())
        replayed = queries.month_under(
            actor, child, document=body["controls"], year=year, month=month
        )
        return Response(ReplaySerializer(replayed).data)
