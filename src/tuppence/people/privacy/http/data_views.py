"""All that is kept about a person, and having it forgotten: ``/v1/people/{person}/...``."""

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge.schema import path_id, problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import NotFound
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.people.families.rules import LastGuardian
from tuppence.people.identity.http.authentication import actor_of
from tuppence.people.privacy import erasing, export
from tuppence.people.privacy.erasing import ErasureMissing, GuardianDecides
from tuppence.people.privacy.http.serializers import ErasureSerializer

PERSON = path_id("person", "per")


class DataView(APIView):
    @extend_schema(
        operation_id="people_data",
        summary="All that is kept about you, or about a child you guard, as one document",
        parameters=[PERSON],
        responses={200: OpenApiTypes.OBJECT, **problems(IdInvalid, NotFound)},
    )
    def get(self, request: Request, person: str) -> StreamingHttpResponse:
        pieces = export.document(
            actor_of(request), person=from_public("per", person), now=utc_now()
        )
        return StreamingHttpResponse(
            pieces,
            content_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{person}.json"'},
        )


class ErasureView(APIView):
    @extend_schema(
        operation_id="people_erasure",
        summary="The erasure that waits for its time",
        parameters=[PERSON],
        responses={200: ErasureSerializer, **problems(IdInvalid, NotFound, ErasureMissing)},
    )
    def get(self, request: Request, person: str) -> Response:
        found = erasing.waiting(actor_of(request), person=from_public("per", person))
        return Response(ErasureSerializer(found).data)

    @extend_schema(
        operation_id="people_erase",
        summary="Have yourself, or a child you guard, forgotten after seven days",
        description="Money has to be paid out first (`wallets_left`).",
        parameters=[PERSON],
        request=None,
        responses={
            200: ErasureSerializer,
            **problems(IdInvalid, NotFound, GuardianDecides, LastGuardian),
        },
    )
    def put(self, request: Request, person: str) -> Response:
        asked = erasing.ask(
            actor=actor_of(request), person=from_public("per", person), now=utc_now()
        )
        return Response(ErasureSerializer(asked).data)

    @extend_schema(
        operation_id="people_keep",
        summary="Think better of it",
        parameters=[PERSON],
        request=None,
        responses={204: None, **problems(IdInvalid, NotFound, ErasureMissing)},
    )
    def delete(self, request: Request, person: str) -> Response:
        erasing.cancel(actor=actor_of(request), person=from_public("per", person), now=utc_now())
        return Response(status=204)
