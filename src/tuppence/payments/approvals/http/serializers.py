"""What approvals look like over HTTP. Amounts are minor units of ``unit``."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tuppence.edge.fields import PublicId
from tuppence.kernel.clock import utc_now
from tuppence.payments.approvals.models import Approval, State
from tuppence.payments.payments.http.serializers import PaymentSerializer, as_seen


class PersonOfApprovalSerializer(serializers.Serializer[Any]):
    id = PublicId("per", source="public_id")
    name = serializers.CharField()


class ApprovalReasonSerializer(serializers.Serializer[Any]):
    """As in the refusal `approval_required`."""

    reason = serializers.ChoiceField(choices=["amount", "new_payee"])
    above = serializers.IntegerField(required=False)


class ApprovalSerializer(serializers.Serializer[Any]):
    """``payment`` is what came of an approved one: it may say that it was refused."""

    id = PublicId("apv", source="public_id")
    state = serializers.SerializerMethodField()
    person = PersonOfApprovalSerializer()
    payee = serializers.CharField(source="payee_label")
    amount = serializers.IntegerField()
    unit = serializers.CharField()
    note = serializers.CharField(allow_null=True)
    reason = ApprovalReasonSerializer()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    decided_by = PersonOfApprovalSerializer(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    payment = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(choices=State.labels))
    def get_state(self, approval: Approval) -> str:
        return str(approval.standing(at=utc_now()).label)

    @extend_schema_field(PaymentSerializer(allow_null=True))
    def get_payment(self, approval: Approval) -> dict[str, Any] | None:
        return as_seen(approval.payment, by_family_of=[approval.person_id])
