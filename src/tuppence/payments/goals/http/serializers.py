"""What goals look like over HTTP. Amounts are minor units of ``unit``."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tuppence.edge.bodies import StrictSerializer, shown
from tuppence.edge.fields import Label, MinorAmount, PublicId, SafeText, Whole
from tuppence.payments.calendar import Every
from tuppence.payments.goals.models import Picture, Plan, PlanKind
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


STEPS = (10_00, 50_00, 100_00)
"""What a payment can be rounded up to, in minor units."""
MOST_INTEREST = 2_000
"""Basis points a year: what looks generous for a family and is no slip of the finger."""


class AutosaveBody(StrictSerializer):
    """``day`` is 1 (Monday) to 7, or 1 to 31 of a month; a shorter month's is its last."""

    amount = MinorAmount()
    every = serializers.ChoiceField(choices=[one.value for one in Every])
    day = Whole(min_value=1, max_value=31)


class ShareBody(StrictSerializer):
    percent = Whole(min_value=1, max_value=100)


class RoundUpBody(StrictSerializer):
    to = serializers.ChoiceField(choices=STEPS, source="step")


class MatchBody(StrictSerializer):
    percent = Whole(min_value=1, max_value=200)
    monthly_cap = MinorAmount(source="amount")


class InterestBody(StrictSerializer):
    basis_points = Whole(
        min_value=1, max_value=MOST_INTEREST, help_text="A year: 500 is 5 percent."
    )


class PlanBody(StrictSerializer):
    """Exactly one of them. The first three are paid by whose goal it is, the others by a guardian.
    A plan of the same kind that the goal has is ended."""

    exactly_one = True

    autosave = AutosaveBody(required=False)
    share = ShareBody(required=False, help_text="Of all that comes in.")
    round_up = RoundUpBody(required=False, help_text="Payments to shops, to the next such amount.")
    match = MatchBody(required=False, help_text="Of what is saved.")
    interest = InterestBody(required=False, help_text="Monthly, on each day's balance.")


class PlanSerializer(serializers.Serializer[Any]):
    """``terms`` are as they were asked for. ``next_due`` is the day on which it does something
    next; null for what follows a payment."""

    id = PublicId("pln", source="public_id")
    goal = PublicId("gol", source="goal.public_id")
    kind = Label(PlanKind)
    payer = PersonOfGoalSerializer()
    terms = serializers.SerializerMethodField()
    next_due = serializers.DateField(source="due_on", allow_null=True)
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)

    def get_terms(self, plan: Plan) -> dict[str, Any]:
        return shown(_TERMS[PlanKind(plan.kind)], plan)


_TERMS: dict[PlanKind, type[serializers.Serializer[Any]]] = {
    PlanKind.AUTOSAVE: AutosaveBody,
    PlanKind.SHARE: ShareBody,
    PlanKind.ROUND_UP: RoundUpBody,
    PlanKind.MATCH: MatchBody,
    PlanKind.INTEREST: InterestBody,
}


class PlansSerializer(serializers.Serializer[Any]):
    items = PlanSerializer(many=True)
