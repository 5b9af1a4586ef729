#!/usr/bin/env python
"""A device for the terminal: logs in and signs requests, so that curl can do the rest.

    python tools/device.py login PHONE              registers a key, prints an Authorization header
    python tools/device.py sign PHONE METHOD PATH BODY [KEY]
                                                    prints the headers of a signed request

Both print header lines for ``curl -H @-``. The key and tokens of a device are kept in
.tuppence/devices. The one-time code is read from the demo's /dev/inbox. This is a whole client of
the platform's signatures (RFC 9421): it needs only `cryptography` and nothing of Tuppence.
"""

import base64
import hashlib
import json
import os
import re
import secrets
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

API = os.environ.get("API", "http://127.0.0.1:8200")
FOLDER = Path(os.environ.get("TUPPENCE_DATA_DIR", ".tuppence")) / "devices"
COVERED = '("@method" "@path" "content-digest" "idempotency-key")'


def call(method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    request = urllib.request.Request(
        API + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        sys.exit(f"{method} {path}: {error.code} {error.read().decode()}")
    except urllib.error.URLError as error:
        sys.exit(f"{API} does not answer ({error.reason}): is `make up` running?")


def login(phone: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_numbers()
    x, y = (base64url(number.to_bytes(32, "big")) for number in (point.x, point.y))
    asked_at = datetime.now(UTC)
    challenge = call("POST", "/v1/auth/codes", {"phone": phone})["challenge"]
    tokens = call(
        "POST",
        "/v1/auth/sessions",
        {
            "challenge": challenge,
            "code": code_sent_to(phone, since=asked_at),
            "device": {
                "name": "Terminal",
                "public_key": {"kty": "EC", "crv": "P-256", "x": x, "y": y},
            },
        },
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    FOLDER.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = {"token": tokens["access_token"], "device": tokens["device"], "pem": pem}
    file = FOLDER / f"{phone}.json"
    file.touch(mode=0o600)
    file.write_text(json.dumps(kept))
    print(f"Authorization: Bearer {tokens['access_token']}")


def code_sent_to(phone: str, *, since: datetime) -> str:
    """The code in the text message that the demo's inbox received for this log-in."""
    for _ in range(50):
        for message in call("GET", "/dev/inbox.json")["items"]:
            code = re.search(r"\b[0-9]{6}\b", message["body"])
            fresh = datetime.fromisoformat(message["sent_at"]) >= since
            if message["phone"] == phone and fresh and code:
                return code[0]
        time.sleep(0.1)
    sys.exit(f"no text message for {phone} in {API}/dev/inbox")


def sign(phone: str, method: str, path: str, body: str, idempotency_key: str | None) -> None:
    kept = json.loads((FOLDER / f"{phone}.json").read_text())
    idempotency_key = idempotency_key or secrets.token_hex(12)
    digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
    parameters = f'{COVERED};created={int(time.time())};keyid="{kept["device"]}"'
    base = "\n".join(
        (
            f'"@method": {method}',
            f'"@path": {path}',
            f'"content-digest": sha-256=:{digest}:',
            f'"idempotency-key": {idempotency_key}',
            f'"@signature-params": {parameters}',
        )
    )
    key = load_pem_private_key(kept["pem"].encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    r, s = decode_dss_signature(key.sign(base.encode(), ec.ECDSA(SHA256())))
    signature = base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
    print(f"Authorization: Bearer {kept['token']}")
    print("Content-Type: application/json")
    print(f"Content-Digest: sha-256=:{digest}:")
    print(f"Idempotency-Key: {idempotency_key}")
    print(f"Signature-Input: sig1={parameters}")
    print(f"Signature: sig1=:{signature}:")


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def main() -> None:
    match sys.argv[1:]:
        case ["login", phone]:
            login(phone)
        case ["sign", phone, method, path, body, *rest] if len(rest) <= 1:
            sign(phone, method, path, body, rest[0] if rest else None)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
