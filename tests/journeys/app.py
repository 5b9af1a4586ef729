"""The app on a person's phone, as the web server sees it: it speaks HTTP and nothing else."""

import json
import re
from typing import Any
from uuid import uuid4

import httpx

from tuppence.kernel.clock import utc_now
from tuppence.people.identity.signer import DeviceKey


class App:
    """Not signed in, until `log_in`. Safe to use from many threads after that. ``patience``: how
    many seconds an answer may take."""

    def __init__(self, url: str, *, patience: float = 30, connections: int = 64) -> None:
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        self._http = httpx.Client(base_url=url, timeout=patience, limits=limits)
        self._key = DeviceKey.new()
        self._device = ""
        self.tokens: tuple[str, ...] = ()

    def log_in(self, phone: str) -> "App":
        """With the code from the demo's inbox."""
        challenge = _made(self._http.post("/v1/auth/codes", json={"phone": phone}), 202)
        tokens = _made(
            self._http.post(
                "/v1/auth/sessions",
                json={
                    "challenge": challenge["challenge"],
                    "code": self._code_sent_to(phone),
                    "device": {"name": "Phone", "public_key": self._key.jwk},
                },
            ),
            201,
        )
        self._device = tokens["device"]
        self.tokens = (tokens["access_token"], tokens["refresh_token"])
        self._http.headers["Authorization"] = f"Bearer {tokens['access_token']}"
        return self

    def get(self, path: str, **query: str) -> dict[str, Any]:
        return _made(self._http.get(path, params=query), 200)

    def send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """A request that needs no signature."""
        return self._http.request(method, path, json=body)

    def sign(self, path: str, body: Any, *, key: str | None = None) -> httpx.Response:
        """A signed POST, under a new idempotency key unless one is given."""
        raw = json.dumps(body).encode()
        headers = self._key.headers(
            method="POST",
            path=path,
            body=raw,
            idempotency_key=key or str(uuid4()),
            device=self._device,
            now=utc_now(),
        )
        headers["Content-Type"] = "application/json"
        return self._http.post(path, content=raw, headers=headers)

    def wallet(self) -> dict[str, Any]:
        """The person's own wallet, as it is now."""
        me = self.get("/v1/me")["id"]
        wallets = self.get("/v1/wallets")["items"]
        found: dict[str, Any] = next(one for one in wallets if one["owner"]["id"] == me)
        return found

    def _code_sent_to(self, phone: str) -> str:
        messages = self.get("/dev/inbox.json")["items"]
        body = next(message["body"] for message in messages if message["phone"] == phone)
        code = re.search(r"\b[0-9]{6}\b", body)
        assert code is not None
        return code[0]


def _made(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    return body
