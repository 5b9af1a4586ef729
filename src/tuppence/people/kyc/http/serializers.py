"""What checks look like over HTTP. A document's number goes in and never comes out."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tuppence.edge.bodies import StrictSerializer
from tuppence.edge.fields import MatchingText, PublicId, SafeText
from tuppence.people.kyc.models import Document, State, Tier
from tuppence.people.kyc.queries import Status

STATES = ["none", *State.labels]


class KycBody(StrictSerializer):
    person = PublicId("per", required=False, help_text="A child whom you guard; you, if left out.")
    document = serializers.ChoiceField(choices=Document.values)
    number = MatchingText(
        r"[A-Za-z0-9][A-Za-z0-9 -]{4,30}",
        help_text="As printed. It is told to the provider and kept nowhere here.",
    )
    name = SafeText(max_length=80, help_text="As printed on the document.")


class ShownDocumentSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=Document.values, source="document")
    last_four = serializers.CharField()


class CheckSerializer(serializers.Serializer[Any]):
    """``reason`` is why a rejected one was: `document_unreadable`, `name_mismatch`,
    `document_expired`, `not_sent` (it never reached the provider; show it again), `by_operator`,
    `other`, or a word of the provider's own."""

    id = PublicId("kyc", source="public_id")
    person = PublicId("per", source="person.public_id")
    state = serializers.SerializerMethodField()
    document = ShownDocumentSerializer(source="*")
    reason = serializers.CharField(allow_null=True)
    submitted_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(serializers.ChoiceField(choices=State.labels))
    def get_state(self, check: Any) -> str:
        return str(State(check.state).label)


class KycSerializer(serializers.Serializer[Any]):
    """``check`` is the newest one. ``tries_spent``: none may be made now, but from ``again_at`` on,
    or (null) with the help of support."""

    person = PublicId("per", source="person.public_id")
    tier = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField()
    check = CheckSerializer(allow_null=True)
    tries_spent = serializers.BooleanField()
    again_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(serializers.ChoiceField(choices=Tier.labels))
    def get_tier(self, status: Status) -> str:
        return str(status.tier.label)

    @extend_schema_field(serializers.ChoiceField(choices=STATES))
    def get_state(self, status: Status) -> str:
        return "none" if status.check is None else str(State(status.check.state).label)
