"""Bodies of a person's own privacy."""

from typing import Any

from rest_framework import serializers

from tuppence.edge.bodies import StrictSerializer
from tuppence.edge.fields import Flag, PublicId
from tuppence.people.privacy.models import Purpose


class ChooseBody(StrictSerializer):
    allowed = Flag()


class ChoiceSerializer(serializers.Serializer[Any]):
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    allowed = serializers.BooleanField()
    given_at = serializers.DateTimeField(allow_null=True, help_text="Null while it is not allowed.")


class ChoicesSerializer(serializers.Serializer[Any]):
    items = ChoiceSerializer(many=True)


class ErasureSerializer(serializers.Serializer[Any]):
    """Somebody who is to be erased. Until ``due_at`` it can be cancelled. ``held_up_by`` is the
    code of what stood against it when it was due."""

    person = PublicId("per", source="person.public_id")
    asked_by = PublicId("per", source="asked_by.public_id")
    asked_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    held_up_by = serializers.CharField(allow_null=True)
