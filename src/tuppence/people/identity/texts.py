"""Text messages, through the provider that TUPPENCE_SMS_URL names.

``inbox:`` keeps them in a table, for the demo's page and for tests. ``https://`` posts each as
JSON (``{"to", "text", "reference"}``) with the reference as ``Idempotency-Key``, so that a retry
sends no second message; credentials in the URL become Basic authentication.

A text is never sent inside a transaction: a slow provider must not hold rows locked. No number and
no text is logged.
"""

import base64
import http.client
import json
import time
from datetime import datetime
from typing import Any, ClassVar, Final
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import structlog
from django.conf import settings

from tuppence.kernel.errors import Unavailable
from tuppence.people.identity.models import TextMessage

INBOX_KEEPS: Final = 200
_TRIES: Final = 3
_TIMEOUT: Final = 3.0
_PAUSE: Final = 0.2
_WORTH_RETRYING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})

log = structlog.get_logger(__name__)


class TextUnsent(Unavailable):
    code: ClassVar[str] = "text_unsent"
    title: ClassVar[str] = "The text message could not be sent; ask for another one"


def send(*, phone: str, body: str, reference: str, now: datetime) -> None:
    """Sends a text. ``reference`` is a public id that logs may show. Raises `TextUnsent`."""
    url: str = settings.ENVIRONMENT.sms_url
    if url.startswith("inbox:"):
        _keep(phone=phone, body=body, now=now)
        return
    for attempt in range(1, _TRIES + 1):
        outcome = _post(url, phone=phone, body=body, reference=reference)
        log.info("text_posted", reference=reference, attempt=attempt, outcome=outcome)
        if outcome == "sent":
            return
        if outcome == "refused":
            break
        time.sleep(_PAUSE * 2 ** (attempt - 1))
    raise TextUnsent(retry_after=5)


def _keep(*, phone: str, body: str, now: datetime) -> None:
    TextMessage.objects.create(phone=phone, body=body, sent_at=now)
    kept = TextMessage.objects.order_by("-id").values("pk")[:INBOX_KEEPS]
    TextMessage.objects.exclude(pk__in=kept).delete()


class _NoRedirects(HTTPRedirectHandler):
    """A provider that moves must be told to us, not followed with a code in hand."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _post(url: str, *, phone: str, body: str, reference: str) -> str:
    """``sent``, ``refused`` (again would be no use) or ``failed`` (it may)."""
    parts = urlsplit(url)
    headers = {"Content-Type": "application/json", "Idempotency-Key": reference}
    if parts.username:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    bare = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    payload = json.dumps({"to": phone, "text": body, "reference": reference}).encode()
    request = Request(bare, data=payload, headers=headers)  # noqa: S310 (an operator's setting)
    try:
        with build_opener(_NoRedirects).open(request, timeout=_TIMEOUT):
            return "sent"
    except HTTPError as error:
        error.close()
        return "failed" if error.code in _WORTH_RETRYING else "refused"
    except (OSError, http.client.HTTPException):
        return "failed"
