"""Payments over HTTP. What moves money is signed by the device and named by an idempotency key."""

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge import paging
from tuppence.edge.bodies import shown, validated
from tuppence.edge.fields import id_schema
from tuppence.edge.gather import OutcomeUnknown, QueueFull
from tuppence.edge.idempotency import REPLAYED, identity_of, key_of
from tuppence.edge.log_lines import note_journal
from tuppence.edge.problems import problem_response
from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.kernel.ids import IdInvalid, from_public, to_public
from tuppence.kernel.money import AmountInvalid, UnitMismatch
from tuppence.kernel.paging import CursorInvalid
from tuppence.ledger.detached import HistoryDetached
from tuppence.ledger.journals import Key
from tuppence.ledger.refusals import (
    AccountClosed,
    AccountFrozen,
    CeilingReached,
    IdempotencyConflict,
    InsufficientFunds,
    LimitReached,
    ReversalExceeds,
)
from tuppence.payments.payments import queries, search
from tuppence.payments.payments.http.looking import LookingQuery, wanted_from
from tuppence.payments.payments.http.serializers import (
    PayBody,
    PaymentDetailSerializer,
    PaymentSerializer,
    PreviewSerializer,
    RefundBody,
    TopUpBody,
    ask_from,
)
from tuppence.payments.payments.models import Kind, Payment
from tuppence.payments.payments.operations.pay import PayeeUnknown, pay, preview, scope_of
from tuppence.payments.payments.operations.refund import NotRefundable, refund
from tuppence.payments.payments.operations.top_up import BankMissing, top_up
from tuppence.payments.payments.posting import Settled, as_refused
from tuppence.payments.payments.rules import (
    OF_GUARDIANS,
    ApprovalRequired,
    CategoryBlocked,
    PayeeIsPayer,
    PayeeNew,
    PaymentNotTaken,
    StepUpRequired,
)
from tuppence.payments.payments.upi import AmountMissing, UpiAmountFixed, UpiMalformed
from tuppence.payments.wallets.queries import WalletIsGoal, WalletMissing
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.http.authentication import actor_of
from tuppence.people.identity.http.permissions import LooksOnly
from tuppence.people.identity.rules import PhoneInvalid
from tuppence.seal.http.serializers import ReceiptSerializer
from tuppence.seal.queries import NotSealedYet

MOVED = (
    AccountClosed,
    AccountFrozen,
    AmountInvalid,
    CeilingReached,
    IdempotencyConflict,
    QueueFull,
    OutcomeUnknown,
    PaymentNotTaken,
)
ASKED = (
    IdInvalid,
    NotFound,
    Forbidden,
    PhoneInvalid,
    PayeeUnknown,
    WalletMissing,
    WalletIsGoal,
    UpiMalformed,
    UpiAmountFixed,
    AmountMissing,
)

PAID = OpenApiResponse(
    PaymentSerializer,
    f"The payment. With `{REPLAYED}: true` it is the first answer to this key, given again; so is"
    " a refusal.",
)


def key_for(request: Request, actor: Actor) -> Key:
    """The request's idempotency key: the person's own, and about this method, path and body."""
    return Key(
        scope=scope_of(actor),
        value=key_of(request),
        request=identity_of(request.method or "", request.path, request.data),
    )


def answer(request: Request, settled: Settled) -> HttpResponse:
    """201 with the payment, or the problem that refused it; either again for a used key."""
    payment = settled.payment.shown_to(_owners(settled.payment, actor_of(request)))
    note_journal(request._request, payment.journal)
    response: HttpResponse
    if payment.refusal_code is None:
        response = Response(shown(PaymentSerializer, payment), status=201)
    else:
        refusal = as_refused(payment.refusal_code, payment.refusal_data or {})
        refusal.data["payment"] = to_public("pay", payment.public_id)
        response = problem_response(request._request, refusal)
    if settled.replayed:
        response[REPLAYED] = "true"
    return response


def _owners(payment: Payment, actor: Actor) -> set[int]:
    """Whose wallets whoever has just moved this is told: their own, and what it goes to if that is
    their own family's."""
    is_strangers = payment.kind in (Kind.PERSON, Kind.MERCHANT, Kind.REFUND)
    return {actor.person_id, *(() if is_strangers else (payment.payee_wallet.owner_id,))}


