"""Bodies of the family's endpoints."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tuppence.edge.bodies import StrictSerializer
from tuppence.edge.fields import MatchingText, PublicId, SafeText
from tuppence.kernel.clock import utc_now
from tuppence.people.families.models import (
    Invitation,
    InvitationState,
    Proposal,
    ProposalState,
    Role,
)
from tuppence.people.families.quorum import Action, Need
from tuppence.people.families.rights import OVER_A_CHILD


class MemberPersonSerializer(serializers.Serializer[Any]):
    id = PublicId("per", source="public_id")
    name = serializers.CharField()
    handle = serializers.CharField()
    is_minor = serializers.BooleanField()


class MemberSerializer(serializers.Serializer[Any]):
    person = MemberPersonSerializer()
    role = serializers.ChoiceField(choices=Role.choices)
    joined_at = serializers.DateTimeField()
    of_age_on = serializers.DateField(
        allow_null=True, help_text="A teen's 18th birthday, to guardians and themselves."
    )


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


RIGHTS = sorted(OVER_A_CHILD)
ACTIONS = [one.value for one in Action]
NEEDS = [one.value for one in Need]
PROPOSED = [one.value for one in Action if one != Action.INVITE_GUARDIAN]


class HeldSerializer(serializers.Serializer[Any]):
    guardian = PersonOfFamilySerializer()
    child = PersonOfFamilySerializer()
    rights = serializers.ListField(child=serializers.ChoiceField(choices=RIGHTS))


class RightsOfFamilySerializer(serializers.Serializer[Any]):
    items = HeldSerializer(many=True)


class LeaveBody(StrictSerializer):
    family = PublicId("fam")


class ProposeBody(StrictSerializer):
    """``person``: whom it is about; to narrow, the guardian, with ``child`` and the ``rights`` that
    are left to them (null: all). To set what an action takes: ``of`` and ``need``. What an action
    does not need is not named."""

    action = serializers.ChoiceField(choices=PROPOSED)
    person = PublicId("per", required=False)
    child = PublicId("per", required=False)
    rights = serializers.ListField(
        child=serializers.ChoiceField(choices=RIGHTS),
        required=False,
        allow_null=True,
        max_length=len(RIGHTS),
    )
    of = serializers.ChoiceField(choices=ACTIONS, required=False)
    need = serializers.ChoiceField(choices=NEEDS, required=False)


class VoteSerializer(serializers.Serializer[Any]):
    guardian = PersonOfFamilySerializer()
    yes = serializers.BooleanField()
    at = serializers.DateTimeField()


class ProposalSerializer(serializers.Serializer[Any]):
    """As it was proposed (see there), and who has said what. ``invitation``: of a guardian."""

    id = PublicId("prp", source="public_id")
    state = serializers.SerializerMethodField()
    action = serializers.ChoiceField(choices=ACTIONS)
    person = PersonOfFamilySerializer(allow_null=True)
    child = PersonOfFamilySerializer(allow_null=True)
    rights = serializers.SerializerMethodField()
    of = serializers.SerializerMethodField()
    need = serializers.SerializerMethodField()
    invitation = InvitationSerializer(allow_null=True)
    proposed_by = PersonOfFamilySerializer()
    votes = VoteSerializer(many=True, source="votes.all")
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(serializers.ChoiceField(choices=ProposalState.labels))
    def get_state(self, proposal: Proposal) -> str:
        return str(proposal.standing(at=utc_now()).label)

    @extend_schema_field(serializers.ListField(child=serializers.CharField(), allow_null=True))
    def get_rights(self, proposal: Proposal) -> Any:
        return proposal.terms.get("kept")

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_of(self, proposal: Proposal) -> Any:
        return proposal.terms.get("of")

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_need(self, proposal: Proposal) -> Any:
        return proposal.terms.get("need")


class QuorumItemSerializer(serializers.Serializer[Any]):
    action = serializers.ChoiceField(choices=ACTIONS)
    need = serializers.ChoiceField(choices=NEEDS)


class QuorumSerializer(serializers.Serializer[Any]):
    items = QuorumItemSerializer(many=True)
