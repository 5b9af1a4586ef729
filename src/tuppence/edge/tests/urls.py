"""Addresses that only the tests of the edge have."""

from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge import idempotency, paging
from tuppence.edge.bodies import StrictSerializer, validated
from tuppence.edge.fields import MinorAmount, PublicId, SafeText
from tuppence.kernel.errors import Refused, Unavailable

seen: list[Any] = []
"""What reached a view: a refused request must leave it empty."""


class MoneySerializer(StrictSerializer):
    amount = MinorAmount()
    unit = serializers.ChoiceField(choices=["INR"])


class EchoSerializer(StrictSerializer):
    money = MoneySerializer(required=False)
    note = SafeText(max_length=20, required=False)
    person = PublicId("per", required=False)


class Open(APIView):
    authentication_classes = []
    permission_classes = []


class Echo(Open):
    def get(self, request: Request) -> Response:
        return Response({"ok": True})

    def post(self, request: Request) -> Response:
        body = validated(EchoSerializer, request)
        seen.append(body)
        return Response(EchoSerializer(body).data)


class Keyed(Open):
    def post(self, request: Request) -> Response:
        return Response({"key": idempotency.key_of(request)})


class Paged(Open):
    def get(self, request: Request) -> Response:
        asked = paging.asked(request)
        return Response({"limit": asked.limit, "cursor": asked.cursor})


class Closed(APIView):
    """Names no permission: the default must refuse it to strangers."""

    def get(self, request: Request) -> Response:
        seen.append("closed")
        return Response({})


class Broken(Open):
    def get(self, request: Request) -> Response:
        raise RuntimeError("the secret of the house")


class Refusing(Open):
    def get(self, request: Request, kind: str) -> Response:
        if kind == "database":
            raise OperationalError("server closed the connection to 10.0.0.7")
        if kind == "connection":
            raise InterfaceError("the connection to 10.0.0.7 is closed")
        if kind == "busy":
            raise Unavailable(retry_after=7)
        raise Refused("no", status=200, asked=5)


def plain_broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the secret of the house")


def plain_refusing(request: HttpRequest) -> HttpResponse:
    raise Unavailable(retry_after=3)


@require_safe
def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p>hello</p>")


urlpatterns = [
    path("v1/echo", Echo.as_view()),
    path("v1/keyed", Keyed.as_view()),
    path("v1/paged", Paged.as_view()),
    path("v1/closed", Closed.as_view()),
    path("v1/broken", Broken.as_view()),
    path("v1/refusing/<str:kind>", Refusing.as_view()),
    path("plain", plain),
    path("plain/broken", plain_broken),
    path("plain/refusing", plain_refusing),
]
handler400 = "tuppence.edge.problems.handle_400"
handler403 = "tuppence.edge.problems.handle_403"
handler404 = "tuppence.edge.problems.handle_404"
handler500 = "tuppence.edge.problems.handle_500"
