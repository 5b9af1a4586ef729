"""The caller's own profile, devices and PIN: ``/v1/me...``."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge.bodies import validated
from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import NotFound
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.people.identity import queries, rules
from tuppence.people.identity.http import serializers as shapes
from tuppence.people.identity.http.authentication import actor_of
from tuppence.people.identity.http.permissions import ByToken, Consented, SignedIn
from tuppence.people.identity.operations import codes, devices, people, pin_resets, pins


class Me(APIView):
    def get_permissions(self) -> list[Any]:
        # Who waits for a guardian's consent sees who they are, and does nothing yet.
        return [SignedIn() if self.request.method == "GET" else Consented()]

    @extend_schema(operation_id="read_me", tags=["me"], responses={200: shapes.MeSerializer})
    def get(self, request: Request) -> Response:
        """Your profile."""
        return Response(shapes.MeSerializer(queries.profile_of(actor_of(request))).data)

    @extend_schema(
        operation_id="change_me",
        tags=["me"],
        request=shapes.ProfileChangeSerializer,
        responses={
            200: shapes.MeSerializer,
            **problems(
                people.ProfileUnfinished,
                people.ProfileFixed,
                people.HandleTaken,
                people.HandlesSpent,
                rules.HandleInvalid,
                rules.BirthDateInvalid,
                rules.GuardianNeeded,
            ),
        },
    )
    def patch(self, request: Request) -> Response:
        """Complete your profile, or change your name or handle."""
        body = validated(shapes.ProfileChangeSerializer, request)
        person = people.change_profile(
            actor_of(request),
            name=body.get("name"),
            handle=body.get("handle"),
            birth_date=body.get("birth_date"),
            now=utc_now(),
        )
        return Response(shapes.MeSerializer(person).data)


class Devices(APIView):
    permission_classes = [SignedIn]

    @extend_schema(
        operation_id="list_devices", tags=["me"], responses={200: shapes.DevicesSerializer}
    )
    def get(self, request: Request) -> Response:
        """The devices you are signed in on, last used first."""
        actor = actor_of(request)
        found = {"items": queries.devices_of(actor), "next": None}
        return Response(shapes.DevicesSerializer(found, context={"actor": actor}).data)


class OneDevice(APIView):
    permission_classes = [ByToken]

    @extend_schema(
        operation_id="revoke_device",
        tags=["me"],
        parameters=[path_id("device", "dev")],
        request=None,
        responses={204: None, **problems(NotFound, IdInvalid)},
    )
    def delete(self, request: Request, device: str) -> Response:
        """Revoke a device: its sessions end, and its key signs nothing any more."""
        devices.revoke_device(actor_of(request), device=from_public("dev", device), now=utc_now())
        return Response(status=204)


class MyPin(APIView):
    permission_classes = [Consented]

    @extend_schema(
        operation_id="set_pin",
        tags=["me"],
        request=shapes.PinChangeSerializer,
        responses={
            204: None,
            **problems(
                rules.PinWeak,
                pins.PinProofNeeded,
                pins.PinWrong,
                pins.PinLocked,
                codes.CodeWrong,
                codes.CodeExpired,
                pin_resets.PinResetNeedsGuardian,
                IdInvalid,
            ),
        },
    )
    def put(self, request: Request) -> Response:
        """Set your payment PIN; change it with the present one; reset it with a code, and as a
        minor with a guardian's agreement, too."""
        body = validated(shapes.PinChangeSerializer, request)
        pins.set_pin(
            actor_of(request),
            pin=body["pin"],
            current_pin=body.get("current_pin"),
            challenge=body.get("challenge"),
            code=body.get("code"),
            now=utc_now(),
        )
        return Response(status=204)


class StepUp(APIView):
    permission_classes = [Consented]

    @extend_schema(
        operation_id="step_up",
        tags=["me"],
        request=shapes.StepUpSerializer,
        responses={
            200: shapes.GrantSerializer,
            **problems(pins.PinNotSet, pins.PinWrong, pins.PinLocked),
        },
    )
    def post(self, request: Request) -> Response:
        """Give your PIN: for five minutes this session may do what needs it."""
        body = validated(shapes.StepUpSerializer, request)
        until = pins.step_up(actor_of(request), pin=body["pin"], now=utc_now())
        return Response(shapes.GrantSerializer({"stepped_up_until": until}).data)