class PaymentsView(APIView):
    @extend_schema(
        operation_id="payments_pay",
        summary="Pay a person or a merchant",
        request=PayBody,
        responses={
            201: PAID,
            **problems(
                *ASKED, *MOVED, InsufficientFunds, LimitReached, UnitMismatch,
                PayeeIsPayer, PayeeNew, CategoryBlocked, StepUpRequired, ApprovalRequired,
                *OF_GUARDIANS,
            ),
        },
    )  # fmt: skip
    def post(self, request: Request) -> HttpResponse:
        actor = actor_of(request)
        ask = ask_from(validated(PayBody, request))
        return answer(
            request, pay(actor=actor, ask=ask, key=key_for(request, actor), now=utc_now())
        )

    @extend_schema(
        operation_id="payments_list",
        summary="Payments of your wallets and your children's, newest first; or those you look for",
        description="Looking for something, a page can hold fewer than `limit`, or none, and yet "
        "have a `next`: it has looked at as many payments as one page does.",
        parameters=[
            *paging.PARAMETERS,
            OpenApiParameter("wallet", id_schema("wal"), description="Of this wallet alone."),
            LookingQuery,
        ],
        responses={
            200: paging.page_of(PaymentSerializer),
            **problems(IdInvalid, CursorInvalid, NotFound),
        },
    )
    def get(self, request: Request) -> Response:
        asked = paging.asked(request)
        wallet = request.query_params.get("wallet")
        page = search.payments(
            actor_of(request),
            limit=asked.limit,
            cursor=asked.cursor,
            wallet=None if wallet is None else from_public("wal", wallet),
            wanted=wanted_from(request),
        )
        return paging.answer(page, PaymentSerializer)


class PreviewView(APIView):
    permission_classes = [LooksOnly]

    @extend_schema(
        operation_id="payments_preview",
        summary="Will it work? Every reason against a payment, without making it",
        request=PayBody,
        responses={200: PreviewSerializer, **problems(*ASKED, AmountInvalid)},
    )
    def post(self, request: Request) -> Response:
        asked = ask_from(validated(PayBody, request))
        found = preview(actor=actor_of(request), ask=asked, now=utc_now())
        return Response(shown(PreviewSerializer, found))


class PaymentView(APIView):
    @extend_schema(
        operation_id="payments_read",
        summary="One payment, as either side or a guardian of either sees it",
        parameters=[path_id("payment", "pay")],
        responses={200: PaymentDetailSerializer, **problems(IdInvalid, NotFound)},
    )
    def get(self, request: Request, payment: str) -> Response:
        found = queries.payment(actor_of(request), from_public("pay", payment))
        return Response(shown(PaymentDetailSerializer, found))


class ReceiptView(APIView):
    @extend_schema(
        operation_id="payments_receipt",
        summary="The proof that a payment is in the books, to keep and to check without us",
        parameters=[path_id("payment", "pay")],
        responses={
            200: ReceiptSerializer,
            **problems(IdInvalid, NotFound, NotSealedYet, HistoryDetached),
        },
    )
    def get(self, request: Request, payment: str) -> Response:
        found = queries.receipt(actor_of(request), from_public("pay", payment))
        return Response(ReceiptSerializer(found).data)


class RefundsView(APIView):
    @extend_schema(
        operation_id="payments_refund",
        summary="Give a payment back, in full or in part: by whoever received it",
        parameters=[path_id("payment", "pay")],
        request=RefundBody,
        responses={
            201: PAID,
            **problems(
                *MOVED, IdInvalid, NotFound, Forbidden, NotRefundable, InsufficientFunds,
                ReversalExceeds,
            ),
        },
    )  # fmt: skip
    def post(self, request: Request, payment: str) -> HttpResponse:
        actor = actor_of(request)
        body = validated(RefundBody, request)
        settled = refund(
            actor=actor,
            payment=from_public("pay", payment),
            amount=body.get("amount"),
            reason=body["reason"],
            key=key_for(request, actor),
        )
        return answer(request, settled)


class TopUpsView(APIView):
    @extend_schema(
        operation_id="wallets_top_up",
        summary="Top a wallet up from the bank: your own, or a child's",
        parameters=[path_id("wallet", "wal")],
        request=TopUpBody,
        responses={
            201: PAID,
            **problems(
                *MOVED, IdInvalid, NotFound, WalletIsGoal, LimitReached, UnitMismatch,
                BankMissing,
            ),
        },
    )  # fmt: skip
    def post(self, request: Request, wallet: str) -> HttpResponse:
        actor = actor_of(request)
        settled = top_up(
            actor=actor,
            wallet=from_public("wal", wallet),
            key=key_for(request, actor),
            now=utc_now(),
            **validated(TopUpBody, request),
        )
        return answer(request, settled)
