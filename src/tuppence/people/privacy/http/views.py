"""What the caller lets the platform collect: ``/v1/me/privacy``."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge.bodies import validated
from tuppence.edge.schema import problems
from tuppence.kernel.clock import utc_now
from tuppence.kernel.errors import NotFound
from tuppence.people.identity.http.authentication import actor_of
from tuppence.people.privacy import operations, queries
from tuppence.people.privacy.http.serializers import ChoicesSerializer, ChooseBody
from tuppence.people.privacy.models import Purpose
from tuppence.people.privacy.operations import AdultsOnly

PURPOSE = OpenApiParameter(
    "purpose",
    {"type": "string", "enum": Purpose.values, "pattern": "^[a-z_]+$"},
    OpenApiParameter.PATH,
)


def _shown(choices: list[queries.Chosen]) -> Response:
    return Response(ChoicesSerializer({"items": choices}).data)


class MyPrivacy(APIView):
    @extend_schema(
        operation_id="privacy_read",
        summary="What may be collected about your use of the app: nothing that you did not allow",
        responses={200: ChoicesSerializer},
    )
    def get(self, request: Request) -> Response:
        return _shown(queries.choices(actor_of(request)))


class MyChoice(APIView):
    @extend_schema(
        operation_id="privacy_choose",
        summary="Allow a purpose, or withdraw: what was collected for it is then deleted",
        parameters=[PURPOSE],
        request=ChooseBody,
        responses={200: ChoicesSerializer, **problems(NotFound, AdultsOnly)},
    )
    def put(self, request: Request, purpose: str) -> Response:
        body = validated(ChooseBody, request)
        chosen = operations.choose(
            actor=actor_of(request), purpose=purpose, allowed=body["allowed"], now=utc_now()
        )
        return _shown(chosen)
