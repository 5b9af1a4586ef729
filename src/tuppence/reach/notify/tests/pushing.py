"""A push service on loopback, and devices that subscribe to it: what they are sent is decrypted
with their own keys, and the signature checked, as a browser vendor's would."""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import http_ece
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tuppence.reach.notify.keys import base64url, from_base64url


@dataclass
class Browser:
    """One device's half of a subscription."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def subscription(self) -> dict[str, Any]:
        """As ``PushSubscription.toJSON`` has it, and the language."""
        return {
            "endpoint": self.endpoint,
            "keys": {"p256dh": base64url(_point(self.key)), "auth": base64url(self.secret)},
            "language": "en",
        }

    def read(self, body: bytes) -> dict[str, Any]:
        """What a message says to this device."""
        plain = http_ece.decrypt(
            body, private_key=self.key, auth_secret=self.secret, version="aes128gcm"
        )
        said: dict[str, Any] = json.loads(plain)
        return said


@dataclass(frozen=True)
class Received:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class PushService:
    """``answers``: the statuses that come next, with their headers; 201 when there are none."""

    url: str
    received: list[Received] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)

    def browser(self, name: str = "device") -> Browser:
        return Browser(f"{self.url}/push/{name}")

    def signed_by(self, received: Received) -> tuple[str, dict[str, Any]]:
        """The application's key, and what it says of itself; the signature is right."""
        found = re.fullmatch(r"vapid t=([^,]+), k=([\w-]+)", received.headers["authorization"])
        assert found is not None
        point = from_base64url(found[2])
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        return found[2], jwt.decode(found[1], key, algorithms=["ES256"], audience=self.url)


@contextmanager
def push_service() -> Iterator[PushService]:
    """Runs one."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            service.received.append(Received(self.path, headers, body))
            status, more = service.answers.pop(0) if service.answers else (201, {})
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service = PushService(f"http://127.0.0.1:{server.server_port}")
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


def a_subscription() -> dict[str, Any]:
    """Of some device at some service that nobody runs."""
    return Browser("https://fcm.googleapis.com/fcm/send/a-device").subscription


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
