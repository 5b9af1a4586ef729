"""What a first screen shows, over HTTP. Amounts are minor units."""

from typing import Any

from rest_framework import serializers

from tuppence.edge.fields import Label, PublicId
from tuppence.payments.approvals.http.serializers import ApprovalSerializer
from tuppence.payments.payments.http.serializers import PaymentSerializer
from tuppence.payments.wallets.models import Kind
from tuppence.people.families.http.serializers import RIGHTS


class FamilyAtHomeSerializer(serializers.Serializer[Any]):
    id = PublicId("fam", source="public_id")
    name = serializers.CharField()


class WalletAtHomeSerializer(serializers.Serializer[Any]):
    """``balance`` is what it holds; ``available`` what can leave now."""

    id = PublicId("wal", source="wallet.public_id")
    kind = Label(Kind, source="wallet.kind")
    name = serializers.CharField(source="wallet.name")
    unit = serializers.CharField(source="wallet.unit")
    balance = serializers.IntegerField(source="balance.posted")
    available = serializers.IntegerField(source="balance.available")
    frozen = serializers.BooleanField(source="balance.frozen")


class SpentSerializer(serializers.Serializer[Any]):
    """For people and shops, by the calendar of the wallet."""

    unit = serializers.CharField()
    today = serializers.IntegerField()
    month = serializers.IntegerField()


class ChildAtHomeSerializer(serializers.Serializer[Any]):
    """``rights`` is what you may do about them; what you may not see is empty."""

    id = PublicId("per", source="person.public_id")
    name = serializers.CharField(source="person.name")
    handle = serializers.CharField(source="person.handle")
    consent_missing = serializers.BooleanField(
        source="person.rests", help_text="The account rests until a guardian gives consent."
    )
    rights = serializers.ListField(child=serializers.ChoiceField(choices=RIGHTS))
    wallets = WalletAtHomeSerializer(many=True)
    spent = SpentSerializer(many=True)


class HomeSerializer(serializers.Serializer[Any]):
    """``own``: your wallets. ``approvals`` wait for a decision. ``payments`` are the newest ten of
    yours and your children's."""

    family = FamilyAtHomeSerializer(allow_null=True)
    own = WalletAtHomeSerializer(many=True)
    children = ChildAtHomeSerializer(many=True)
    approvals = ApprovalSerializer(many=True)
    payments = PaymentSerializer(many=True)
