"""What a list of payments can be asked for, as query parameters."""

from datetime import UTC
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from tuppence.edge.fields import SafeText
from tuppence.kernel.money import MAX_MINOR
from tuppence.payments import categories
from tuppence.payments.payments.models import Kind, State
from tuppence.payments.payments.search import Wanted


class LookingQuery(serializers.Serializer[Any]):
    q = SafeText(max_length=80, required=False, help_text="Part of the note or of a name.")
    min = serializers.IntegerField(
        min_value=1, max_value=MAX_MINOR, required=False, help_text="Minor units, included."
    )
    max = serializers.IntegerField(
        min_value=1, max_value=MAX_MINOR, required=False, help_text="Minor units, included."
    )
    kind = serializers.ChoiceField(choices=Kind.labels, required=False)
    category = serializers.ChoiceField(choices=categories.EVERY, required=False)
    direction = serializers.ChoiceField(
        choices=["in", "out"],
        required=False,
        help_text="As the wallets see it that you look through.",
    )
    state = serializers.ChoiceField(choices=State.labels, required=False)
    since = serializers.DateTimeField(
        required=False, default_timezone=UTC, help_text="From this instant, inclusive."
    )
    until = serializers.DateTimeField(
        required=False, default_timezone=UTC, help_text="To this instant, exclusive."
    )


def wanted_from(request: Request) -> Wanted:
    """What the request looks for. Raises `ValidationError` (400) for what cannot be."""
    query = LookingQuery(data=request.query_params.dict())
    query.is_valid(raise_exception=True)
    found = query.validated_data
    return Wanted(
        text=found.get("q"),
        least=found.get("min"),
        most=found.get("max"),
        kind=_labelled(Kind, found.get("kind")),
        category=found.get("category"),
        direction=found.get("direction"),
        state=_labelled(State, found.get("state")),
        since=found.get("since"),
        until=found.get("until"),
    )


def _labelled(choices: Any, label: str | None) -> Any:
    return None if label is None else next(one for one in choices if one.label == label)
