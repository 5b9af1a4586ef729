"""The platform's addresses, and one that needs a device's signature."""

from typing import Any

from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.people.identity.http.authentication import actor_of

moved: list[Any] = []
"""What reached the view: a refused request must leave it empty."""


class Move(APIView):
    def post(self, request: Request) -> Response:
        moved.append(request.data)
        return Response({"stepped_up": actor_of(request).stepped_up})


urlpatterns = [
    path("v1/move", Move.as_view()),
    path("v1/move/elsewhere", Move.as_view()),
    path("", include("tuppence.config.urls")),
]
handler404 = "tuppence.edge.problems.handle_404"
handler500 = "tuppence.edge.problems.handle_500"
