"""A first screen in one request: ``/v1/home``."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.kernel.clock import utc_now
from tuppence.payments.home import queries
from tuppence.payments.home.http.serializers import HomeSerializer
from tuppence.people.identity.http.authentication import actor_of


class HomeView(APIView):
    @extend_schema(
        operation_id="read_home",
        summary="All that a first screen shows: your wallets, your children, what waits for you",
        responses={200: HomeSerializer},
    )
    def get(self, request: Request) -> Response:
        return Response(HomeSerializer(queries.home(actor_of(request), now=utc_now())).data)
