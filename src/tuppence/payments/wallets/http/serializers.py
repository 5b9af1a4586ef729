"""What wallets look like over HTTP. Amounts are minor units of the wallet's unit."""

from typing import Any

from rest_framework import serializers

from tuppence.edge.fields import Label, PublicId
from tuppence.payments.wallets.models import Kind
from tuppence.people.kyc.models import Tier


class OwnerSerializer(serializers.Serializer[Any]):
    id = PublicId("per", source="public_id")
    name = serializers.CharField()


class WalletSerializer(serializers.Serializer[Any]):
    """``balance`` is what it holds; ``available`` what can leave now."""

    id = PublicId("wal", source="wallet.public_id")
    kind = Label(Kind, source="wallet.kind")
    name = serializers.CharField(source="wallet.name")
    owner = OwnerSerializer(source="wallet.owner")
    unit = serializers.CharField(source="wallet.unit")
    balance = serializers.IntegerField(source="balance.posted")
    available = serializers.IntegerField(source="balance.available")
    frozen = serializers.BooleanField(source="balance.frozen")
    opened_at = serializers.DateTimeField(source="wallet.opened_at")


class WalletsSerializer(serializers.Serializer[Any]):
    items = WalletSerializer(many=True)


class LimitSerializer(serializers.Serializer[Any]):
    """``used`` counts since the window began; ``resets_at`` is when it ends."""

    scope = serializers.CharField()
    window = serializers.CharField()
    measure = serializers.CharField()
    cap = serializers.IntegerField()
    used = serializers.IntegerField()
    resets_at = serializers.DateTimeField(allow_null=True)


class WalletTierSerializer(serializers.Serializer[Any]):
    """``balance`` is the most that the wallet may hold. Scopes: ``load``, what comes in from
    outside; ``p2p``, what goes to people, and of that ``p2p.new`` and, within the family,
    ``p2p.registered``."""

    name = serializers.ChoiceField(choices=Tier.labels)
    balance = serializers.IntegerField()
    limits = LimitSerializer(many=True)


class WalletDetailSerializer(WalletSerializer):
    """``limits`` are what its owner, or their guardian, has set; ``tier`` what the law has (null
    for a shop's)."""

    limits = LimitSerializer(many=True)
    tier = WalletTierSerializer(allow_null=True)
