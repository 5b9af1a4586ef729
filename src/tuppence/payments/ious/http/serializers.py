"""What IOUs look like over HTTP. Amounts are minor units of ``unit``."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tuppence.edge.fields import Label, PublicId
from tuppence.payments.ious.models import Iou, State
from tuppence.payments.payments.http.serializers import PaymentSerializer, as_seen
from tuppence.payments.payments.models import Kind


class PersonOfIouSerializer(serializers.Serializer[Any]):
    id = PublicId("per", source="public_id")
    name = serializers.CharField()


class IouSerializer(serializers.Serializer[Any]):
    """``giver`` owes ``person``. A promised one is not due before ``due_at``; ``reason`` is the
    code of what refused an owed one when it was due. ``payment`` is the one that paid it."""

    id = PublicId("iou", source="public_id")
    kind = Label(Kind)
    state = Label(State)
    giver = PersonOfIouSerializer()
    person = PersonOfIouSerializer()
    amount = serializers.IntegerField()
    unit = serializers.CharField()
    note = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_null=True)
    due_at = serializers.DateTimeField()
    created_at = serializers.DateTimeField()
    paid_at = serializers.DateTimeField(allow_null=True)
    payment = serializers.SerializerMethodField()

    @extend_schema_field(PaymentSerializer(allow_null=True))
    def get_payment(self, iou: Iou) -> dict[str, Any] | None:
        return as_seen(iou.payment, by_family_of=[iou.giver_id, iou.person_id])
