"""The caller's family: ``/v1/family``."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge import paging
from tuppence.edge.addresses import client_address
from tuppence.edge.bodies import validated
from tuppence.edge.rates import LimiterUnavailable, RateLimited
from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.kernel.paging import CursorInvalid
from tuppence.people.families import invitations, queries
from tuppence.people.families.http import serializers as shapes
from tuppence.people.families.models import Role
from tuppence.people.families.operations import AlreadyMember
from tuppence.people.families.proposals import ProposalsFull
from tuppence.people.families.rules import FamilyFull, RoleRefused
from tuppence.people.identity.http.authentication import actor_of
from tuppence.people.identity.http.permissions import SignedIn
from tuppence.people.identity.operations import people
from tuppence.people.identity.rules import (
    BirthDateInvalid,
    HandleInvalid,
    PhoneInvalid,
    PinNeeded,
)


class MyFamily(APIView):
    @extend_schema(
        operation_id="read_family",
        tags=["family"],
        responses={200: shapes.FamilySerializer, **problems(NotFound)},
    )
    def get(self, request: Request) -> Response:
        """Your family and its members: the one you guard, or else the one you belong to."""
        return Response(shapes.FamilySerializer(queries.household_of(actor_of(request))).data)

    @extend_schema(
        operation_id="create_family",
        tags=["family"],
        request=shapes.FoundBody,
        responses={201: shapes.FamilySerializer, **problems(RoleRefused, AlreadyMember)},
    )
    def post(self, request: Request) -> Response:
        """Make a family, and be its first guardian. You are 18 or over, and guard no other."""
        body = validated(shapes.FoundBody, request)
        made = invitations.found(actor=actor_of(request), name=body["name"], now=utc_now())
        return Response(shapes.FamilySerializer(made).data, status=201)


class Invitations(APIView):
    @extend_schema(
        operation_id="invite_to_family",
        tags=["family"],
        request=shapes.InviteBody,
        responses={
            201: shapes.MadeInvitationSerializer,
            **problems(
                NotFound,
                Forbidden,
                PinNeeded,
                PhoneInvalid,
                FamilyFull,
                invitations.InvitationsFull,
                ProposalsFull,
                RateLimited,
            ),
        },
    )
    def post(self, request: Request) -> Response:
        """Invite somebody; the code in the answer is yours to hand over, and works once within a
        week. To invite a guardian needs your PIN, and works once the other guardians agree."""
        body = validated(shapes.InviteBody, request)
        made = invitations.invite(
            actor=actor_of(request), role=Role(body["role"]), phone=body["phone"], now=utc_now()
        )
        return Response(shapes.MadeInvitationSerializer(made).data, status=201)

    @extend_schema(
        operation_id="list_invitations",
        tags=["family"],
        parameters=paging.PARAMETERS,
        responses={
            200: paging.page_of(shapes.InvitationSerializer),
            **problems(NotFound, Forbidden, CursorInvalid),
        },
    )
    def get(self, request: Request) -> Response:
        """Invitations to the family that you guard, newest first."""
        asked = paging.asked(request)
        page = queries.invitations(actor_of(request), limit=asked.limit, cursor=asked.cursor)
        return paging.answer(page, shapes.InvitationSerializer)


class OneInvitation(APIView):
    @extend_schema(
        operation_id="revoke_invitation",
        tags=["family"],
        parameters=[path_id("invitation", "inv")],
        request=None,
        responses={
            200: shapes.InvitationSerializer,
            **problems(IdInvalid, NotFound, Forbidden, invitations.InvitationDecided),
        },
    )
    def delete(self, request: Request, invitation: str) -> Response:
        """Take an invitation back: its code works no more."""
        revoked = invitations.revoke(
            actor=actor_of(request), invitation=from_public("inv", invitation), now=utc_now()
        )
        return Response(shapes.InvitationSerializer(revoked).data)


class AcceptedInvitations(APIView):
    permission_classes = [SignedIn]

    @extend_schema(
        operation_id="accept_invitation",
        tags=["family"],
        request=shapes.AcceptBody,
        responses={
            200: shapes.FamilySerializer,
            **problems(
                invitations.InvitationUnknown,
                RoleRefused,
                FamilyFull,
                AlreadyMember,
                RateLimited,
                LimiterUnavailable,
                people.ProfileUnfinished,
                people.ProfileFixed,
                people.HandleTaken,
                people.HandlesSpent,
                HandleInvalid,
                BirthDateInvalid,
            ),
        },
    )
    def post(self, request: Request) -> Response:
        """Take an invitation up, and complete your profile with it if you have none yet."""
        body: dict[str, Any] = validated(shapes.AcceptBody, request)
        profile = body.get("profile")
        joined = invitations.accept(
            actor=actor_of(request),
            code=body["code"],
            profile=None if profile is None else invitations.Profile(**profile),
            address=client_address(request._request),
            now=utc_now(),
        )
        return Response(shapes.FamilySerializer(joined).data)
