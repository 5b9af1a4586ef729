"""An app on a device, as these tests see one: it speaks HTTP only."""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from tuppence.kernel.clock import utc_now
from tuppence.people.identity.models import (
    Challenge,
    Device,
    Handle,
    Passkey,
    PasskeyChallenge,
    Person,
    Pin,
    RefreshToken,
    Session,
    TextMessage,
)
from tuppence.people.identity.signer import DeviceKey

PHONE = "+919876543210"
SIGNING = {"Idempotency-Key", "Content-Digest", "Signature-Input", "Signature"}
ADULT = {"name": "Asha Rao", "handle": "asha", "birth_date": "1985-04-01"}


@dataclass
class App:
    phone: str = PHONE
    key: DeviceKey = field(default_factory=DeviceKey.new)
    access_token: str | None = None
    refresh_token: str | None = None
    device: str = ""
    http: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """Signed, as all that changes something is, unless headers of a signature are given."""
        raw = b"" if body is None else json.dumps(body).encode()
        if self.access_token and not SIGNING & headers.keys():
            headers |= self.signature(method, path, raw)
        return self.ask_bare(method, path, raw, **headers)

    def ask_bare(self, method: str, path: str, raw: bytes = b"", **headers: str) -> HttpResponse:
        """With the token alone."""
        if self.access_token:
            headers.setdefault("Authorization", f"Bearer {self.access_token}")
        return self.http.generic(
            method, path, raw, content_type="application/json", headers=headers
        )

    def signature(self, method: str, path: str, raw: bytes) -> dict[str, str]:
        return self.key.headers(
            method=method,
            path=path,
            body=raw,
            idempotency_key=str(uuid4()),
            device=self.device,
            now=utc_now(),
        )

    def ask_for_code(self, **more: Any) -> HttpResponse:
        return self.ask("POST", "/v1/auth/codes", {"phone": self.phone, **more})

    def challenge(self) -> tuple[str, str]:
        """A fresh challenge and its code, as read from the text message."""
        answer = self.ask_for_code()
        assert answer.status_code == 202, answer.content
        return answer.json()["challenge"], last_code(self.phone)

    def try_code(self, challenge: str, code: str, **device: Any) -> HttpResponse:
        body = {
            "challenge": challenge,
            "code": code,
            "device": {"name": "Phone", "public_key": self.key.jwk, **device},
        }
        answer = self.ask("POST", "/v1/auth/sessions", body)
        if answer.status_code == 201:
            self.hold(answer)
        return answer

    def hold(self, answer: HttpResponse) -> None:
        tokens = answer.json()
        self.access_token, self.refresh_token = tokens["access_token"], tokens["refresh_token"]
        self.device = tokens["device"]

    def sign_in(self) -> "App":
        answer = self.try_code(*self.challenge())
        assert answer.status_code == 201, answer.content
        return self

    def sign_up(self, **changes: str) -> "App":
        self.sign_in()
        answer = self.ask("PATCH", "/v1/me", {**ADULT, **changes})
        assert answer.status_code == 200, answer.content
        return self


def last_code(phone: str) -> str:
    body = TextMessage.objects.filter(phone=phone).first().body  # type: ignore[union-attr]
    found = re.search(r"\b[0-9]{6}\b", body)
    assert found is not None
    return found[0]


def refused(answer: HttpResponse, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    problem: dict[str, Any] = answer.json()
    return problem


def state() -> dict[str, list[tuple[Any, ...]]]:
    """All that identity has stored, to compare before and after what must change nothing."""
    kinds = (
        Person, Handle, Device, Session, RefreshToken, Challenge, Pin, Passkey, PasskeyChallenge,
        TextMessage,
    )  # fmt: skip
    return {kind.__name__: sorted(kind.objects.values_list()) for kind in kinds}
