"""What a gift link is known by: its public id and a secret, in one word. It belongs in a link's
fragment or in a body, which no server's log keeps, and never in a path or a query."""

import hashlib
import hmac
import secrets
from typing import Final
from uuid import UUID

from tuppence.kernel.ids import from_public, to_public

BYTES: Final = 32
"""256 bits: nobody guesses it, so a plain hash keeps it, and no slow one is needed."""

PATTERN: Final = "gft_[0-7][0-9a-hjkmnp-tv-z]{25}\\.[A-Za-z0-9_-]{43}"


def new() -> str:
    """A secret that nobody had before."""
    return secrets.token_urlsafe(BYTES)


def hashed(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token(link: UUID, secret: str) -> str:
    """``gft_....secret``: what whoever gives has to show."""
    return f"{to_public('gft', link)}.{secret}"


def parted(token: str) -> tuple[UUID, str]:
    """A token's link and secret. Raises `IdInvalid`."""
    link, _, secret = token.partition(".")
    return from_public("gft", link), secret


def fits(secret: str, stored: str) -> bool:
    """Whether a secret is the one that was stored: in the same time, right or wrong."""
    return hmac.compare_digest(hashed(secret), stored)
