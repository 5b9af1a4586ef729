"""Bodies of the family's endpoints."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tuppence.edge.bodies import StrictSerializer
from tuppence.edge.fields import MatchingText, PublicId, SafeText
from tuppence.kernel.clock import utc_now
from tuppence.people.families.models import Invitation, InvitationState, Role


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


class FoundBody(StrictSerializer):
    name = SafeText(max_length=80)


class InviteBody(StrictSerializer):
    role = serializers.ChoiceField(choices=Role.choices)
    phone = SafeText(
        max_length=32,
        required=False,
        allow_null=True,
        default=None,
        help_text="Only who has signed in with it can accept. Nothing is sent to it.",
    )


class ProfileOfInvitedSerializer(StrictSerializer):
    name = SafeText(max_length=80)
    handle = MatchingText("[A-Za-z][A-Za-z0-9_.]{2,29}")
    birth_date = serializers.DateField()


class AcceptBody(StrictSerializer):
    """``profile``: of somebody who has none yet."""

    code = MatchingText("[0-9A-Za-z-]{12,24}")
    profile = ProfileOfInvitedSerializer(required=False)


class PersonOfFamilySerializer(serializers.Serializer[Any]):
    id = PublicId("per", source="public_id")
    name = serializers.CharField()


class InvitationSerializer(serializers.Serializer[Any]):
    """``phone``: the only one it is for; null: whoever has the code."""

    id = PublicId("inv", source="public_id")
    role = serializers.ChoiceField(choices=Role.choices)
    phone = serializers.CharField(allow_null=True)
    state = serializers.SerializerMethodField()
    invited_by = PersonOfFamilySerializer()
    accepted_by = PersonOfFamilySerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()

    @extend_schema_field(serializers.ChoiceField(choices=InvitationState.labels))
    def get_state(self, invitation: Invitation) -> str:
        return str(invitation.standing(at=utc_now()).label)


class MadeInvitationSerializer(serializers.Serializer[Any]):
    """``code`` is shown this once: hand it to whom you invite."""

    invitation = InvitationSerializer()
    code = serializers.CharField()
