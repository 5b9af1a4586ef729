"""Signing in and out: ``/v1/auth/...``."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge.addresses import client_address
from tuppence.edge.bodies import validated
from tuppence.edge.rates import LimiterUnavailable
from tuppence.edge.schema import problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import IdInvalid
from tuppence.people.identity.http import serializers as shapes
from tuppence.people.identity.http.authentication import actor_of
from tuppence.people.identity.http.permissions import ByToken
from tuppence.people.identity.operations import codes, sessions
from tuppence.people.identity.operations.devices import DeviceRevoked
from tuppence.people.identity.rules import PhoneInvalid
from tuppence.people.identity.signatures import KeyInvalid
from tuppence.people.identity.texts import TextUnsent


class Codes(APIView):
    authentication_classes = []
    permission_classes = []

    @extend_schema(
        operation_id="send_code",
        tags=["sign-in"],
        request=shapes.SendCodeSerializer,
        responses={
            202: shapes.ChallengeSerializer,
            **problems(PhoneInvalid, TextUnsent, LimiterUnavailable),
        },
    )
    def post(self, request: Request) -> Response:
        """Send a one-time code by text, with the same answer whether or not the phone is known."""
        body = validated(shapes.SendCodeSerializer, request)
        challenge = codes.send_code(
            **body, address=client_address(request._request), code=codes.new_code(), now=utc_now()
        )
        return Response(shapes.ChallengeSerializer(challenge).data, status=202)


class Sessions(APIView):
    authentication_classes = []
    permission_classes = []

    @extend_schema(
        operation_id="sign_in",
        tags=["sign-in"],
        request=shapes.SignInSerializer,
        responses={
            201: shapes.TokensSerializer,
            **problems(
                codes.CodeWrong,
                codes.CodeExpired,
                DeviceRevoked,
                KeyInvalid,
                IdInvalid,
                LimiterUnavailable,
            ),
        },
    )
    def post(self, request: Request) -> Response:
        """Sign in with a code, registering the device's key. A new phone signs an adult up."""
        body = validated(shapes.SignInSerializer, request)
        tokens = codes.sign_in(
            challenge=body["challenge"],
            code=body["code"],
            device_name=body["device"]["name"],
            public_key=body["device"]["public_key"],
            address=client_address(request._request),
            now=utc_now(),
        )
        return Response(shapes.TokensSerializer(tokens).data, status=201)


class CurrentSession(APIView):
    permission_classes = [ByToken]

    @extend_schema(operation_id="log_out", tags=["sign-in"], request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Log out: this session's tokens stop working at once."""
        sessions.end_current(actor_of(request), now=utc_now())
        return Response(status=204)


class RefreshedTokens(APIView):
    authentication_classes = []
    permission_classes = []

    @extend_schema(
        operation_id="refresh_tokens",
        tags=["sign-in"],
        request=shapes.RefreshSerializer,
        responses={200: shapes.TokensSerializer, **problems(sessions.RefreshTokenInvalid)},
    )
    def post(self, request: Request) -> Response:
        """Spend a refresh token for new tokens. One that was spent before ends the session."""
        body = validated(shapes.RefreshSerializer, request)
        tokens = sessions.rotate(refresh_token=body["refresh_token"], now=utc_now())
        return Response(shapes.TokensSerializer(tokens).data)
