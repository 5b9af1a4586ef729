"""What a replay looks like over HTTP. Amounts are minor units of ``unit``."""

from typing import Any

from rest_framework import serializers

from tuppence.edge.bodies import StrictSerializer
from tuppence.edge.fields import MatchingText
from tuppence.payments.controls.http.serializers import ControlsDocumentBody
from tuppence.payments.payments.http.serializers import PaymentSerializer, ReasonSerializer


class ReplayBody(StrictSerializer):
    controls = ControlsDocumentBody()
    month = MatchingText(
        "[12][0-9]{3}-(0[1-9]|1[0-2])",
        required=False,
        help_text="YYYY-MM, in the wallet's zone; the month before this one if left out.",
    )


class TotalOfReplaySerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    amount = serializers.IntegerField()


class RuleOfReplaySerializer(TotalOfReplaySerializer):
    code = serializers.CharField()


class RefusedInReplaySerializer(serializers.Serializer[Any]):
    payment = PaymentSerializer()
    reason = ReasonSerializer()


class ReplaySerializer(serializers.Serializer[Any]):
    """``paid`` is what was paid in that month, ``refused`` what of it would not have been.
    ``refusals`` are the first hundred. ``complete`` is false when there was more in that month than
    is replayed."""

    month = serializers.CharField()
    zone = serializers.CharField(source="wallet.zone")
    unit = serializers.CharField(source="wallet.unit")
    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    paid = TotalOfReplaySerializer()
    refused = TotalOfReplaySerializer()
    by_rule = RuleOfReplaySerializer(many=True)
    refusals = RefusedInReplaySerializer(many=True, source="first")
    complete = serializers.BooleanField(source="is_whole")
