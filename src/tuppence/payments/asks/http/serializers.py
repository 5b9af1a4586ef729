"""What asks look like over HTTP. Amounts are minor units of ``unit``."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tuppence.edge.bodies import StrictSerializer, shown
from tuppence.edge.fields import MinorAmount, PublicId, SafeText
from tuppence.kernel.clock import utc_now
from tuppence.payments.asks.models import Ask, State
from tuppence.payments.asks.operations.make import Whom
from tuppence.payments.payments import upi
from tuppence.payments.payments.http.serializers import PaymentSerializer
from tuppence.people.identity.rules import phone_from


class WhomBody(StrictSerializer):
    """Exactly one of the two."""

    exactly_one = True

    phone = SafeText(max_length=32, required=False)
    handle = SafeText(max_length=64, required=False)


class AskBody(StrictSerializer):
    to = WhomBody(help_text="Who is asked.")
    amount = MinorAmount()
    note = SafeText(max_length=upi.NOTE_MAX, required=False)


def whom_from(body: dict[str, Any]) -> Whom:
    """Whom a checked `WhomBody` names. Raises `PhoneInvalid`."""
    if "phone" in body:
        return Whom(phone=phone_from(body["phone"]))
    return Whom(handle=body["handle"])


class SideSerializer(serializers.Serializer[Any]):
    """Somebody, under the name that they had that day."""

    id = PublicId("per", source="person.public_id")
    name = serializers.CharField()


class AskSerializer(serializers.Serializer[Any]):
    """``waits_since``: the asked child would pay, and a guardian of theirs has to say yes."""

    id = PublicId("ask", source="public_id")
    state = serializers.SerializerMethodField()
    asker = serializers.SerializerMethodField(help_text="Who wants the money.")
    asked = serializers.SerializerMethodField(help_text="Who is to pay.")
    amount = serializers.IntegerField()
    unit = serializers.CharField()
    note = serializers.CharField(allow_null=True)
    bill = PublicId("bill", source="bill.public_id", allow_null=True)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    reminders = serializers.IntegerField(help_text="How often it was reminded of.")
    waits_since = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    payment = PaymentSerializer(allow_null=True)

    @extend_schema_field(serializers.ChoiceField(choices=State.labels))
    def get_state(self, ask: Ask) -> str:
        return str(ask.standing(at=utc_now()).label)

    @extend_schema_field(SideSerializer)
    def get_asker(self, ask: Ask) -> dict[str, Any]:
        return shown(SideSerializer, {"person": ask.asker, "name": ask.asker_label})

    @extend_schema_field(SideSerializer)
    def get_asked(self, ask: Ask) -> dict[str, Any]:
        return shown(SideSerializer, {"person": ask.asked, "name": ask.asked_label})
