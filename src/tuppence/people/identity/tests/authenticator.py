"""An authenticator in software: it makes passkeys and signs with them, as a phone does, and can be
told to do it wrong."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

ORIGIN = "http://localhost:8200"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def raw(written: str) -> bytes:
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))


@dataclass
class Authenticator:
    """With one passkey. ``origin``: of the page it is used by; ``verifies``: whether it looked at a
    finger; ``count``: how often it has signed, and ``counts`` whether it says so."""

    origin: str = ORIGIN
    party: str = "localhost"
    verifies: bool = True
    counts: bool = True
    count: int = 0
    cross_origin: bool = False
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    user_handle: bytes | None = None

    def make(self, options: dict[str, Any], *, name: str = "My phone") -> dict[str, Any]:
        """The body that adds a passkey, for options as the platform gives them."""
        self.user_handle = raw(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        cose = {
            1: 2, 3: -7, -1: 1,
            -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big"),
        }  # fmt: skip
        attested = (
            bytes(16)
            + len(self.credential_id).to_bytes(2, "big")
            + self.credential_id
            + cbor2.dumps(cose)
        )
        made = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + attested}
        return {
            "name": name,
            "credential_id": text(self.credential_id),
            "client_data": text(self._client_data("webauthn.create", options)),
            "attestation_object": text(cbor2.dumps(made)),
        }

    def use(self, options: dict[str, Any], *, kind: str = "webauthn.get") -> dict[str, Any]:
        """The body that steps up, for options as the platform gives them."""
        if self.counts:
            self.count += 1
        client_data, data = self._client_data(kind, options), self._data()
        signed = data + hashlib.sha256(client_data).digest()
        body = {
            "credential_id": text(self.credential_id),
            "client_data": text(client_data),
            "authenticator_data": text(data),
            "signature": text(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
        }
        return body if self.user_handle is None else body | {"user_handle": text(self.user_handle)}

    def _data(self, more: int = 0) -> bytes:
        flags = PRESENT | (VERIFIED if self.verifies else 0) | more
        party = hashlib.sha256(self.party.encode()).digest()
        return party + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client_data(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({
            "type": kind,
            "challenge": options["challenge"],
            "origin": self.origin,
            "crossOrigin": self.cross_origin,
        }).encode()  # fmt: skip
