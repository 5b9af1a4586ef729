"""A provider that checks documents, as one meets it on the wire: HTTP, and signed webhooks back.

What it does with a check is told by the last two digits of the document's number (`SCRIPTS`); with
any others it approves. It remembers in memory only: started again, it knows of no check.

    python -m tuppence.stack.simulators.kyc --port 8301

TUPPENCE_KYC_TOKEN is the bearer token that it asks for, TUPPENCE_KYC_WEBHOOK_SECRET what it signs
with. With `--webhook URL` it tells there what it decides; without, only who asks.
"""

import argparse
import base64
import hashlib
import hmac
import json
import os
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from uuid import uuid4

THINKS: Final = 0.3
"""Seconds until a decision is told."""
SLOW: Final = 8.0
"""Longer than anyone waits."""
TOLD_AGAIN: Final = (0.2, 1.0, 3.0)
"""Pauses before a webhook that was not taken is sent again."""


@dataclass(frozen=True, slots=True)
class Script:
    """What becomes of a check. ``decisions``: told one after another. ``fails``: answers 503 to so
    many requests first. ``slow``: takes it, and answers when nobody listens any more. ``twice``:
    tells everything two times, and at the end the first again."""

    decisions: tuple[tuple[str, str | None], ...] = (("approved", None),)
    fails: int = 0
    slow: bool = False
    silent: bool = False
    twice: bool = False


SCRIPTS: Final[dict[str, Script]] = {
    "01": Script((("rejected", "document_unreadable"),)),
    "02": Script((("rejected", "name_mismatch"),)),
    "03": Script((("rejected", "document_expired"),)),
    "04": Script((("review", None),)),
    "05": Script(()),
    "06": Script((("review", None), ("approved", None))),
    "07": Script(fails=2),
    "08": Script(fails=1_000_000),
    "09": Script(slow=True),
    "10": Script((("review", None), ("approved", None)), twice=True),
    "11": Script(silent=True),
}
"""05: stuck, it never decides. 07: its first answers are 503. 08: all are. 11: it decides, and
tells only who asks."""


@dataclass
class Check:
    reference: str
    script: Script
    state: str = "pending"
    reason: str | None = None

    def shown(self) -> dict[str, Any]:
        return {"reference": self.reference, "state": self.state, "reason": self.reason}


@dataclass
class Provider:
    """All that the simulator knows."""

    token: str
    secret: str
    webhook: str
    checks: dict[str, Check] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def submitted(self, body: dict[str, Any]) -> tuple[int, dict[str, Any], float]:
        """The answer to a submission, and how long it takes. The same reference is the same
        check."""
        reference, number = body["reference"], str(body["document"]["number"])
        digits = "".join(re.findall(r"[0-9]", number))
        script = SCRIPTS.get(digits[-2:], Script())
        with self.lock:
            failed = self.failed.get(reference, 0)
            if failed < script.fails:
                self.failed[reference] = failed + 1
                return 503, {"error": "busy"}, 0.0
            check = self.checks.get(reference)
            if check is not None:
                return 202, check.shown(), 0.0
            check = self.checks[reference] = Check(reference, script)
            answer = check.shown()
        threading.Thread(target=self._work, args=(check,), daemon=True).start()
        return 202, answer, SLOW if script.slow else 0.0

    def found(self, reference: str) -> tuple[int, dict[str, Any]]:
        with self.lock:
            check = self.checks.get(reference)
            return (404, {"error": "unknown"}) if check is None else (200, check.shown())

    def _work(self, check: Check) -> None:
        told: list[tuple[str, bytes]] = []
        for state, reason in check.script.decisions:
            time.sleep(THINKS)
            with self.lock:
                check.state, check.reason = state, reason
            event = f"evt_{uuid4().hex}"
            body = json.dumps({"type": f"check.{state}", "data": check.shown()}).encode()
            told.append((event, body))
            self._tell(check, event, body)
        if check.script.twice:
            for event, body in [*told, told[0]]:
                self._tell(check, event, body)

    def _tell(self, check: Check, event: str, body: bytes) -> None:
        if check.script.silent or not self.webhook:
            return
        for pause in (*TOLD_AGAIN, 0.0):
            if self._taken(event, body):
                return
            time.sleep(pause)

    def _taken(self, event: str, body: bytes) -> bool:
        stamp = str(int(time.time()))
        signed = f"{event}.{stamp}.".encode() + body
        mac = hmac.digest(self.secret.encode(), signed, hashlib.sha256)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": event,
            "webhook-timestamp": stamp,
            "webhook-signature": "v1," + base64.b64encode(mac).decode(),
        }
        request = urllib.request.Request(  # noqa: S310 (a test's or the demo's own address)
            self.webhook, data=body, headers=headers
        )
        try:
            with urllib.request.urlopen(request, timeout=5):  # noqa: S310
                return True
        except (urllib.error.URLError, OSError):
            return False


class Handler(BaseHTTPRequestHandler):
    """``POST /checks`` and ``GET /checks/{reference}``."""

    protocol_version = "HTTP/1.1"
    provider: Provider

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        if self.path != "/checks":
            self._answer(404, {"error": "unknown"})
        elif self._known():
            try:
                status, body, wait = self.provider.submitted(json.loads(raw))
            except (ValueError, KeyError, TypeError):
                status, body, wait = 422, {"error": "malformed"}, 0.0
            time.sleep(wait)
            self._answer(status, body)

    def do_GET(self) -> None:
        if self._known():
            self._answer(*self.provider.found(self.path.removeprefix("/checks/")))

    def _known(self) -> bool:
        given = self.headers.get("Authorization", "")
        known = hmac.compare_digest(given.encode(), f"Bearer {self.provider.token}".encode())
        if not known:
            self._answer(401, {"error": "who are you"})
        return known

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        raw = json.dumps(body).encode()
        try:
            self.send_response(HTTPStatus(status))
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)
        except OSError:
            self.close_connection = True  # whoever asked has gone

    def log_message(self, *_: Any) -> None:
        """A request's line has a reference and no more, but nobody reads it."""


class Server(ThreadingHTTPServer):
    daemon_threads = True


def serve(provider: Provider, *, port: int) -> Iterator[int]:
    """Yields the port, then serves until it is ended."""
    bound = type("Bound", (Handler,), {"provider": provider})
    with Server(("127.0.0.1", port), bound) as server:
        yield server.server_address[1]
        server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--webhook", default="")
    given = parser.parse_args()
    provider = Provider(
        token=os.environ.get("TUPPENCE_KYC_TOKEN", ""),
        secret=os.environ.get("TUPPENCE_KYC_WEBHOOK_SECRET", ""),
        webhook=given.webhook,
    )
    for port in serve(provider, port=given.port):
        print(f"kyc simulator at http://127.0.0.1:{port}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
