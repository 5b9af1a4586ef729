"""Who somebody is, over HTTP: shown by their device, told by the provider."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge.bodies import validated
from tuppence.edge.fields import id_schema
from tuppence.edge.idempotency import REPLAYED, answered, key_of
from tuppence.edge.problems import problem_response
from tuppence.edge.schema import problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import Forbidden, NotFound
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.ledger.refusals import IdempotencyConflict
from tuppence.people.identity.http.authentication import actor_of
from tuppence.people.kyc import queries, rules, webhooks
from tuppence.people.kyc.http.serializers import CheckSerializer, KycBody, KycSerializer
from tuppence.people.kyc.operations.decide import hear
from tuppence.people.kyc.operations.submit import DocumentTaken, KycNotNeeded, KycOpen, submit
from tuppence.people.kyc.provider import KycAway, KycMissing, connected
from tuppence.people.kyc.rules import DocumentNumberInvalid, KycTriesSpent
from tuppence.people.kyc.webhooks import WebhookInvalid, WebhookUnreadable


class KycView(APIView):
    @extend_schema(
        operation_id="kyc_read",
        summary="The tier that you or your child are on, and the newest check of a document",
        parameters=[
            OpenApiParameter(
                "person", id_schema("per"), description="A child whom you guard; else you."
            )
        ],
        responses={200: KycSerializer, **problems(IdInvalid, NotFound)},
    )
    def get(self, request: Request) -> Response:
        person = request.query_params.get("person")
        found = queries.status(
            actor_of(request),
            None if person is None else from_public("per", person),
            now=utc_now(),
        )
        return Response(KycSerializer(found).data)

    @extend_schema(
        operation_id="kyc_submit",
        summary="Show a document: your own, or that of a child whom you guard",
        request=KycBody,
        responses={
            201: OpenApiResponse(
                CheckSerializer,
                f"The check. With `{REPLAYED}: true` it was begun before, under this key.",
            ),
            **problems(
                IdInvalid, NotFound, Forbidden,
                IdempotencyConflict, DocumentNumberInvalid, DocumentTaken, KycNotNeeded, KycOpen,
                KycTriesSpent, KycMissing, KycAway,
            ),
        },
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        body = validated(KycBody, request)
        made = submit(
            actor=actor_of(request),
            person=body.get("person"),
            shown=rules.shown(kind=body["document"], number=body["number"], name=body["name"]),
            key=key_of(request),
            provider=connected(),
            now=utc_now(),
        )
        return answered(CheckSerializer(made.check).data, replayed=made.replayed, status=201)


@csrf_exempt
@require_POST
def told_by_provider(request: HttpRequest) -> HttpResponse:
    """The provider's webhook. What is authentic is answered 204, whether or not it is news."""
    now = utc_now()
    try:
        told = webhooks.told(
            request.body,
            request.headers,
            secret=settings.ENVIRONMENT.kyc_webhook_secret,
            now=now,
        )
    except (WebhookInvalid, WebhookUnreadable) as refusal:
        return problem_response(request, refusal)
    hear(told=told, now=now)
    return HttpResponse(status=204)
