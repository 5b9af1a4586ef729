"""What gifts look like over HTTP. Amounts are minor units of ``unit``."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tuppence.edge.bodies import StrictSerializer, shown
from tuppence.edge.fields import Flag, MatchingText, MinorAmount, PublicId, SafeText, Whole
from tuppence.payments.gifts import secrets
from tuppence.payments.gifts.operations import MOST_OF_ONE
from tuppence.payments.gifts.queries import Shown
from tuppence.payments.goals.http.serializers import PersonOfGoalSerializer

GIVER_MAX, MESSAGE_MAX = 40, 140


class GiftLinkBody(StrictSerializer):
    """For yourself or a child whom you guard; into a goal, or to the wallet if none is named."""

    person = PublicId("per", required=False, help_text="Yourself, or whose goal it is, if none.")
    goal = PublicId("gol", required=False)
    most_gifts = Whole(min_value=1, max_value=100, default=1, help_text="1: it works once.")
    most_amount = MinorAmount(help_text=f"Of one gift; at most {MOST_OF_ONE}.")
    days = Whole(min_value=1, max_value=90, default=14)
    shows_goal = Flag(
        default=False, help_text="Whether givers see the goal's name and how full it is."
    )


class GiftLinkSerializer(serializers.Serializer[Any]):
    """``used`` counts the gifts. The token is not among it: it was shown when the link was made."""

    id = PublicId("gft", source="public_id")
    person = PersonOfGoalSerializer()
    goal = PublicId("gol", source="goal.public_id", allow_null=True)
    made_by = PersonOfGoalSerializer(source="maker")
    unit = serializers.CharField()
    most_gifts = serializers.IntegerField()
    most_amount = serializers.IntegerField()
    shows_goal = serializers.BooleanField()
    used = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)


class MadeGiftLinkSerializer(serializers.Serializer[Any]):
    """``token`` is shown this once. Put it into the fragment of an address (after ``#``), which
    browsers send to nobody."""

    token = serializers.CharField()
    link = GiftLinkSerializer()


class GiftSerializer(serializers.Serializer[Any]):
    id = PublicId("gif", source="public_id")
    giver = serializers.CharField()
    message = serializers.CharField(allow_null=True)
    amount = serializers.IntegerField()
    unit = serializers.CharField(source="link.unit")
    payment = PublicId("pay", source="payment.public_id")
    created_at = serializers.DateTimeField()


class TokenBody(StrictSerializer):
    token = MatchingText(secrets.PATTERN)


class GiftBody(TokenBody):
    amount = MinorAmount()
    giver = SafeText(max_length=GIVER_MAX, help_text="Who it is from, as the family knows you.")
    message = SafeText(max_length=MESSAGE_MAX, required=False)


class GoalOfGiftSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(source="goal.wallet.name")
    target = serializers.IntegerField(source="goal.target")
    saved = serializers.IntegerField()


class GiftInvitationSerializer(serializers.Serializer[Any]):
    """``for`` is a first name. ``goal`` is null unless whoever made the link shows it."""

    goal = serializers.SerializerMethodField()
    unit = serializers.CharField(source="link.unit")
    most_amount = serializers.IntegerField(source="link.most_amount")
    expires_at = serializers.DateTimeField(source="link.expires_at")

    def get_fields(self) -> dict[str, Any]:
        return {"for": serializers.CharField(source="name"), **super().get_fields()}

    @extend_schema_field(GoalOfGiftSerializer(allow_null=True))
    def get_goal(self, invitation: Shown) -> dict[str, Any] | None:
        return None if invitation.goal is None else shown(GoalOfGiftSerializer, invitation)


class GivenSerializer(serializers.Serializer[Any]):
    """What the giver keeps."""

    id = PublicId("gif", source="public_id")
    amount = serializers.IntegerField()
    unit = serializers.CharField(source="link.unit")
    created_at = serializers.DateTimeField()
