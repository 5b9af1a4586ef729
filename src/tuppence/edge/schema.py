"""What the OpenAPI document says of problem answers."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from tuppence.edge import problems as _problems
from tuppence.edge.bodies import JsonInvalid, StrictSerializer
from tuppence.edge.fields import id_schema
from tuppence.edge.middleware import BodySlow, BodyTooLarge, LengthRequired
from tuppence.edge.rates import RateLimited
from tuppence.kernel.errors import Refused, Unavailable


class ProblemSerializer(serializers.Serializer[Any]):
    """An RFC 9457 problem. Further members carry what the code's entry on /problems names."""

    type = serializers.CharField(help_text="`/problems#<code>`")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField(help_text="Stable; switch on this.")
    instance = serializers.CharField(help_text="The path asked for.")
    request_id = serializers.CharField()


def path_id(name: str, prefix: str) -> OpenApiParameter:
    """The documented form of a TypeID in a path."""
    return OpenApiParameter(name, id_schema(prefix), OpenApiParameter.PATH)


def problems(*refusals: type[Refused]) -> dict[tuple[int, str], OpenApiResponse]:
    """Documented answers for these refusals, to be spread into ``@extend_schema(responses=...)``.

    What any address may answer (400, 401, 408, 411, 413, 415, 429, 500, 503), and what a permission
    refuses, is added by `Schema`; only an endpoint's own refusals are named here.
    """
    by_status: dict[int, list[type[Refused]]] = {}
    for refusal in refusals:
        by_status.setdefault(refusal.status, []).append(refusal)
    return {
        (status, _problems.MEDIA_TYPE): OpenApiResponse(ProblemSerializer, described(kinds))
        for status, kinds in sorted(by_status.items())
    }


def described(refusals: list[type[Refused]]) -> str:
    """One line for each code."""
    return "\n".join(f"- `{refusal.code}`: {refusal.title}" for refusal in refusals)


class _StrictBodies(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Says that unknown members are refused, and when there must be exactly one."""

    target_class = StrictSerializer
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        shape: dict[str, Any] = auto_schema._map_serializer(
            self.target, direction, bypass_extensions=True
        )
        if self.target.exactly_one:
            shape |= {"minProperties": 1, "maxProperties": 1}
        return {**shape, "additionalProperties": False}


_EVERYWHERE: tuple[type[Refused], ...] = (
    _problems.InvalidRequest,
    _problems.RequestMalformed,
    BodySlow,
    LengthRequired,
    BodyTooLarge,
    RateLimited,
    _problems.InternalError,
    Unavailable,
)
_WITH_BODY = (JsonInvalid, _problems.ContentTypeUnsupported)


class Schema(AutoSchema):
    """Adds to every operation what any address may answer, and what its permissions ask for and
    refuse (their ``parameters`` and ``refuses``), so that each endpoint names its own only."""

    def get_operation(
        self,
        path: str,
        path_regex: str,
        path_prefix: str,
        method: str,
        registry: ComponentRegistry,
    ) -> dict[str, Any] | None:
        operation = super().get_operation(path, path_regex, path_prefix, method, registry)
        if operation is not None:
            shape = self.resolve_serializer(ProblemSerializer(), "response").ref
            for kind in self._common(operation):
                _add(operation["responses"], kind, shape)
            operation["responses"] = dict(sorted(operation["responses"].items()))
        return operation

    def _common(self, operation: dict[str, Any]) -> list[type[Refused]]:
        kinds = [*_EVERYWHERE]
        if "requestBody" in operation:
            kinds += _WITH_BODY
        if self.view.get_authenticators():
            kinds.append(_problems.Unauthenticated)
        for permission in self._permissions():
            kinds += permission.refuses(self.method)
        return kinds

    def get_override_parameters(self) -> list[Any]:
        asked = list(super().get_override_parameters())
        for permission in self._permissions():
            asked += permission.parameters(self.method)
        return asked

    def _permissions(self) -> list[Any]:
        """Each says what it asks for, and refuses, of a method: ``parameters`` and ``refuses``."""
        return list(self.view.get_permissions())


def _add(answers: dict[str, Any], kind: type[Refused], shape: dict[str, str]) -> None:
    answer = answers.setdefault(str(kind.status), {"description": ""})
    line = described([kind])
    if line not in answer["description"].splitlines():
        answer["description"] = f"{answer['description']}\n{line}".strip()
    answer.setdefault("content", {}).setdefault(_problems.MEDIA_TYPE, {"schema": shape})
