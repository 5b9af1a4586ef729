"""Tokens by which an issuer of identity documents says that somebody is an adult.

A virtual token mapped to a person's details of identity and age, issued by an entity that the law
entrusts with them or by a Digital Locker, is one of the ways to verify a parent (Digital Personal
Data Protection Rules, 2025, rule 10). No such issuer is connected here. What is spoken is a small
form of our own, a JWT (RFC 7519) signed with Ed25519 (RFC 8037), and the issuer out of the box is
the simulator below; in production there is none until TUPPENCE_CONSENT_ISSUER_KEY names one.

    {"iss": "...", "aud": "tuppence-consent", "sub": "per_...", "age_over_18": true,
     "jti": "...", "iat": ..., "exp": ...}

``sub`` is the person as we call them, so that a token lent to another is worth nothing;
``age_over_18`` is named as in ISO/IEC 18013-5.
"""

import base64
import re
import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from tuppence.kernel.errors import Refused, Unavailable
from tuppence.kernel.ids import to_public
from tuppence.people.identity.keys import derived

AUDIENCE: Final = "tuppence-consent"
LIFE: Final = timedelta(minutes=10)
"""Of a token of the simulator's."""
LONGEST: Final = timedelta(hours=1)
"""One that claims to be good for longer is not taken: it would be worth stealing."""
MOST_CHARACTERS: Final = 2048
_SKEW: Final = timedelta(minutes=1)
_CLAIMS: Final = ["iss", "aud", "sub", "age_over_18", "jti", "iat", "exp"]
_ID: Final = re.compile(r"[!-~]{8,128}", re.ASCII)


class TokenInvalid(Refused):
    code: ClassVar[str] = "document_token_invalid"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "This token does not show that you are an adult"


class IssuerMissing(Unavailable):
    code: ClassVar[str] = "issuer_missing"
    title: ClassVar[str] = "Nobody is connected here who could say that you are an adult"


def verified(token: str, *, person: UUID, now: datetime) -> str:
    """The id of a token that says this person is an adult, to be used once. Raises
    `TokenInvalid`, and `IssuerMissing` in production without an issuer."""
    key = _issuer()
    try:
        # The time is ours to compare, with our own clock: PyJWT would use its own.
        claims = jwt.decode(
            token,
            key,
            algorithms=["EdDSA"],
            audience=AUDIENCE,
            options={"require": _CLAIMS, "verify_exp": False, "verify_iat": False},
        )
    except (jwt.InvalidTokenError, UnicodeEncodeError) as error:
        raise TokenInvalid from error
    if not _holds(claims, person=to_public("per", person), now=now):
        raise TokenInvalid
    return f"document:{claims['iss']}:{claims['jti']}"


def issue(*, person: UUID, now: datetime) -> str:
    """A token of the simulator's that says that this person is an adult. For demo and tests."""
    claims = {
        "iss": "simulator",
        "aud": AUDIENCE,
        "sub": to_public("per", person),
        "age_over_18": True,
        "jti": secrets.token_urlsafe(16),
        "iat": int(now.timestamp()),
        "exp": int((now + LIFE).timestamp()),
    }
    return jwt.encode(claims, _simulator(), algorithm="EdDSA")


def _holds(claims: dict[str, Any], *, person: str, now: datetime) -> bool:
    issuer, said_at, until = claims["iss"], claims["iat"], claims["exp"]
    return (
        claims["sub"] == person
        and claims["age_over_18"] is True
        and all(type(text) is str and _ID.fullmatch(text) for text in (issuer, claims["jti"]))
        and all(type(moment) is int for moment in (said_at, until))
        and said_at <= (now + _SKEW).timestamp()
        and now.timestamp() < until <= said_at + LONGEST.total_seconds()
    )


def _issuer() -> Ed25519PublicKey:
    configured: str = settings.ENVIRONMENT.consent_issuer_key
    if configured:
        return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(configured + "="))
    if settings.ENVIRONMENT.mode == "production":
        raise IssuerMissing(retry_after=3600)
    return _simulator().public_key()


def _simulator() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(derived("document-simulator"))
