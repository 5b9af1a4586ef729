"""The tree over HTTP, for everyone: ``/v1/seal/...``. It tells how much there is, not what."""

import re
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tuppence.edge.problems import InvalidRequest
from tuppence.edge.schema import problems
from tuppence.kernel.errors import NotFound
from tuppence.seal import keys, queries
from tuppence.seal.http.serializers import (
    CheckpointSerializer,
    ConsistencySerializer,
    KeysSerializer,
)

_SIZE = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
MOST = 10**18 - 1
_WHOLE = {"type": "integer", "format": "int64", "minimum": 1, "maximum": MOST}


class _Public(APIView):
    authentication_classes = []
    permission_classes = []


class CheckpointView(_Public):
    @extend_schema(
        operation_id="seal_checkpoint",
        summary="The newest signed root of the tree of journals",
        responses={200: CheckpointSerializer, **problems(queries.NotSealedYet)},
    )
    def get(self, request: Request) -> Response:
        return Response(CheckpointSerializer(queries.latest()).data)


class CheckpointOfSizeView(_Public):
    @extend_schema(
        operation_id="seal_checkpoint_of_size",
        summary="The root that was signed at this size",
        parameters=[
            OpenApiParameter(
                "size",
                {"type": "string", "pattern": f"^{_SIZE.pattern}$", "example": "1042"},
                OpenApiParameter.PATH,
            )
        ],
        responses={200: CheckpointSerializer, **problems(NotFound)},
    )
    def get(self, request: Request, size: str) -> Response:
        if _SIZE.fullmatch(size) is None:
            raise InvalidRequest(errors=[{"pointer": "/size", "detail": "write a whole number"}])
        return Response(CheckpointSerializer(queries.checkpoint(int(size))).data)


class _Sizes(serializers.Serializer[Any]):
    old = serializers.IntegerField(min_value=1, max_value=MOST)
    new = serializers.IntegerField(min_value=1, max_value=MOST)


class ConsistencyView(_Public):
    @extend_schema(
        operation_id="seal_consistency",
        summary="The proof that a larger tree begins with a smaller one",
        parameters=[
            OpenApiParameter("old", _WHOLE, required=True),
            OpenApiParameter(
                "new",
                _WHOLE,
                required=True,
                description="Not above the size of the newest checkpoint.",
            ),
        ],
        responses={200: ConsistencySerializer, **problems(NotFound, queries.NotSealedYet)},
    )
    def get(self, request: Request) -> Response:
        sizes = _Sizes(data=request.query_params)
        sizes.is_valid(raise_exception=True)
        return Response(ConsistencySerializer(queries.proof(**sizes.validated_data)).data)


class KeysView(_Public):
    @extend_schema(
        operation_id="seal_keys",
        summary="The public keys whose signatures count",
        responses={200: KeysSerializer},
    )
    def get(self, request: Request) -> Response:
        told = [{"id": key.id.hex(), "key": key.text} for key in keys.trusted()]
        return Response(KeysSerializer({"origin": keys.origin(), "keys": told}).data)
