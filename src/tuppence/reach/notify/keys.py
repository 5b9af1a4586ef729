"""The key that pushes are signed with (VAPID, RFC 8292), from the setting that stands for it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from functools import cache
from typing import Final

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

TOKEN_LIFE: Final = timedelta(hours=12)
"""RFC 8292 (2) allows a day."""

_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of P-256 (SEC 2, 2.4.2)."""

_NOBODY: Final = "mailto:nobody@tuppence.localhost"
"""Who answers for the pushes of a demo."""


def application_key() -> str | None:
    """What a browser subscribes with: our public key; None where no pushes are sent."""
    key = _key(settings.ENVIRONMENT.push_key)
    if key is None:
        return None
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64url(point)


def authorization(origin: str, *, now: datetime) -> str:
    """The header that says to a push service who we are. Raises ValueError where there is no key:
    nobody could have subscribed."""
    key = _key(settings.ENVIRONMENT.push_key)
    if key is None:
        raise ValueError("TUPPENCE_PUSH_KEY is not set")
    claims = {
        "aud": origin,
        "exp": int((now + TOKEN_LIFE).timestamp()),
        "sub": settings.ENVIRONMENT.push_contact or _NOBODY,
    }
    return f"vapid t={jwt.encode(claims, key, algorithm='ES256')}, k={application_key()}"


@cache
def _key(seed: str) -> ec.EllipticCurvePrivateKey | None:
    """32 bytes as a number of the curve's."""
    if not seed:
        return None
    number = int.from_bytes(from_base64url(seed), "big")
    return ec.derive_private_key(number % (_ORDER - 1) + 1, ec.SECP256R1())


def base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Raises ValueError for what is no base64."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
