"""A push on its way: encrypted for the one device (RFC 8291, by http-ece), signed as ours (VAPID,
RFC 8292), and posted to its push service (RFC 8030)."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

import http_ece
import httpx
import orjson
from cryptography.hazmat.primitives.asymmetric import ec

from tuppence.reach.notify import endpoints, keys
from tuppence.reach.notify.models import Push
from tuppence.reach.notify.operations import GOOD_FOR

TIMEOUT: Final = 5.0
LENGTH: Final = 192
"""Of what is said, padded: its own length would tell which of the few things it says."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """``sent``; ``gone``: the device is there no more; ``refused``: it never will be; ``later``,
    perhaps after the pause that was asked for."""

    what: str
    status: int = 0
    pause: timedelta | None = None


def send(push: Push, *, now: datetime) -> Outcome:
    """Hands it to the push service. Raises nothing that the network does."""
    subscription = push.subscription
    if not endpoints.allowed(subscription.endpoint):  # the list is another one than it was
        return Outcome("gone")
    left = push.created_at + GOOD_FOR - now
    try:
        answer = _http().post(
            subscription.endpoint,
            content=_encrypted(push),
            headers={
                "Authorization": keys.authorization(_origin(subscription.endpoint), now=now),
                "Content-Encoding": "aes128gcm",
                "Content-Type": "application/octet-stream",
                "TTL": str(max(0, int(left.total_seconds()))),
                "Urgency": "high" if push.waits else "normal",
                # A later push of the same thing takes the place of one that was not shown yet.
                "Topic": _collapsing(push),
            },
        )
    except httpx.HTTPError:
        return Outcome("later")
    return _outcome(answer, now=now)


def _outcome(answer: httpx.Response, *, now: datetime) -> Outcome:
    status = answer.status_code
    if 200 <= status < 300:
        return Outcome("sent", status)
    if status in (404, 410):
        return Outcome("gone", status)
    if status in (408, 425, 429) or status >= 500:
        return Outcome("later", status, _pause(answer.headers.get("Retry-After"), now=now))
    return Outcome("refused", status)


def _pause(asked: str | None, *, now: datetime) -> timedelta | None:
    """What a Retry-After says (RFC 9110, 10.2.3): seconds, or a date."""
    if asked is None:
        return None
    if asked.isdecimal():
        return timedelta(seconds=min(int(asked[:9]), 86_400))
    try:
        return parsedate_to_datetime(asked) - now
    except (ValueError, TypeError):
        return None


def _encrypted(push: Push) -> bytes:
    """The message, for this one device to read."""
    said = {
        "kind": "waits" if push.waits else "news",
        "topic": push.topic,
        "id": push.about,
        "language": push.subscription.language,
    }
    encrypted: bytes = http_ece.encrypt(
        orjson.dumps(said).ljust(LENGTH),
        salt=os.urandom(16),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=bytes(push.subscription.public_key),
        auth_secret=bytes(push.subscription.secret),
        version="aes128gcm",
    )
    return encrypted


def _origin(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc}"


def _collapsing(push: Push) -> str:
    """The same for pushes about the same thing, and says nothing else to the push service."""
    mark = sha256(f"{push.subscription_id}/{push.topic}/{push.about}".encode()).digest()
    return keys.base64url(mark[:24])


@cache
def _http() -> httpx.Client:
    """No redirects are followed, and no proxy of the environment's is asked: where a push goes was
    checked."""
    return httpx.Client(timeout=TIMEOUT, trust_env=False, follow_redirects=False)
