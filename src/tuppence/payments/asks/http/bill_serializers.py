"""What bills look like over HTTP. Amounts are minor units of ``unit``."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tuppence.edge.bodies import StrictSerializer
from tuppence.edge.fields import Flag, MinorAmount, PublicId, SafeText
from tuppence.kernel.clock import utc_now
from tuppence.payments.asks.http.serializers import WhomBody, whom_from
from tuppence.payments.asks.models import Ask, Bill, State
from tuppence.payments.asks.operations.split import HOW, MOST_MEMBERS, Member, Split
from tuppence.payments.payments import upi


class MemberBody(StrictSerializer):
    to = WhomBody()
    share = MinorAmount(
        required=False,
        help_text="Hundredths of a per cent, or minor units; left out of an even split.",
    )


class SplitBody(StrictSerializer):
    amount = MinorAmount(help_text="The whole bill.")
    note = SafeText(max_length=upi.NOTE_MAX)
    how = serializers.ChoiceField(choices=HOW)
    with_me = Flag(
        default=True,
        help_text="Whether you bear a share: an even one, or what the others' leave.",
    )
    members = serializers.ListField(child=MemberBody(), min_length=1, max_length=MOST_MEMBERS)


def split_from(body: dict[str, Any]) -> Split:
    """The split that a checked `SplitBody` asks for. Raises `PhoneInvalid`."""
    members = [Member(whom_from(one["to"]), one.get("share")) for one in body["members"]]
    return Split(body["amount"], body["note"], body["how"], members, body["with_me"])


class ShareSerializer(serializers.Serializer[Any]):
    """One member's: who, how much, and whether they have paid."""

    ask = PublicId("ask", source="public_id")
    name = serializers.CharField(source="asked_label")
    mine = serializers.SerializerMethodField(help_text="Whether it is yours to pay.")
    amount = serializers.IntegerField()
    state = serializers.SerializerMethodField()
    decided_at = serializers.DateTimeField(allow_null=True)

    def get_mine(self, share: Ask) -> bool:
        return bool(share.asked_id == self.context["actor"].person_id)

    @extend_schema_field(serializers.ChoiceField(choices=State.labels))
    def get_state(self, share: Ask) -> str:
        return str(share.standing(at=utc_now()).label)


class BillSerializer(serializers.Serializer[Any]):
    """``paid`` is what members have paid, ``waiting`` what they are still asked for, and ``own``
    the rest, which is the maker's to bear: their share, and that of whoever declined or was too
    late."""

    # Whoever makes one gives it the ``actor`` who asks, as its context: what is "mine" is theirs.

    id = PublicId("bill", source="public_id")
    maker = serializers.CharField(source="maker_label")
    mine = serializers.SerializerMethodField(help_text="Whether you have made it.")
    amount = serializers.IntegerField()
    unit = serializers.CharField()
    note = serializers.CharField()
    paid = serializers.SerializerMethodField()
    waiting = serializers.SerializerMethodField()
    own = serializers.SerializerMethodField()
    shares = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)

    def get_mine(self, bill: Bill) -> bool:
        return bool(bill.maker_id == self.context["actor"].person_id)

    def get_paid(self, bill: Bill) -> int:
        return _sum(bill, State.PAID)

    def get_waiting(self, bill: Bill) -> int:
        return _sum(bill, State.OPEN)

    def get_own(self, bill: Bill) -> int:
        return bill.amount - self.get_paid(bill) - self.get_waiting(bill)

    @extend_schema_field(ShareSerializer(many=True))
    def get_shares(self, bill: Bill) -> Any:
        return ShareSerializer(bill.shares.all(), many=True, context=self.context).data


def _sum(bill: Bill, state: State) -> int:
    now = utc_now()
    return sum(share.amount for share in bill.shares.all() if share.standing(at=now) == state)
