"""Bodies of identity's endpoints, in and out."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tuppence.edge.bodies import StrictSerializer
from tuppence.edge.fields import MatchingText, PublicId, SafeText
from tuppence.kernel.clock import utc_now
from tuppence.people.identity.models import Device, Person, Pin
from tuppence.people.identity.operations.people import ZONE
from tuppence.people.identity.operations.sessions import Tokens
from tuppence.people.identity.rules import ADULT_AGE, age_on
from tuppence.people.identity.signatures import point_of
from tuppence.people.identity.tokens import ACCESS_LIFE

CODE, PIN = "[0-9]{6}", "[0-9]{4,6}"
_COORDINATE = {"type": "string", "pattern": "^[A-Za-z0-9_-]{43}$"}


@extend_schema_field(
    {
        "type": "object",
        "required": ["kty", "crv", "x", "y"],
        "properties": {
            "kty": {"type": "string", "enum": ["EC"]},
            "crv": {"type": "string", "enum": ["P-256"]},
            "x": _COORDINATE,
            "y": _COORDINATE,
        },
    }
)
class JwkField(serializers.Field[bytes, Any, Any, Any]):
    """A public P-256 key as a JWK, read as its SEC 1 point."""

    default_error_messages = {"object": "A JWK is an object."}

    def to_internal_value(self, data: Any) -> bytes:
        if not isinstance(data, dict):
            self.fail("object")
        return point_of(data)


class SendCodeSerializer(StrictSerializer):
    phone = SafeText(max_length=32, help_text="With country code, or as dialled in India.")
    device_hint = SafeText(
        max_length=64,
        required=False,
        allow_blank=True,
        default="",
        help_text="Whatever names this device for you.",
    )


class ChallengeSerializer(serializers.Serializer[Any]):
    challenge = PublicId("chl", source="public_id")
    expires_at = serializers.DateTimeField()


class NewDeviceSerializer(StrictSerializer):
    name = SafeText(max_length=60, help_text="What its owner will know it by.")
    public_key = JwkField()


class SignInSerializer(StrictSerializer):
    challenge = PublicId("chl")
    code = MatchingText(CODE)
    device = NewDeviceSerializer()


class RefreshSerializer(StrictSerializer):
    refresh_token = MatchingText("tpr_[A-Za-z0-9_-]{43}")


class MeSerializer(serializers.Serializer[Any]):
    """The caller's own profile."""

    id = PublicId("per", source="public_id")
    phone = serializers.CharField()
    name = serializers.CharField(allow_null=True)
    handle = serializers.CharField(allow_null=True)
    birth_date = serializers.DateField(allow_null=True)
    is_minor = serializers.SerializerMethodField(help_text="True until a birth date says other.")
    profile_complete = serializers.BooleanField()
    consent_needed = serializers.SerializerMethodField(
        help_text="Whether the account rests until a guardian gives consent."
    )
    pin_set = serializers.SerializerMethodField()

    def get_is_minor(self, person: Person) -> bool:
        if person.birth_date is None:
            return True
        today = utc_now().astimezone(ZONE).date()
        return age_on(person.birth_date, today=today) < ADULT_AGE

    def get_consent_needed(self, person: Person) -> bool:
        return person.profile_complete and self.get_is_minor(person) and not person.consented

    def get_pin_set(self, person: Person) -> bool:
        return Pin.objects.filter(person=person).exists()


class TokensSerializer(serializers.Serializer[Tokens]):
    access_token = serializers.CharField()
    token_type = serializers.SerializerMethodField(help_text="Always Bearer.")
    expires_in = serializers.SerializerMethodField(help_text="Seconds the access token lasts.")
    refresh_token = serializers.CharField(help_text="Works once.")
    device = PublicId("dev", source="device.public_id")
    session = PublicId("ses", source="session.public_id")
    person = MeSerializer()

    def get_token_type(self, tokens: Tokens) -> str:
        return "Bearer"

    def get_expires_in(self, tokens: Tokens) -> int:
        return int(ACCESS_LIFE.total_seconds())


class ProfileChangeSerializer(StrictSerializer):
    """All three at first; name and handle can be changed later."""

    name = SafeText(max_length=80, required=False)
    handle = MatchingText(
        "[A-Za-z][A-Za-z0-9_.]{2,29}",
        required=False,
        help_text="How others find you; kept in lower case.",
    )
    birth_date = serializers.DateField(required=False)


class DeviceSerializer(serializers.Serializer[Device]):
    id = PublicId("dev", source="public_id")
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(help_text="When it last signed in or refreshed.")
    current = serializers.SerializerMethodField(help_text="Whether it is the one asking.")

    def get_current(self, device: Device) -> bool:
        return bool(device.pk == self.context["actor"].device_id)


class DevicesSerializer(serializers.Serializer[Any]):
    items = DeviceSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="Always null: a person has few.")


class PinChangeSerializer(StrictSerializer):
    """``current_pin`` changes a PIN, ``challenge`` and ``code`` reset it; a first needs neither."""

    pin = MatchingText(PIN)
    current_pin = MatchingText(PIN, required=False)
    challenge = PublicId("chl", required=False)
    code = MatchingText(CODE, required=False)


class StepUpSerializer(StrictSerializer):
    pin = MatchingText(PIN)


class GrantSerializer(serializers.Serializer[Any]):
    stepped_up_until = serializers.DateTimeField()
