"""Keys for single purposes, all derived from the one secret key."""

import hashlib
import hmac
from functools import lru_cache

from django.conf import settings


@lru_cache(maxsize=16)
def derived(purpose: str) -> bytes:
    """A 256-bit key for one purpose, so that what one leaks or signs means nothing to another."""
    secret: str = settings.SECRET_KEY
    return hmac.digest(secret.encode(), f"tuppence.identity.{purpose}".encode(), hashlib.sha256)
