"""Gifts over HTTP: links are a family's to make; to give needs nothing but a link's token."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge import idempotency, paging
from tuppence.edge.addresses import client_address
from tuppence.edge.bodies import shown, validated
from tuppence.edge.idempotency import answered
from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import NotFound
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.kernel.money import AmountInvalid
from tuppence.kernel.paging import CursorInvalid
from tuppence.ledger.refusals import IdempotencyConflict
from tuppence.payments.gifts import limits, operations, queries
from tuppence.payments.gifts.http.serializers import (
    GiftBody,
    GiftInvitationSerializer,
    GiftLinkBody,
    GiftLinkSerializer,
    GiftSerializer,
    GivenSerializer,
    MadeGiftLinkSerializer,
    TokenBody,
)
from tuppence.payments.gifts.operations import (
    Bounds,
    GiftNotTaken,
    GiftTooLarge,
    LinkOver,
    LinksFull,
)
from tuppence.payments.goals.operations.pots import GoalClosed
from tuppence.payments.payments.operations.top_up import BankMissing
from tuppence.payments.wallets.queries import WalletMissing
from tuppence.people.identity.http.authentication import actor_of

LINK = path_id("link", "gft")


class GiftLinksView(APIView):
    @extend_schema(
        operation_id="gifts_make_link",
        summary="Make a link by which a relative gives, to you or a child whom you guard",
        request=GiftLinkBody,
        responses={
            201: MadeGiftLinkSerializer,
            **problems(
                IdInvalid, NotFound, AmountInvalid, GoalClosed, WalletMissing, LinksFull,
                GiftTooLarge,
            ),
        },
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        body = validated(GiftLinkBody, request)
        made = operations.make_link(
            actor=actor_of(request),
            person=body.pop("person", None),
            goal=body.pop("goal", None),
            bounds=Bounds(**body),
            now=utc_now(),
        )
        return Response(shown(MadeGiftLinkSerializer, made), status=201)

    @extend_schema(
        operation_id="gifts_links",
        summary="Gift links for you and the children you guard, newest first",
        parameters=paging.PARAMETERS,
        responses={200: paging.page_of(GiftLinkSerializer), **problems(CursorInvalid)},
    )
    def get(self, request: Request) -> Response:
        asked = paging.asked(request)
        page = queries.links(actor_of(request), limit=asked.limit, cursor=asked.cursor)
        return paging.answer(page, GiftLinkSerializer)


class GiftLinkView(APIView):
    @extend_schema(
        operation_id="gifts_revoke_link",
        summary="Revoke a gift link: it gives nothing from now on",
        parameters=[LINK],
        responses={200: GiftLinkSerializer, **problems(IdInvalid, NotFound)},
    )
    def delete(self, request: Request, link: str) -> Response:
        revoked = operations.revoke(
            actor=actor_of(request), link=from_public("gft", link), now=utc_now()
        )
        return Response(shown(GiftLinkSerializer, revoked))


class GiftsOfLinkView(APIView):
    @extend_schema(
        operation_id="gifts_of_link",
        summary="What was given by a link, by whom and with what words",
        parameters=[LINK, *paging.PARAMETERS],
        responses={
            200: paging.page_of(GiftSerializer),
            **problems(IdInvalid, CursorInvalid, NotFound),
        },
    )
    def get(self, request: Request, link: str) -> Response:
        asked = paging.asked(request)
        page = queries.gifts(
            actor_of(request), from_public("gft", link), limit=asked.limit, cursor=asked.cursor
        )
        return paging.answer(page, GiftSerializer)


class LookView(APIView):
    authentication_classes = []
    permission_classes = []

    @extend_schema(
        operation_id="gifts_look",
        summary="What a gift link is for: a first name, and the goal if the family shows it",
        request=TokenBody,
        responses={
            200: GiftInvitationSerializer,
            **problems(IdInvalid, NotFound, LinkOver),
        },
    )
    def post(self, request: Request) -> Response:
        body = validated(TokenBody, request)
        limits.admit_look(address=client_address(request._request))
        found = operations.look(token=body["token"], now=utc_now())
        return Response(shown(GiftInvitationSerializer, found))


class GiveView(APIView):
    authentication_classes = []
    permission_classes = []

    @extend_schema(
        operation_id="gifts_give",
        summary="Give by a link, from the bank: nobody needs an account for it",
        parameters=[idempotency.PARAMETER],
        request=GiftBody,
        responses={
            201: GivenSerializer,
            **problems(
                idempotency.IdempotencyKeyMissing, idempotency.IdempotencyKeyInvalid, IdInvalid,
                NotFound, AmountInvalid, LinkOver, GiftTooLarge, GiftNotTaken, IdempotencyConflict,
                BankMissing,
            ),
        },
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        body = validated(GiftBody, request)
        key = idempotency.key_of(request)
        limits.admit_gift(address=client_address(request._request))
        given = operations.give(key=key, now=utc_now(), **{"message": None, **body})
        return answered(shown(GivenSerializer, given.gift), replayed=given.replayed, status=201)
