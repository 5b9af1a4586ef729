"""Bodies of the family's endpoints."""

from typing import Any

from rest_framework import serializers

from tuppence.edge.fields import PublicId
from tuppence.people.families.models import Role


class MemberPersonSerializer(serializers.Serializer[Any]):
    id = PublicId("per", source="public_id")
    name = serializers.CharField()
    handle = serializers.CharField()
    is_minor = serializers.BooleanField()


class MemberSerializer(serializers.Serializer[Any]):
    person = MemberPersonSerializer()
    role = serializers.ChoiceField(choices=Role.choices)
    joined_at = serializers.DateTimeField()


class FamilySerializer(serializers.Serializer[Any]):
    id = PublicId("fam", source="family.public_id")
    name = serializers.CharField(source="family.name")
    members = MemberSerializer(many=True)
