"""Access tokens (JWT, RFC 7519) and refresh tokens (random, opaque)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

import jwt

from tuppence.kernel.ids import IdInvalid, from_public, to_public
from tuppence.people.identity.keys import derived

ACCESS_LIFE = timedelta(minutes=15)
AUDIENCE = "tuppence-api"
ISSUER = "tuppence"
_ALGORITHM = "HS256"
_CLAIMS = ["sub", "dev", "ses", "iat", "exp", "aud", "iss"]
_REFRESH_PREFIX = "tpr_"


@dataclass(frozen=True, slots=True)
class Claims:
    """Who an access token names. Whether they may still act is for the database to say."""

    person: UUID
    device: UUID
    session: UUID


def access_token(claims: Claims, *, now: datetime) -> str:
    """A token that names these for `ACCESS_LIFE`."""
    return jwt.encode(
        {
            "sub": to_public("per", claims.person),
            "dev": to_public("dev", claims.device),
            "ses": to_public("ses", claims.session),
            "iat": int(now.timestamp()),
            "exp": int((now + ACCESS_LIFE).timestamp()),
            "aud": AUDIENCE,
            "iss": ISSUER,
        },
        derived("access-token"),
        algorithm=_ALGORITHM,
    )


def read_access_token(token: str, *, now: datetime) -> Claims | None:
    """What a token names; None unless it is ours, whole, and not expired at ``now``."""
    known = _verified(token)
    if known is None or now.timestamp() >= known[1]:
        return None
    return known[0]


@lru_cache(maxsize=4096)
def _verified(token: str) -> tuple[Claims, int] | None:
    """The claims of a token with our signature, and when it expires. What a token says never
    changes, and an app sends the same one for a quarter of an hour."""
    try:
        # PyJWT would compare with its own clock: the time is ours to compare, with ours.
        claims = jwt.decode(
            token,
            derived("access-token"),
            algorithms=[_ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            options={"require": _CLAIMS, "verify_exp": False, "verify_iat": False},
        )
        named = Claims(
            person=from_public("per", claims["sub"]),
            device=from_public("dev", claims["dev"]),
            session=from_public("ses", claims["ses"]),
        )
        return named, claims["exp"]
    except (jwt.InvalidTokenError, IdInvalid, UnicodeEncodeError):
        return None


def new_refresh_token() -> str:
    """256 random bits. The prefix lets secret scanners know one when they see it."""
    return _REFRESH_PREFIX + secrets.token_urlsafe(32)


def hash_of(refresh_token: str) -> bytes:
    """How a refresh token is stored. It is random, so a plain SHA-256 cannot be searched."""
    return hashlib.sha256(refresh_token.encode("utf-8", "surrogatepass")).digest()
