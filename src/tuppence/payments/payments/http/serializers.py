"""What payments look like over HTTP. Amounts are minor units, whole numbers, of ``unit``."""

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tuppence.edge.bodies import StrictSerializer, shown
from tuppence.edge.fields import Label, MinorAmount, PublicId, SafeText
from tuppence.payments import categories
from tuppence.payments.payments import queries, upi
from tuppence.payments.payments.models import Kind, Payment, State
from tuppence.payments.payments.operations.pay import Ask, Preview, To
from tuppence.payments.policy import HOME_UNIT
from tuppence.people.identity.rules import phone_from

_UNIT = re.compile(r"[A-Z0-9][A-Z0-9_.-]{0,31}", re.ASCII)


class _Text(serializers.CharField):
    """Text as it is, spaces and all; a number is not text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field({"type": "string", "pattern": f"^{_UNIT.pattern}$", "example": "INR"})
class _Unit(_Text):
    default_error_messages: ClassVar = {"unit": "A unit looks like INR."}

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if _UNIT.fullmatch(text) is None:
            self.fail("unit")
        return text


class ToBody(StrictSerializer):
    """Exactly one of the three."""

    exactly_one = True

    phone = SafeText(max_length=32, required=False)
    handle = SafeText(max_length=64, required=False)
    upi = _Text(required=False, help_text="A whole upi://pay string.")


class PayBody(StrictSerializer):
    to = ToBody()
    amount = MinorAmount(required=False, help_text="May be left out when a UPI code fixes it.")
    unit = _Unit(default=HOME_UNIT.value)
    note = SafeText(max_length=upi.NOTE_MAX, required=False)
    wallet = PublicId(
        "wal", required=False, help_text="One of your own; your personal one if none."
    )


class TopUpBody(StrictSerializer):
    amount = MinorAmount()
    unit = _Unit(default=HOME_UNIT.value)


class RefundBody(StrictSerializer):
    amount = MinorAmount(required=False, help_text="All that has not been given back if left out.")
    reason = SafeText(max_length=upi.NOTE_MAX)


def ask_from(body: dict[str, Any]) -> Ask:
    """The payment that a checked `PayBody` asks for. Raises `PhoneInvalid`."""
    to = dict(body["to"])
    if "phone" in to:
        to["phone"] = phone_from(to["phone"])
    return Ask(
        to=To(**to),
        unit=body["unit"],
        amount=body.get("amount"),
        wallet=body.get("wallet"),
        note=body.get("note"),
    )


class PayerSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(source="payer_label")
    wallet = PublicId(
        "wal",
        source="shown_payer_wallet.public_id",
        allow_null=True,
        help_text="Yours, or your child's; null for the bank's, and for others'.",
    )


class PayeeSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(source="payee_label")
    wallet = PublicId(
        "wal",
        source="shown_payee_wallet.public_id",
        allow_null=True,
        help_text="Yours, or your child's; null for others'.",
    )


class RefusalSerializer(serializers.Serializer[Any]):
    """Why nothing moved. ``details`` is what the problem answer of this code carries."""

    code = serializers.CharField(source="refusal_code")
    details = serializers.DictField(source="refusal_data")


class PaymentSerializer(serializers.Serializer[Any]):
    """A payment as it was made, in names of that day."""

    id = PublicId("pay", source="public_id")
    kind = Label(Kind)
    state = Label(State)
    amount = serializers.IntegerField()
    unit = serializers.CharField()
    payer = PayerSerializer(source="*")
    payee = PayeeSerializer(source="*")
    merchant = PublicId(
        "mer", source="merchant.public_id", allow_null=True, help_text="The shop on either side."
    )
    category = serializers.SerializerMethodField()
    mcc = serializers.CharField(allow_null=True, help_text="ISO 18245.")
    note = serializers.CharField(allow_null=True)
    reference = serializers.CharField(
        allow_null=True, source="upi_ref", help_text="`tr` of the UPI code."
    )
    refund_of = PublicId("pay", source="refund_of.public_id", allow_null=True)
    refusal = serializers.SerializerMethodField(help_text="Null when the money moved.")
    created_at = serializers.DateTimeField()

    @extend_schema_field(serializers.ChoiceField(choices=categories.EVERY))
    def get_category(self, payment: Payment) -> str:
        return queries.category(payment.kind, payment.mcc)

    @extend_schema_field(RefusalSerializer(allow_null=True))
    def get_refusal(self, payment: Payment) -> dict[str, Any] | None:
        return None if payment.refusal_code is None else shown(RefusalSerializer, payment)


def as_seen(payment: Payment | None, *, by_family_of: Iterable[int]) -> dict[str, Any] | None:
    """A payment that stands within something that only these people and their guardians see."""
    if payment is None:
        return None
    return shown(PaymentSerializer, payment.shown_to(by_family_of))


class PaymentDetailSerializer(PaymentSerializer):
    refunded = serializers.SerializerMethodField(help_text="Minor units given back so far.")

    def get_refunded(self, payment: Payment) -> int:
        return queries.refunded(payment)


class ReasonSerializer(serializers.Serializer[Any]):
    """As the problem answer of this code: its further members are in ``details``."""

    code = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    details = serializers.DictField(source="data")


class PreviewPayeeSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(
        source="payment.payee_label", help_text="Of a person who is not your family the first name."
    )
    merchant = PublicId("mer", source="payee.merchant.public_id", allow_null=True)


class PreviewSerializer(serializers.Serializer[Any]):
    """``refusals`` names every reason against it, the one the payment would meet first in front."""

    allowed = serializers.SerializerMethodField()
    amount = serializers.IntegerField(source="payment.amount")
    unit = serializers.CharField(source="payment.unit")
    note = serializers.CharField(source="payment.note", allow_null=True)
    payee = PreviewPayeeSerializer(source="*")
    refusals = ReasonSerializer(many=True)

    def get_allowed(self, preview: Preview) -> bool:
        return not preview.refusals


class LineSerializer(serializers.Serializer[Any]):
    """``amount`` is negative when money left; ``balance`` is what the wallet held after it."""

    at = serializers.DateTimeField(source="entry.at")
    amount = serializers.IntegerField(source="entry.amount")
    unit = serializers.CharField(source="wallet.unit")
    balance = serializers.IntegerField(source="entry.balance")
    payment = PaymentSerializer(allow_null=True)


class CategoryTotalSerializer(serializers.Serializer[Any]):
    category = serializers.ChoiceField(choices=categories.EVERY)
    amount = serializers.IntegerField()
    count = serializers.IntegerField()


class FlowSerializer(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    by_category = CategoryTotalSerializer(many=True)


class MonthSerializer(serializers.Serializer[Any]):
    """From ``since`` (inclusive) to ``until``."""

    month = serializers.CharField()
    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    money_in = FlowSerializer()
    money_out = FlowSerializer()


class ChangeSerializer(serializers.Serializer[Any]):
    category = serializers.ChoiceField(choices=categories.EVERY)
    amount = serializers.IntegerField(help_text="Negative: it was more the month before.")


class ChangesSerializer(serializers.Serializer[Any]):
    """This month less ``before``. Buckets that are as they were are left out."""

    money_in = serializers.IntegerField()
    money_out = serializers.IntegerField()
    in_by_category = ChangeSerializer(many=True)
    out_by_category = ChangeSerializer(many=True)


class SummarySerializer(MonthSerializer):
    """A calendar month of the wallet's zone. ``before`` is the month before, as far as this one has
    come: all of it when this one is over."""

    zone = serializers.CharField(source="wallet.zone")
    unit = serializers.CharField(source="wallet.unit")
    before = MonthSerializer(source="by_now")
    change = ChangesSerializer()
