"""What goals look like over HTTP. Amounts are minor units of ``unit``."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tuppence.edge.bodies import StrictSerializer, shown
from tuppence.edge.fields import Label, MinorAmount, PublicId, SafeText
from tuppence.payments.goals.models import Picture
from tuppence.payments.goals.queries import Saved

NAME_MAX = 60


class Day(serializers.DateField):
    """A day as YYYY-MM-DD; a number is not taken for one."""

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)


class PictureField(Label):
    """One of the pictures, by its name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Picture, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        label = super().to_internal_value(data)
        return next(one.value for one in Picture if one.label == label)


class GoalBody(StrictSerializer):
    name = SafeText(max_length=NAME_MAX)
    picture = PictureField()
    target = MinorAmount()
    wanted_by = Day(required=False, default=None, allow_null=True, help_text="A day ahead.")


class GoalChangeBody(StrictSerializer):
    name = SafeText(max_length=NAME_MAX, required=False)
    picture = PictureField(required=False)
    target = MinorAmount(required=False)
    wanted_by = Day(required=False, allow_null=True, help_text="A day ahead, or null for none.")


class GoalAmountBody(StrictSerializer):
    amount = MinorAmount()


class LockBody(StrictSerializer):
    until = Day(
        required=False, default=None, allow_null=True,
        help_text="A day ahead. Null: until the target is reached.",
    )  # fmt: skip


class PersonOfGoalSerializer(serializers.Serializer[Any]):
    id = PublicId("per", source="public_id")
    name = serializers.CharField()


class LockSerializer(serializers.Serializer[Any]):
    """``until`` is a day; null is until the target is reached."""

    until = serializers.DateField(source="locked_until", allow_null=True)
    by = PersonOfGoalSerializer(source="locked_by")
    since = serializers.DateTimeField(source="locked_at")


class GoalSerializer(serializers.Serializer[Any]):
    """``saved`` is what is in it now; ``wallet`` has its statement."""

    id = PublicId("gol", source="goal.public_id")
    name = serializers.CharField(source="goal.wallet.name")
    picture = Label(Picture, source="goal.picture")
    owner = PersonOfGoalSerializer(source="goal.wallet.owner")
    wallet = PublicId("wal", source="goal.wallet.public_id")
    unit = serializers.CharField(source="goal.wallet.unit")
    target = serializers.IntegerField(source="goal.target")
    saved = serializers.IntegerField()
    wanted_by = serializers.DateField(source="goal.wanted_by", allow_null=True)
    lock = serializers.SerializerMethodField()
    reached_at = serializers.DateTimeField(source="goal.reached_at", allow_null=True)
    created_at = serializers.DateTimeField(source="goal.created_at")
    closed_at = serializers.DateTimeField(source="goal.closed_at", allow_null=True)

    @extend_schema_field(LockSerializer(allow_null=True))
    def get_lock(self, saved: Saved) -> dict[str, Any] | None:
        return None if saved.goal.locked_at is None else shown(LockSerializer, saved.goal)
