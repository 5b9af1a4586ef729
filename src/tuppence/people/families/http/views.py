"""The caller's family: ``/v1/family``."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge.schema import problems
from tuppence.kernel.errors import NotFound
from tuppence.people.families import queries
from tuppence.people.families.http.serializers import FamilySerializer
from tuppence.people.identity.http.authentication import actor_of
from tuppence.people.identity.http.permissions import SignedUp


class MyFamily(APIView):
    permission_classes = [SignedUp]

    @extend_schema(
        operation_id="read_family",
        tags=["family"],
        responses={200: FamilySerializer, **problems(NotFound)},
    )
    def get(self, request: Request) -> Response:
        """Your family and its members: the one you guard, or else the one you belong to."""
        return Response(FamilySerializer(queries.household_of(actor_of(request))).data)
