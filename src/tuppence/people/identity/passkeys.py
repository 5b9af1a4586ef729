"""WebAuthn as whoever relies on passkeys sees it: what a browser is asked, and whether its answer
holds. Which challenge was asked of whom is for `operations.passkeys` to know.

Nothing outside this file imports the library that reads the answers (docs/adr/0019).
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    bytes_to_base64url,
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    parse_client_data_json,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticationCredential,
    AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from tuppence.kernel.errors import Forbidden, Refused

CHALLENGE_LIFE: Final = timedelta(minutes=3)
"""How long somebody may look for the right finger."""

MAX_CREDENTIAL_ID: Final = 1023
"""Bytes: the longest that the standard allows."""

_ALGORITHMS: Final = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    # Older Windows machines have nothing else.
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]


class PasskeysOff(Forbidden):
    code: ClassVar[str] = "passkeys_off"
    title: ClassVar[str] = "There are no passkeys here: TUPPENCE_PASSKEY_ORIGINS names no page"


class PasskeyInvalid(Refused):
    code: ClassVar[str] = "passkey_invalid"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "This is no passkey that was made for us, just now, by who it is for"


class PasskeyRefused(Forbidden):
    code: ClassVar[str] = "passkey_refused"
    title: ClassVar[str] = "This passkey does not show that it is you; give your PIN"


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey: its id, its public key (COSE), and how often it says it has signed."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class Attestation:
    """What a browser gives for a new passkey, decoded."""

    credential_id: bytes
    client_data: bytes
    attestation_object: bytes


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a browser gives for the use of a passkey, decoded. ``user_handle`` is there where the
    authenticator keeps one."""

    credential_id: bytes
    client_data: bytes
    authenticator_data: bytes
    signature: bytes
    user_handle: bytes | None


def origins() -> tuple[str, ...]:
    """The pages that may make and use passkeys; none where none are offered. Without a setting,
    they are the demo's own: a browser lets `localhost` have passkeys, and no address of digits."""
    environment = settings.ENVIRONMENT
    if environment.passkey_origins or environment.mode == "production":
        return tuple(environment.passkey_origins)
    return (f"http://localhost:{environment.port}",)


def relying_party() -> str:
    """The host name that passkeys belong to. Raises `PasskeysOff`."""
    allowed = origins()
    if not allowed:
        raise PasskeysOff
    return urlsplit(allowed[0]).hostname or ""


def asked_for_new(
    *, challenge: bytes, person: UUID, handle: str, name: str, known: list[bytes]
) -> dict[str, Any]:
    """What `navigator.credentials.create()` is to be asked. ``known``: the passkeys that there are,
    of which no authenticator is to make a second. Raises `PasskeysOff`."""
    options = generate_registration_options(
        rp_id=relying_party(),
        rp_name="Tuppence",
        user_id=person.bytes,
        user_name=handle,
        user_display_name=name,
        challenge=challenge,
        timeout=_milliseconds(),
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        supported_pub_key_algs=_ALGORITHMS,
    )
    return _plain(options_to_json(options))


def asked_to_use(*, challenge: bytes, known: list[bytes]) -> dict[str, Any]:
    """What `navigator.credentials.get()` is to be asked. Raises `PasskeysOff`."""
    options = generate_authentication_options(
        rp_id=relying_party(),
        challenge=challenge,
        timeout=_milliseconds(),
        allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _plain(options_to_json(options))


def made(given: Attestation, *, challenge: bytes) -> Made:
    """The passkey that was made for a challenge. Raises `PasskeyInvalid`, `PasskeysOff`."""
    party = relying_party()
    try:
        _check_frame(given.client_data)
        found = verify_registration_response(
            credential=RegistrationCredential(
                id=bytes_to_base64url(given.credential_id),
                raw_id=given.credential_id,
                response=AuthenticatorAttestationResponse(
                    client_data_json=given.client_data, attestation_object=given.attestation_object
                ),
            ),
            expected_challenge=challenge,
            expected_rp_id=party,
            expected_origin=list(origins()),
            require_user_verification=True,
            supported_pub_key_algs=_ALGORITHMS,
        )
        # A key that is no key is found out now, and not when somebody means to pay.
        decoded_public_key_to_cryptography(
            decode_credential_public_key(found.credential_public_key)
        )
    except Exception as error:
        # It reads a stranger's bytes, and what it raises at them is not only its own.
        raise PasskeyInvalid from error
    if found.credential_id != given.credential_id or len(found.credential_id) > MAX_CREDENTIAL_ID:
        raise PasskeyInvalid
    return Made(found.credential_id, found.credential_public_key, found.sign_count)


def used(given: Assertion, *, challenge: bytes, public_key: bytes) -> int:
    """How often a passkey says it has signed, after it did so for a challenge. Whether that can be
    is for the caller to say. Raises `PasskeyRefused`, `PasskeysOff`."""
    party = relying_party()
    try:
        _check_frame(given.client_data)
        found = verify_authentication_response(
            credential=AuthenticationCredential(
                id=bytes_to_base64url(given.credential_id),
                raw_id=given.credential_id,
                response=AuthenticatorAssertionResponse(
                    client_data_json=given.client_data,
                    authenticator_data=given.authenticator_data,
                    signature=given.signature,
                ),
            ),
            expected_challenge=challenge,
            expected_rp_id=party,
            expected_origin=list(origins()),
            credential_public_key=public_key,
            # It would only say that the count is wrong, which means more than a wrong signature.
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception as error:
        # It reads a stranger's bytes, and what it raises at them is not only its own.
        raise PasskeyRefused from error
    return found.new_sign_count


def went_back(*, said: int, known: int) -> bool:
    """Whether a count of signatures shows that there are two of one passkey. One that never counts
    (those that are kept in step between devices do not) shows nothing."""
    return (said > 0 or known > 0) and said <= known


def _check_frame(client_data: bytes) -> None:
    """The app lets nobody put it into a frame, so an answer out of one is not the app's."""
    if parse_client_data_json(client_data).cross_origin:
        raise ValueError("made in a frame of another origin")


def _milliseconds() -> int:
    return int(CHALLENGE_LIFE.total_seconds() * 1000)


def _plain(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found
