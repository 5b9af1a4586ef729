"""Consent over HTTP: read by a guardian and the child, given by a guardian's device, withdrawn by a
guardian as easily."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge import paging
from tuppence.edge.bodies import validated
from tuppence.edge.idempotency import REPLAYED, answered, identity_of, key_of
from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.kernel.paging import CursorInvalid
from tuppence.ledger.journals import Key
from tuppence.ledger.refusals import IdempotencyConflict
from tuppence.people.consent import operations, queries
from tuppence.people.consent.documents import IssuerMissing, TokenInvalid
from tuppence.people.consent.http.serializers import (
    ConsentSerializer,
    ConsentStandingSerializer,
    GiveBody,
    TextSerializer,
    agreed_from,
    verification_from,
)
from tuppence.people.consent.models import Purpose
from tuppence.people.consent.operations import (
    ConsentMissing,
    ConsentTextChanged,
    GuardianUnverified,
    VerificationUsed,
)
from tuppence.people.identity.http.authentication import actor_of
from tuppence.people.identity.http.permissions import (
    SignedUp,
    WithProfile,
)

PERSON = path_id("person", "per")


class TextView(APIView):
    permission_classes = [WithProfile]

    @extend_schema(
        operation_id="consents_text",
        summary="The text to read before one consents",
        parameters=[
            OpenApiParameter(
                "purpose",
                {"type": "string", "pattern": f"^({'|'.join(Purpose.values)})$"},
                OpenApiParameter.PATH,
            )
        ],
        responses={200: TextSerializer, **problems(NotFound)},
    )
    def get(self, request: Request, purpose: str) -> Response:
        return Response(TextSerializer(queries.text_of(purpose)).data)


class ConsentView(APIView):
    def get_permissions(self) -> list[Any]:
        # A child whose account rests sees why.
        return [WithProfile() if self.request.method == "GET" else SignedUp()]

    @extend_schema(
        operation_id="consents_read",
        summary="Whether guardians' consent is in force for a child: to a guardian and the child",
        parameters=[PERSON],
        responses={200: ConsentStandingSerializer, **problems(IdInvalid, NotFound)},
    )
    def get(self, request: Request, person: str) -> Response:
        found = queries.standing(actor_of(request), from_public("per", person))
        return Response(ConsentStandingSerializer(found).data)

    @extend_schema(
        operation_id="consents_give",
        summary="Consent to a child's account",
        description="In force at once, unless another guardian's withdrawal stands.",
        parameters=[PERSON],
        request=GiveBody,
        responses={
            201: OpenApiResponse(
                ConsentSerializer,
                f"The entry. With `{REPLAYED}: true` it is the first answer to this key, again.",
            ),
            **problems(
                IdInvalid, NotFound, Forbidden,
                IdempotencyConflict, ConsentTextChanged, GuardianUnverified,
                VerificationUsed, TokenInvalid, IssuerMissing,
            ),
        },
    )  # fmt: skip
    def post(self, request: Request, person: str) -> Response:
        actor = actor_of(request)
        body = validated(GiveBody, request)
        given = operations.give(
            actor=actor,
            person=from_public("per", person),
            agreed=agreed_from(body),
            verification=verification_from(body),
            key=Key(
                scope=f"consent:{actor.person_id}",
                value=key_of(request),
                request=identity_of(request.method or "", request.path, request.data),
            ),
            now=utc_now(),
        )
        return answered(ConsentSerializer(given.entry).data, replayed=given.replayed, status=201)

    @extend_schema(
        operation_id="consents_withdraw",
        summary="Withdraw consent to a child's account: from now on it rests",
        parameters=[PERSON],
        request=None,
        responses={
            200: ConsentSerializer,
            **problems(IdInvalid, NotFound, Forbidden, ConsentMissing),
        },
    )
    def delete(self, request: Request, person: str) -> Response:
        entry = operations.withdraw(
            actor=actor_of(request), person=from_public("per", person), now=utc_now()
        )
        return Response(ConsentSerializer(entry).data)


class HistoryView(APIView):
    permission_classes = [WithProfile]

    @extend_schema(
        operation_id="consents_history",
        summary="Every consent and withdrawal for a child, newest first",
        parameters=[PERSON, *paging.PARAMETERS],
        responses={
            200: paging.page_of(ConsentSerializer),
            **problems(IdInvalid, CursorInvalid, NotFound),
        },
    )
    def get(self, request: Request, person: str) -> Response:
        asked = paging.asked(request)
        page = queries.history(
            actor_of(request),
            from_public("per", person),
            limit=asked.limit,
            cursor=asked.cursor,
        )
        return paging.answer(page, ConsentSerializer)
