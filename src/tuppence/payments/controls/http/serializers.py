"""What controls look like over HTTP. Amounts are minor units of the home unit."""

from typing import Any

from rest_framework import serializers

from tuppence.edge.bodies import StrictSerializer
from tuppence.edge.fields import Flag, MatchingText, MinorAmount, PublicId, SafeText, Whole
from tuppence.payments import categories
from tuppence.payments.controls.document import CHANNELS

MOST_LISTED = 200
_MERCHANT = "mer_[0-7][0-9a-hjkmnp-tv-z]{25}"
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]"


class Cap(MinorAmount):
    """An amount that something is capped at, or null."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_null=True, **kwargs)


class CapsBody(StrictSerializer):
    day = Cap()
    week = Cap()
    month = Cap()


class LimitsOfControlsBody(CapsBody):
    payment = Cap(help_text="The most of one payment.")


CapsOfKindsBody = type(
    "CapsOfKindsBody",
    (StrictSerializer,),
    {
        "__module__": __name__,
        "__doc__": "Caps by kind of shop.",
        **{kind: CapsBody(required=False) for kind in categories.OF_SHOPS},
    },
)


class CategoriesBody(StrictSerializer):
    off = serializers.ListField(
        child=serializers.ChoiceField(choices=categories.OF_SHOPS), max_length=50, default=list
    )
    limits = CapsOfKindsBody(default=dict)


class MerchantsBody(StrictSerializer):
    only = serializers.ListField(
        child=MatchingText(_MERCHANT), max_length=MOST_LISTED, allow_null=True, default=None,
        help_text="Null: any shop.",
    )  # fmt: skip
    never = serializers.ListField(
        child=MatchingText(_MERCHANT), max_length=MOST_LISTED, default=list
    )


ClosedHoursBody = type(
    "ClosedHoursBody",
    (StrictSerializer,),
    {
        "__module__": __name__,
        "days": serializers.ListField(
            child=Whole(min_value=1, max_value=7),
            min_length=1, max_length=7, help_text="ISO: 1 is Monday.",
        ),
        "from": MatchingText(_CLOCK),
        "to": MatchingText(_CLOCK, help_text="At or before `from`: on the next day."),
    },
)  # fmt: skip
"""Made by hand, as ``from`` is a word of Python's."""


class AskFirstBody(StrictSerializer):
    above = Cap(help_text="A larger payment waits for a guardian.", default=None)
    new_payees = Flag(default=False)


class ControlsDocumentBody(StrictSerializer):
    """All of what a guardian decides: what is left out is left open. ``channels`` are those that
    are on."""

    limits = LimitsOfControlsBody(default=dict)
    categories = CategoriesBody(default=dict)
    merchants = MerchantsBody(default=dict)
    closed_hours = serializers.ListField(child=ClosedHoursBody(), max_length=20, default=list)
    channels = serializers.ListField(
        child=serializers.ChoiceField(choices=CHANNELS), max_length=4, default=list
    )
    people = Flag(default=True, help_text="Whether people may be paid.")
    ask_first = AskFirstBody(default=dict)


class DecideBody(StrictSerializer):
    """``version`` is the one that was read; 0 when there was none."""

    version = Whole(min_value=0, max_value=2**31 - 1)
    controls = ControlsDocumentBody()
    note = SafeText(max_length=140, required=False, allow_blank=True, default="")


class RaisedLimitsBody(StrictSerializer):
    """At least one limit. ``categories`` are those of kinds of shop."""

    limits = LimitsOfControlsBody(default=dict)
    categories = CapsOfKindsBody(default=dict)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        kinds = {kind: _named(caps) for kind, caps in attrs["categories"].items()}
        return {**attrs, "limits": _named(attrs["limits"]), "categories": kinds}


def _named(caps: dict[str, Any]) -> dict[str, int]:
    return {name: cap for name, cap in caps.items() if cap is not None}


class RaiseBody(RaisedLimitsBody):
    note = SafeText(max_length=140, required=False, allow_blank=True, default="")


class LimitsBody(StrictSerializer):
    """Both must be named; null lifts a limit."""

    daily = MinorAmount(allow_null=True)
    monthly = MinorAmount(allow_null=True)


class PersonOfControlsSerializer(serializers.Serializer[Any]):
    id = PublicId("per", source="public_id")
    name = serializers.CharField()


class RaisedSerializer(serializers.Serializer[Any]):
    until = serializers.DateTimeField()
    limits = serializers.DictField(child=serializers.IntegerField())
    categories = serializers.DictField(
        child=serializers.DictField(child=serializers.IntegerField()), default=dict
    )


class ControlsShownSerializer(ControlsDocumentBody):
    raised = RaisedSerializer(allow_null=True)


class ControlsSerializer(serializers.Serializer[Any]):
    """``author`` is null where the platform wrote the version, as when a raise ends, and before the
    first one (``version`` 0)."""

    person = PersonOfControlsSerializer()
    version = serializers.IntegerField(source="version.version")
    controls = ControlsShownSerializer(source="version.shown")
    author = PersonOfControlsSerializer(allow_null=True)
    note = serializers.CharField(source="version.note")
    at = serializers.DateTimeField(source="version.at", allow_null=True)
