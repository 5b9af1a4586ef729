"""What the OpenAPI document says of problem answers."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from tuppence.edge import problems as _problems
from tuppence.kernel.errors import Refused


class ProblemSerializer(serializers.Serializer[Any]):
    """An RFC 9457 problem. Further members carry what the code's entry on /problems names."""

    type = serializers.CharField(help_text="`/problems#<code>`")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField(help_text="Stable; switch on this.")
    instance = serializers.CharField(help_text="The path asked for.")
    request_id = serializers.CharField()


def problems(*refusals: type[Refused]) -> dict[tuple[int, str], OpenApiResponse]:
    """Documented answers for these refusals, to be spread into ``@extend_schema(responses=...)``.

    What any address may answer (400, 401, 405, 413, 415, 429, 500, 503) is added to every operation
    by `add_common_problems`; only an endpoint's own refusals are named here.
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
