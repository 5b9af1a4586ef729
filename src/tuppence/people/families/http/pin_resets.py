"""Children who forgot the PIN, and what a guardian says: ``/v1/family/pin-resets...``."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.people.families import pin_resets
from tuppence.people.identity.http.authentication import actor_of
from tuppence.people.identity.http.pin_reset_views import PinResetSerializer
from tuppence.people.identity.operations.pin_resets import PinResetAnswered
from tuppence.people.identity.rules import PinNeeded

RESET = path_id("reset", "rst")


class PinResetsSerializer(serializers.Serializer[Any]):
    items = PinResetSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="Always null: a child has one.")


class PinResets(APIView):
    @extend_schema(
        operation_id="list_pin_resets", tags=["family"], responses={200: PinResetsSerializer}
    )
    def get(self, request: Request) -> Response:
        """Children of yours who forgot the PIN and wait for a guardian to agree."""
        items = pin_resets.waiting(actor_of(request), now=utc_now())
        return Response(PinResetsSerializer({"items": items, "next": None}).data)


class AgreedPinReset(APIView):
    @extend_schema(
        operation_id="agree_to_pin_reset",
        tags=["family"],
        parameters=[RESET],
        request=None,
        responses={
            200: PinResetSerializer,
            **problems(NotFound, Forbidden, IdInvalid, PinNeeded, PinResetAnswered),
        },
    )
    def post(self, request: Request, reset: str) -> Response:
        """Agree that the child chooses another PIN, within an hour. Needs your PIN."""
        return _answered(request, reset, agrees=True)


class DeclinedPinReset(APIView):
    @extend_schema(
        operation_id="decline_pin_reset",
        tags=["family"],
        parameters=[RESET],
        request=None,
        responses={
            200: PinResetSerializer,
            **problems(NotFound, Forbidden, IdInvalid, PinResetAnswered),
        },
    )
    def post(self, request: Request, reset: str) -> Response:
        """Do not agree: the PIN stays as it is."""
        return _answered(request, reset, agrees=False)


def _answered(request: Request, reset: str, *, agrees: bool) -> Response:
    found = pin_resets.answer(
        actor=actor_of(request), reset=from_public("rst", reset), agrees=agrees, now=utc_now()
    )
    return Response(PinResetSerializer(found).data)
