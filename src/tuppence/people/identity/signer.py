"""The device's side of a signature: what an app does in its secure store, here in memory.

For tests, benchmarks, the demo's script, and as a reference for whoever writes a client.
"""

import base64
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tuppence.people.identity.signatures import COMPONENTS, LABEL, Message, base_of, digest_of


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """A device's P-256 key pair."""

    private: ec.EllipticCurvePrivateKey

    @classmethod
    def new(cls) -> "DeviceKey":
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @property
    def point(self) -> bytes:
        """The public key as the platform stores it."""
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def jwk(self) -> dict[str, str]:
        """The public key as it is registered (RFC 7517; RFC 7518, 6.2.1)."""
        x, y = self.point[1:33], self.point[33:]
        return {"kty": "EC", "crv": "P-256", "x": _base64url(x), "y": _base64url(y)}

    def headers(
        self,
        *,
        method: str,
        path: str,
        body: bytes,
        idempotency_key: str,
        device: str,
        now: datetime,
    ) -> dict[str, str]:
        """The headers that sign a request, with its Idempotency-Key. ``device`` is its dev_ id."""
        parameters = f'{COMPONENTS};created={int(now.timestamp())};keyid="{device}"'
        message = Message(
            method=method,
            path=path,
            query="",
            body=body,
            idempotency_key=idempotency_key,
            content_digest=digest_of(body),
            signature_input=None,
            signature=None,
        )
        der = self.private.sign(base_of(message, parameters), ec.ECDSA(SHA256()))
        r, s = decode_dss_signature(der)
        raw = r.to_bytes(32) + s.to_bytes(32)
        return {
            "Idempotency-Key": idempotency_key,
            "Content-Digest": digest_of(body),
            "Signature-Input": f"{LABEL}={parameters}",
            "Signature": f"{LABEL}=:{base64.b64encode(raw).decode()}:",
        }


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
