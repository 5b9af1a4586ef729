"""Bodies of a person's own privacy."""

from typing import Any

from rest_framework import serializers

from tuppence.edge.bodies import StrictSerializer
from tuppence.edge.fields import Flag
from tuppence.people.privacy.models import Purpose


class ChooseBody(StrictSerializer):
    allowed = Flag()


class ChoiceSerializer(serializers.Serializer[Any]):
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    allowed = serializers.BooleanField()
    given_at = serializers.DateTimeField(allow_null=True, help_text="Null while it is not allowed.")


class ChoicesSerializer(serializers.Serializer[Any]):
    items = ChoiceSerializer(many=True)
