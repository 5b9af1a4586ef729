"""Bodies of the passkeys' endpoints, in and out. Bytes are written in base64url, as browsers do."""

from base64 import urlsafe_b64decode
from typing import Any, Final

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tuppence.edge.bodies import StrictSerializer
from tuppence.edge.fields import MatchingText, PublicId, SafeText
from tuppence.people.identity.models import Passkey
from tuppence.people.identity.passkeys import MAX_CREDENTIAL_ID

_CLIENT_DATA: Final = 2048
_AUTHENTICATOR_DATA: Final = 4096
_ATTESTATION: Final = 8192
_SIGNATURE: Final = 1024
"""Bytes: some ten times what browsers and authenticators are seen to send."""


class Base64Url(MatchingText):
    """Bytes in base64url without padding, of at most ``most`` bytes."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        # No bytes are written as one character more than a multiple of four.
        pattern = "(?:[A-Za-z0-9_-]{4})*[A-Za-z0-9_-]{2,4}"
        super().__init__(pattern, max_length=-(-most * 4 // 3), **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        # After the form of the text was checked, and not before: the checks are of text.
        text = super().run_validation(data)
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@extend_schema_field({"type": "object", "additionalProperties": True})
class OptionsField(serializers.JSONField):
    """What WebAuthn (Level 3) calls the options in JSON."""


class AskedForNewSerializer(serializers.Serializer[Any]):
    public_key = OptionsField(
        help_text="For PublicKeyCredential.parseCreationOptionsFromJSON() in a browser."
    )
    expires_at = serializers.DateTimeField()


class AskedToUseSerializer(serializers.Serializer[Any]):
    public_key = OptionsField(
        help_text="For PublicKeyCredential.parseRequestOptionsFromJSON() in a browser."
    )
    expires_at = serializers.DateTimeField()


class NewPasskeySerializer(StrictSerializer):
    """A name, and parts of the credential as its toJSON() writes them."""

    name = SafeText(max_length=60, help_text="What its owner will know it by.")
    credential_id = Base64Url(most=MAX_CREDENTIAL_ID, help_text="`rawId`")
    client_data = Base64Url(most=_CLIENT_DATA, help_text="`response.clientDataJSON`")
    attestation_object = Base64Url(most=_ATTESTATION, help_text="`response.attestationObject`")


class UsedPasskeySerializer(StrictSerializer):
    """Parts of the credential as its toJSON() writes them."""

    credential_id = Base64Url(most=MAX_CREDENTIAL_ID, help_text="`rawId`")
    client_data = Base64Url(most=_CLIENT_DATA, help_text="`response.clientDataJSON`")
    authenticator_data = Base64Url(
        most=_AUTHENTICATOR_DATA, help_text="`response.authenticatorData`"
    )
    signature = Base64Url(most=_SIGNATURE, help_text="`response.signature`")
    user_handle = Base64Url(
        most=64, required=False, help_text="`response.userHandle`, if it is there"
    )


class PasskeySerializer(serializers.Serializer[Passkey]):
    id = PublicId("psk", source="public_id")
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)


class PasskeysSerializer(serializers.Serializer[Any]):
    items = PasskeySerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="Always null: a person has few.")
    origins = serializers.ListField(
        child=serializers.CharField(),
        help_text="Of pages that may make and use passkeys; none if there are no passkeys here.",
    )
