"""Passkeys, and the step-up by one: ``/v1/me/passkeys...``, ``/v1/me/step-up/passkey...``."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge.bodies import validated
from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import NotFound
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.people.identity import queries
from tuppence.people.identity.http import passkey_serializers as shapes
from tuppence.people.identity.http.authentication import actor_of
from tuppence.people.identity.http.permissions import ByToken, Consented, SignedIn
from tuppence.people.identity.http.serializers import GrantSerializer
from tuppence.people.identity.operations import passkeys
from tuppence.people.identity.passkeys import (
    Assertion,
    Attestation,
    PasskeyInvalid,
    PasskeyRefused,
    PasskeysOff,
    origins,
)
from tuppence.people.identity.rules import PinNeeded


class Passkeys(APIView):
    def get_permissions(self) -> list[SignedIn]:
        return [SignedIn() if self.request.method == "GET" else Consented()]

    @extend_schema(
        operation_id="list_passkeys", tags=["me"], responses={200: shapes.PasskeysSerializer}
    )
    def get(self, request: Request) -> Response:
        """Your passkeys, the newest first, and the pages that may use them."""
        items = queries.passkeys_of(actor_of(request))
        found = {"items": items, "next": None, "origins": origins()}
        return Response(shapes.PasskeysSerializer(found).data)

    @extend_schema(
        operation_id="add_passkey",
        tags=["me"],
        request=shapes.NewPasskeySerializer,
        responses={
            201: shapes.PasskeySerializer,
            **problems(
                PasskeysOff,
                PinNeeded,
                PasskeyInvalid,
                passkeys.PasskeyStale,
                passkeys.PasskeyKnown,
                passkeys.PasskeysFull,
            ),
        },
    )
    def post(self, request: Request) -> Response:
        """Add the passkey that a browser has just made: it confirms as your PIN does."""
        body = validated(shapes.NewPasskeySerializer, request)
        name = body.pop("name")
        made = passkeys.add(actor_of(request), name=name, given=Attestation(**body), now=utc_now())
        return Response(shapes.PasskeySerializer(made).data, status=201)


class PasskeyOptions(APIView):
    permission_classes = [Consented]

    @extend_schema(
        operation_id="ask_for_new_passkey",
        tags=["me"],
        request=None,
        responses={
            200: shapes.AskedForNewSerializer,
            **problems(PasskeysOff, PinNeeded, passkeys.PasskeysFull),
        },
    )
    def post(self, request: Request) -> Response:
        """What to ask a browser for, to add a passkey: good for three minutes, once."""
        asked = passkeys.ask_for_new(actor_of(request), now=utc_now())
        return Response(shapes.AskedForNewSerializer(asked).data)


class OnePasskey(APIView):
    permission_classes = [ByToken]

    @extend_schema(
        operation_id="remove_passkey",
        tags=["me"],
        parameters=[path_id("passkey", "psk")],
        request=None,
        responses={204: None, **problems(NotFound, IdInvalid)},
    )
    def delete(self, request: Request, passkey: str) -> Response:
        """Remove a passkey: it confirms nothing any more."""
        passkeys.remove(actor_of(request), passkey=from_public("psk", passkey))
        return Response(status=204)


class StepUpByPasskeyOptions(APIView):
    permission_classes = [Consented]

    @extend_schema(
        operation_id="ask_to_use_passkey",
        tags=["me"],
        request=None,
        responses={
            200: shapes.AskedToUseSerializer,
            **problems(PasskeysOff, passkeys.PasskeyNotSet),
        },
    )
    def post(self, request: Request) -> Response:
        """What to ask a browser for, to step up by a passkey: good for three minutes, once."""
        asked = passkeys.ask_to_use(actor_of(request), now=utc_now())
        return Response(shapes.AskedToUseSerializer(asked).data)


class StepUpByPasskey(APIView):
    permission_classes = [Consented]

    @extend_schema(
        operation_id="step_up_by_passkey",
        tags=["me"],
        request=shapes.UsedPasskeySerializer,
        responses={
            200: GrantSerializer,
            **problems(PasskeysOff, PasskeyRefused, passkeys.PasskeyStale),
        },
    )
    def post(self, request: Request) -> Response:
        """Use a passkey in place of your PIN: five minutes in which this session may do more."""
        body = validated(shapes.UsedPasskeySerializer, request)
        given = Assertion(**{"user_handle": None} | body)
        until = passkeys.step_up(actor_of(request), given=given, now=utc_now())
        return Response(GrantSerializer({"stepped_up_until": until}).data)
