"""What chores look like over HTTP. Amounts are minor units of ``unit``."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tuppence.edge.bodies import StrictSerializer
from tuppence.edge.fields import Label, MinorAmount, PublicId, SafeText, Whole
from tuppence.payments.chores.models import Every, Pays, State, Turn
from tuppence.payments.chores.rules import WHOLE
from tuppence.payments.ious.models import State as IouState

TITLE_MAX, NOTE_MAX = 80, 140


class ChoreBody(StrictSerializer):
    """``day`` is as for an allowance. Left out it is that of ``starts_on``; a chore that is done
    once has none."""

    person = PublicId("per", help_text="A child whom you guard.")
    title = SafeText(max_length=TITLE_MAX)
    reward = MinorAmount(help_text="For each turn.")
    pays = serializers.ChoiceField(choices=Pays.labels, default=Pays.NOW.label)
    every = serializers.ChoiceField(choices=Every.labels, default=Every.ONCE.label)
    day = Whole(min_value=1, max_value=31, required=False)
    starts_on = serializers.DateField(required=False, help_text="Today, if left out.")


class SendBackBody(StrictSerializer):
    note = SafeText(max_length=NOTE_MAX, help_text="What is still to be done.")


class SplitPartBody(StrictSerializer):
    bp = Whole(min_value=0, max_value=WHOLE, help_text="10000 is all of it.")
    goal = PublicId("gol", required=False, allow_null=True, default=None)


class RewardSplitBody(StrictSerializer):
    """What is left is to spend."""

    saving = SplitPartBody()
    sharing = SplitPartBody()


class PersonOfChoreSerializer(serializers.Serializer[Any]):
    id = PublicId("per", source="public_id")
    name = serializers.CharField()


class ChoreSerializer(serializers.Serializer[Any]):
    """``next_on`` is the day of the turn after the present one; null when there is none."""

    id = PublicId("chr", source="public_id")
    giver = PersonOfChoreSerializer()
    person = PersonOfChoreSerializer()
    title = serializers.CharField()
    reward = serializers.IntegerField()
    unit = serializers.CharField()
    pays = Label(Pays)
    every = Label(Every)
    day = serializers.IntegerField(allow_null=True)
    zone = serializers.CharField()
    starts_on = serializers.DateField()
    next_on = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class RewardSerializer(serializers.Serializer[Any]):
    """What became of an approved turn's reward: see /v1/ious."""

    iou = PublicId("iou", source="public_id")
    state = Label(IouState)
    due_at = serializers.DateTimeField()


class TurnSerializer(serializers.Serializer[Any]):
    """``note`` is what a guardian said when it was sent back; ``reward`` is there once approved."""

    id = PublicId("trn", source="public_id")
    chore = ChoreSerializer()
    due_on = serializers.DateField()
    state = serializers.SerializerMethodField()
    note = serializers.CharField(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)
    decided_by = PersonOfChoreSerializer(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    reward = RewardSerializer(source="iou", allow_null=True)

    @extend_schema_field(serializers.ChoiceField(choices=State.labels))
    def get_state(self, turn: Turn) -> str:
        return str(turn.standing.label)


class SplitPartSerializer(serializers.Serializer[Any]):
    bp = serializers.IntegerField()
    goal = PublicId("gol", allow_null=True)


class SplitSerializer(serializers.Serializer[Any]):
    """Basis points of each reward; ``author`` is null before anyone has decided."""

    saving = SplitPartSerializer()
    sharing = SplitPartSerializer()
    spend_bp = serializers.IntegerField()
    author = PersonOfChoreSerializer(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)
