"""Wallets over HTTP: seen by their owners and their owners' guardians."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.payments.wallets import operations, queries
from tuppence.payments.wallets.http.serializers import (
    WalletDetailSerializer,
    WalletsSerializer,
)
from tuppence.payments.wallets.models import Wallet
from tuppence.payments.wallets.operations import AgreementNeeded, FreezeNotYours
from tuppence.payments.wallets.queries import WalletIsGoal
from tuppence.people.identity.http.authentication import actor_of

WALLET = path_id("wallet", "wal")


def detail(wallet: Wallet) -> Response:
    return Response(WalletDetailSerializer(queries.detail(wallet)).data)


class WalletsView(APIView):
    @extend_schema(
        operation_id="wallets_list",
        summary="Your wallets, and those of the children you guard",
        responses={200: WalletsSerializer},
    )
    def get(self, request: Request) -> Response:
        found = queries.held(queries.in_use(actor_of(request)))
        return Response(WalletsSerializer({"items": found}).data)


class WalletView(APIView):
    @extend_schema(
        operation_id="wallets_read",
        summary="One wallet, with its limits and their use",
        parameters=[WALLET],
        responses={200: WalletDetailSerializer, **problems(IdInvalid, NotFound)},
    )
    def get(self, request: Request, wallet: str) -> Response:
        return detail(queries.access(actor_of(request), from_public("wal", wallet)).wallet)


class FreezeView(APIView):
    @extend_schema(
        operation_id="wallets_freeze",
        summary="Freeze: nothing may leave, money may still arrive",
        description="By its owner, or by their guardian. Frozen already is fine.",
        parameters=[WALLET],
        request=None,
        responses={200: WalletDetailSerializer, **problems(IdInvalid, NotFound, WalletIsGoal)},
    )
    def put(self, request: Request, wallet: str) -> Response:
        changed = operations.freeze(
            actor=actor_of(request), wallet=from_public("wal", wallet), now=utc_now()
        )
        return detail(changed)

    @extend_schema(
        operation_id="wallets_unfreeze",
        summary="Lift the freeze",
        description="By a guardian for a child, by an adult for themselves.",
        parameters=[WALLET],
        responses={
            200: WalletDetailSerializer,
            **problems(
                IdInvalid, NotFound, WalletIsGoal, Forbidden, AgreementNeeded, FreezeNotYours
            ),
        },
    )
    def delete(self, request: Request, wallet: str) -> Response:
        changed = operations.unfreeze(
            actor=actor_of(request), wallet=from_public("wal", wallet), now=utc_now()
        )
        return detail(changed)
