"""A minor who forgot the PIN asks guardians: ``/v1/me/pin-reset``."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge.fields import Label, PublicId
from tuppence.edge.schema import problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import NotFound
from tuppence.people.identity.http.authentication import actor_of
from tuppence.people.identity.models import PinReset
from tuppence.people.identity.operations import pin_resets


class PinResetSerializer(serializers.Serializer[Any]):
    """``expires_at``: until when it can be agreed to; once it was, until when it can be used."""

    id = PublicId("rst", source="public_id")
    person = PublicId("per", source="person.public_id")
    name = serializers.CharField(source="person.name", help_text="Who forgot the PIN.")
    state = Label(PinReset.State)
    asked_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class MyPinReset(APIView):
    @extend_schema(
        operation_id="read_my_pin_reset",
        tags=["me"],
        responses={200: PinResetSerializer, **problems(NotFound)},
    )
    def get(self, request: Request) -> Response:
        """Whether guardians have agreed that you choose another PIN."""
        found = pin_resets.of(actor_of(request), now=utc_now())
        return Response(PinResetSerializer(found).data)

    @extend_schema(
        operation_id="ask_for_pin_reset",
        tags=["me"],
        request=None,
        responses={200: PinResetSerializer, **problems(pin_resets.PinResetNotNeeded)},
    )
    def put(self, request: Request) -> Response:
        """Ask your guardians to agree, as you forgot the PIN; once is enough."""
        made = pin_resets.ask(actor_of(request), now=utc_now())
        return Response(PinResetSerializer(made).data)
