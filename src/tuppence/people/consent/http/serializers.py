"""What consent looks like over HTTP."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tuppence.edge.bodies import StrictSerializer
from tuppence.edge.fields import MatchingText, PublicId, Whole
from tuppence.people.consent.documents import MOST_CHARACTERS, TokenInvalid
from tuppence.people.consent.models import Entry, Method, Purpose, What
from tuppence.people.consent.operations import Agreed, Verification


class TextSerializer(serializers.Serializer[Any]):
    """The text to read before one consents. ``body`` is Markdown."""

    purpose = serializers.ChoiceField(choices=Purpose.choices)
    version = serializers.IntegerField()
    sha256 = serializers.CharField()
    language = serializers.CharField()
    body = serializers.CharField()


class AgreedTextSerializer(serializers.Serializer[Any]):
    """Which text was agreed to."""

    version = serializers.IntegerField(source="text_version")
    sha256 = serializers.CharField(source="text_hash")


class ConsentPersonSerializer(serializers.Serializer[Any]):
    id = PublicId("per", source="public_id")
    name = serializers.CharField()


class ConsentSerializer(serializers.Serializer[Any]):
    """An entry of the ledger of consent. ``text`` and ``method`` are null for a withdrawal."""

    id = PublicId("cns", source="public_id")
    what = serializers.ChoiceField(choices=What.choices)
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    person = ConsentPersonSerializer()
    guardian = ConsentPersonSerializer()
    text = serializers.SerializerMethodField()
    method = serializers.ChoiceField(choices=Method.choices, allow_null=True)
    at = serializers.DateTimeField()

    @extend_schema_field(AgreedTextSerializer(allow_null=True))
    def get_text(self, entry: Entry) -> Any:
        return None if entry.text_hash is None else AgreedTextSerializer(entry).data


class TextNameSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    sha256 = serializers.CharField()


class ConsentStandingSerializer(serializers.Serializer[Any]):
    """``needed``: the person is a minor. ``in_force``: guardians' consent is; without it the
    account of a minor rests. ``stances``: where each guardian stands. ``text``: what would be
    agreed to today."""

    person = ConsentPersonSerializer()
    needed = serializers.BooleanField()
    in_force = serializers.BooleanField()
    stances = ConsentSerializer(many=True)
    text = TextNameSerializer()


class TextBody(StrictSerializer):
    version = Whole(min_value=1, max_value=1_000_000)
    sha256 = MatchingText("[0-9a-f]{64}")


class VerificationBody(StrictSerializer):
    method = serializers.ChoiceField(choices=Method.choices)
    token = MatchingText(
        rf"[!-~]{{1,{MOST_CHARACTERS}}}",
        required=False,
        help_text="The document token, for `document_token` alone.",
    )


class GiveBody(StrictSerializer):
    text = TextBody(
        help_text="The text that was read, as `GET /v1/consents/texts/account` gave it."
    )
    verification = VerificationBody()


def agreed_from(body: dict[str, Any]) -> Agreed:
    return Agreed(version=body["text"]["version"], sha256=body["text"]["sha256"])


def verification_from(body: dict[str, Any]) -> Verification:
    """How a checked `GiveBody` would verify. Raises `TokenInvalid` for a token that is missing, or
    one too many."""
    given = body["verification"]
    if ("token" in given) != (given["method"] == Method.DOCUMENT_TOKEN):
        raise TokenInvalid("a token goes with document_token, and with it alone")
    return Verification(Method(given["method"]), given.get("token"))
