"""What the provider tells by itself, and how it is believed: signed as Standard Webhooks have it
(https://www.standardwebhooks.com), so that a provider's own library can be used at the other end.

``webhook-signature`` is ``v1,`` and the base64 of HMAC-SHA256 over ``id.timestamp.body``; while the
provider changes its secret there may be several, with spaces between them.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from tuppence.kernel.errors import Refused
from tuppence.kernel.ids import IdInvalid, from_public
from tuppence.people.kyc.provider import Word, word

BELIEVED_FOR: Final = 300
"""Seconds that a clock may be off, or a message under way."""
_ID: Final = re.compile(r"[\x21-\x7e]{1,100}", re.ASCII)
_SECONDS: Final = re.compile(r"[0-9]{1,12}", re.ASCII)


class WebhookInvalid(Refused):
    code: ClassVar[str] = "webhook_invalid"
    status: ClassVar[int] = 401
    title: ClassVar[str] = "This is not signed by the provider, or not lately"


class WebhookUnreadable(Refused):
    code: ClassVar[str] = "webhook_unreadable"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "This is signed, and says nothing that is understood here"


@dataclass(frozen=True, slots=True)
class Told:
    """An event of the provider's: its own id, the check it is of, and what is said."""

    event: str
    check: UUID
    word: Word


def told(body: bytes, headers: Mapping[str, str], *, secret: str, now: datetime) -> Told:
    """What a message tells. Raises `WebhookInvalid` unless it was signed with the secret within the
    last minutes, and `WebhookUnreadable`. Without a secret nothing is believed."""
    event, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not secret or not _ID.fullmatch(event) or not _SECONDS.fullmatch(stamp):
        raise WebhookInvalid
    if abs(now.timestamp() - int(stamp)) > BELIEVED_FOR:
        raise WebhookInvalid
    given = headers.get("webhook-signature", "").split(" ")
    expected = signature(body, event=event, stamp=stamp, secret=secret).encode()
    if not any(hmac.compare_digest(expected, one.encode()) for one in given):
        raise WebhookInvalid
    try:
        return _told(event, json.loads(body))
    except (ValueError, IdInvalid, RecursionError) as error:
        raise WebhookUnreadable from error


def _told(event: str, content: Any) -> Told:
    if not isinstance(content, dict) or not isinstance(content.get("data"), dict):
        raise WebhookUnreadable
    data = content["data"]
    return Told(event, from_public("kyc", str(data.get("reference"))), word(data))


def signature(body: bytes, *, event: str, stamp: str, secret: str) -> str:
    """``v1,...`` over a message."""
    signed = f"{event}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(_key(secret), signed, hashlib.sha256)).decode()


def _key(secret: str) -> bytes:
    """A secret as those libraries write it (``whsec_`` and base64), or any text."""
    if secret.startswith("whsec_"):
        try:
            return base64.b64decode(secret[6:], validate=True)
        except binascii.Error:
            pass
    return secret.encode()
