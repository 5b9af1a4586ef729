"""What allowances look like over HTTP. Amounts are minor units of ``unit``."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tuppence.edge.bodies import StrictSerializer
from tuppence.edge.fields import Label, MinorAmount, PublicId, SafeText, Whole
from tuppence.payments.allowances import rules
from tuppence.payments.allowances.models import Allowance, Every, State, What
from tuppence.payments.policy import HOME_UNIT

NOTE_MAX = 80


class AllowanceBody(StrictSerializer):
    """``day`` is 1 (Monday) to 7 for a week or fortnight, 1 to 31 for a month, where a month that
    has no such day has its last one instead."""

    person = PublicId("per", help_text="A child whom you guard.")
    every = serializers.ChoiceField(choices=Every.labels)
    day = Whole(min_value=1, max_value=31)
    amount = MinorAmount()
    unit = serializers.ChoiceField(choices=[HOME_UNIT.value], default=HOME_UNIT.value)
    starts_on = serializers.DateField(required=False, help_text="Today, if left out.")
    note = SafeText(max_length=NOTE_MAX, required=False)


class RaiseAllowanceBody(StrictSerializer):
    amount = MinorAmount()
    from_on = serializers.DateField(required=False, help_text="The next due day, if left out.")


class PersonOfAllowanceSerializer(serializers.Serializer[Any]):
    id = PublicId("per", source="public_id")
    name = serializers.CharField()


class RaisedAllowanceSerializer(serializers.Serializer[Any]):
    """What is paid on due days from a day on."""

    amount = serializers.IntegerField(source="raised_amount")
    from_on = serializers.DateField(source="raised_on")


class NextPaydaySerializer(serializers.Serializer[Any]):
    """``amount`` is 0 on a day that is skipped."""

    on = serializers.DateField()
    at = serializers.DateTimeField()
    amount = serializers.IntegerField()
    skipped = serializers.BooleanField()


class AllowanceSerializer(serializers.Serializer[Any]):
    """``next`` is null while it is paused and when it has ended."""

    id = PublicId("alw", source="public_id")
    state = Label(State, source="plan.state")
    giver = PersonOfAllowanceSerializer()
    person = PersonOfAllowanceSerializer()
    every = Label(Every)
    day = serializers.IntegerField()
    zone = serializers.CharField()
    amount = serializers.IntegerField(source="plan.amount")
    unit = serializers.CharField()
    raised = serializers.SerializerMethodField()
    next = serializers.SerializerMethodField()
    starts_on = serializers.DateField()
    note = serializers.CharField(allow_null=True)
    version = serializers.IntegerField(source="plan.version")
    created_at = serializers.DateTimeField()

    @extend_schema_field(RaisedAllowanceSerializer(allow_null=True))
    def get_raised(self, allowance: Allowance) -> dict[str, Any] | None:
        plan = allowance.plan
        return None if plan.raised_on is None else dict(RaisedAllowanceSerializer(plan).data)

    @extend_schema_field(NextPaydaySerializer(allow_null=True))
    def get_next(self, allowance: Allowance) -> dict[str, Any] | None:
        plan = allowance.plan
        if plan.next_on is None:
            return None
        amount = rules.payable(plan.amount, plan.raised_amount, plan.raised_on, on=plan.next_on)
        return dict(
            NextPaydaySerializer(
                {
                    "on": plan.next_on,
                    "at": plan.next_at,
                    "amount": 0 if plan.skip else amount,
                    "skipped": plan.skip,
                }
            ).data
        )


class AllowanceVersionSerializer(serializers.Serializer[Any]):
    """``amount`` is what is paid from ``from_on`` on; ``next_on`` the next due day as it was.
    ``author`` is null for one that ended as its giver guards the child no more."""

    version = serializers.IntegerField()
    what = Label(What)
    amount = serializers.IntegerField()
    from_on = serializers.DateField(allow_null=True)
    next_on = serializers.DateField(allow_null=True)
    author = PersonOfAllowanceSerializer(allow_null=True)
    at = serializers.DateTimeField()
