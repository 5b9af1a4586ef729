"""The app on a person's phone, as the web server sees it: it speaks HTTP and nothing else.

The demo's day is played with it, and so are the tests' journeys.
"""

import json
import re
import time
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

import httpx

from tuppence.people.identity.signer import DeviceKey
from tuppence.stack.failures import StackFailed

CODE_SECONDS: Final = 5.0


class Unexpected(StackFailed):
    """The platform gave another answer than the one that was needed to go on."""


class Phone:
    """Not signed in, until `log_in`. Safe to use from many threads after that. ``patience``: how
    many seconds an answer may take."""

    def __init__(self, url: str, *, patience: float = 30, connections: int = 64) -> None:
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=patience, limits=limits)
        self._key = DeviceKey.new()
        self._device = ""
        self.tokens: tuple[str, ...] = ()

    def log_in(self, phone: str, *, device: str = "Phone") -> "Phone":
        """With the code from the demo's inbox. Raises `Unexpected`."""
        asked_at = datetime.now(UTC)
        challenge = expected(self._http.post("/v1/auth/codes", json={"phone": phone}), 202)
        tokens = expected(
            self._http.post(
                "/v1/auth/sessions",
                json={
                    "challenge": challenge["challenge"],
                    "code": self._code_sent_to(phone, since=asked_at),
                    "device": {"name": device, "public_key": self._key.jwk},
                },
            ),
            201,
        )
        self._device = tokens["device"]
        self.tokens = (tokens["access_token"], tokens["refresh_token"])
        self._http.headers["Authorization"] = f"Bearer {tokens['access_token']}"
        return self

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """What is there. Raises `Unexpected`."""
        return expected(self._http.get(path, params=query), 200)

    def send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """A request of any method, signed as all that changes something is."""
        return self._signed(method, path, b"" if body is None else json.dumps(body).encode())

    def sign(self, path: str, body: Any, *, key: str | None = None) -> httpx.Response:
        """A signed POST, under a new idempotency key unless one is given."""
        return self._signed("POST", path, json.dumps(body).encode(), key=key)

    def _signed(
        self, method: str, path: str, raw: bytes, *, key: str | None = None
    ) -> httpx.Response:
        headers = self._key.headers(
            method=method,
            path=path,
            body=raw,
            idempotency_key=key or str(uuid4()),
            device=self._device,
            now=datetime.now(UTC),
        )
        headers["Content-Type"] = "application/json"
        return self._http.request(method, path, content=raw, headers=headers)

    def wallet(self) -> dict[str, Any]:
        """The person's own wallet, as it is now. Raises `Unexpected`."""
        me = self.get("/v1/me")["id"]
        wallets = self.get("/v1/wallets")["items"]
        found: dict[str, Any] = next(one for one in wallets if one["owner"]["id"] == me)
        return found

    def _code_sent_to(self, phone: str, *, since: datetime) -> str:
        deadline = time.monotonic() + CODE_SECONDS
        while time.monotonic() < deadline:
            for message in self.get("/dev/inbox.json")["items"]:
                code = re.search(r"\b[0-9]{6}\b", message["body"])
                fresh = datetime.fromisoformat(message["sent_at"]) >= since
                if message["phone"] == phone and fresh and code is not None:
                    return code[0]
            time.sleep(0.1)
        raise Unexpected(f"no code for {phone} came to the demo's inbox")


def expected(answer: httpx.Response, *statuses: int) -> dict[str, Any]:
    """The answer's document. Raises `Unexpected` unless its status is one of these."""
    if answer.status_code not in statuses:
        asked = f"{answer.request.method} {answer.request.url.path}"
        raise Unexpected(f"{asked}: {answer.status_code} {answer.text[:500]}")
    body: dict[str, Any] = answer.json()
    return body
