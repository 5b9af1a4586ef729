"""Pushes to the device that asks: ``/v1/me/push-subscriptions``."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge.bodies import validated
from tuppence.edge.schema import problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Unavailable
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.http.authentication import actor_of
from tuppence.reach.notify import keys, operations, queries
from tuppence.reach.notify.endpoints import PushHostUnknown, PushKeyInvalid
from tuppence.reach.notify.http.serializers import NewSubscription, PushStandingSerializer


class PushMissing(Unavailable):
    code: ClassVar[str] = "push_missing"
    title: ClassVar[str] = "No pushes are sent from here"


class PushSubscriptions(APIView):
    @extend_schema(
        operation_id="read_push_subscription",
        summary="Whether this device gets pushes, and the key to subscribe with",
        responses={200: PushStandingSerializer},
    )
    def get(self, request: Request) -> Response:
        return Response(_standing(actor_of(request)))

    @extend_schema(
        operation_id="subscribe_to_pushes",
        summary="Get pushes on this device, in place of what it had before",
        request=NewSubscription,
        responses={
            201: PushStandingSerializer,
            **problems(PushHostUnknown, PushKeyInvalid, PushMissing),
        },
    )
    def post(self, request: Request) -> Response:
        actor, asked = actor_of(request), validated(NewSubscription, request)
        if keys.application_key() is None:
            raise PushMissing
        operations.subscribe(
            actor,
            endpoint=asked["endpoint"],
            public_key=keys.from_base64url(asked["keys"]["p256dh"]),
            secret=keys.from_base64url(asked["keys"]["auth"]),
            language=asked["language"],
            now=utc_now(),
        )
        return Response(_standing(actor), status=201)

    @extend_schema(
        operation_id="unsubscribe_from_pushes",
        summary="Get no pushes on this device any more",
        responses={204: None},
    )
    def delete(self, request: Request) -> Response:
        operations.unsubscribe(actor_of(request))
        return Response(status=204)


def _standing(actor: Actor) -> dict[str, Any]:
    shown: dict[str, Any] = PushStandingSerializer(
        {
            "application_key": keys.application_key(),
            "subscribed": queries.subscription(actor) is not None,
        }
    ).data
    return shown
