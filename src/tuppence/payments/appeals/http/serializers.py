"""What appeals look like over HTTP. Amounts are minor units of the home unit."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tuppence.edge.bodies import StrictSerializer
from tuppence.edge.fields import Label, PublicId, SafeText, Whole
from tuppence.payments.appeals.models import Appeal, State
from tuppence.payments.appeals.operations import RULES, About, Change, Raise
from tuppence.payments.controls.http.serializers import ControlsDocumentBody, RaisedLimitsBody
from tuppence.payments.payments.http.serializers import PaymentSerializer, as_seen

MESSAGE_MAX = 280


class AboutBody(StrictSerializer):
    """Exactly one of the two: a payment that was refused, or the code of a refusal."""

    exactly_one = True

    payment = PublicId("pay", required=False)
    rule = serializers.ChoiceField(choices=RULES, required=False)


class AppealBody(StrictSerializer):
    about = AboutBody()
    message = SafeText(max_length=MESSAGE_MAX)


class ChangedControlsBody(StrictSerializer):
    """As in `PUT /v1/people/{person}/controls`."""

    version = Whole(min_value=0, max_value=2**31 - 1)
    controls = ControlsDocumentBody()


class GrantedByBody(StrictSerializer):
    """Exactly one of the two: a raise for 24 hours, or other controls from now on."""

    exactly_one = True

    # ("raise" is a word of Python's.)
    raised = RaisedLimitsBody(required=False)
    changed = ChangedControlsBody(required=False)


class GrantBody(StrictSerializer):
    by = GrantedByBody()
    answer = SafeText(max_length=140, required=False, allow_blank=True, default="")


class DismissBody(StrictSerializer):
    answer = SafeText(max_length=140, required=False, allow_blank=True, default="")


def about_from(body: dict[str, Any]) -> About:
    """What a checked `AppealBody` is against."""
    return About(**body["about"])


def grant_from(body: dict[str, Any]) -> Raise | Change:
    """What a checked `GrantBody` puts in force."""
    if "raised" in body["by"]:
        return Raise(**body["by"]["raised"])
    changed = body["by"]["changed"]
    return Change(document=changed["controls"], seen=changed["version"])


class PersonOfAppealSerializer(serializers.Serializer[Any]):
    id = PublicId("per", source="public_id")
    name = serializers.CharField()


class AppealSerializer(serializers.Serializer[Any]):
    """``rule`` and ``details`` are the code and the members of the refusal; ``version`` is that of
    the controls which grant it."""

    id = PublicId("apl", source="public_id")
    state = Label(State)
    person = PersonOfAppealSerializer()
    rule = serializers.ChoiceField(choices=RULES)
    details = serializers.DictField()
    payment = serializers.SerializerMethodField()
    message = serializers.CharField()
    created_at = serializers.DateTimeField()
    answer = serializers.CharField()
    answered_by = PersonOfAppealSerializer(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField(source="granted.version", allow_null=True, default=None)

    @extend_schema_field(PaymentSerializer(allow_null=True))
    def get_payment(self, appeal: Appeal) -> dict[str, Any] | None:
        return as_seen(appeal.payment, by_family_of=[appeal.person_id])
