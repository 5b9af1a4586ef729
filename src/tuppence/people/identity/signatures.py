"""Device signatures: RFC 9421 over a strict subset, and the body's digest by RFC 9530.

What is accepted, and nothing else:

    Content-Digest: sha-256=:<base64>:
    Signature-Input: sig1=("@method" "@path" "content-digest" "idempotency-key")
                     ;created=<unix seconds>;keyid="dev_..."   (on one line, without spaces)
    Signature: sig1=:<base64 of r || s>:

``alg="ecdsa-p256-sha256"`` may stand among the parameters, which may come in any order. Only one
spelling of each header is accepted, so the parameters as received are the parameters as serialised,
and no structured-field parser is needed.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from tuppence.kernel.errors import Refused

LABEL = "sig1"
COMPONENTS = '("@method" "@path" "content-digest" "idempotency-key")'
MAX_AGE = 300
"""Seconds that ``created`` may lie before or after the server's clock."""

_INPUT = re.compile(rf"{LABEL}=({re.escape(COMPONENTS)}((?:;[a-z]+=[^;,]+){{2,3}}))", re.ASCII)
_PARAMETERS = {
    "created": re.compile(r"[1-9][0-9]{0,11}", re.ASCII),
    "keyid": re.compile(r'"dev_[0-9a-z]{26}"', re.ASCII),
    "alg": re.compile(r'"ecdsa-p256-sha256"', re.ASCII),
}
_SIGNATURE = re.compile(rf"{LABEL}=:([A-Za-z0-9+/]{{86}}==):", re.ASCII)
_XY = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_ECDSA = ec.ECDSA(SHA256())
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):", re.ASCII)


class KeyInvalid(Refused):
    code: ClassVar[str] = "key_invalid"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "The device's key is not a public P-256 key in JWK form"


class SignatureMissing(Refused):
    code: ClassVar[str] = "signature_missing"
    status: ClassVar[int] = 401
    title: ClassVar[str] = "This request must be signed by the device's key"


class SignatureInvalid(Refused):
    """``detail`` says which part does not fit."""

    code: ClassVar[str] = "signature_invalid"
    status: ClassVar[int] = 401
    title: ClassVar[str] = "The device signature does not fit this request"


@dataclass(frozen=True, slots=True)
class Message:
    """The parts of a request that a signature is about. Absent headers are None."""

    method: str
    path: str
    query: str
    body: bytes
    idempotency_key: str
    content_digest: str | None
    signature_input: str | None
    signature: str | None


def verify(message: Message, *, keyid: str, key: bytes, now: datetime) -> None:
    """Checks that the device ``keyid``, whose public key is ``key`` (a SEC 1 point), signed this.

    Raises `SignatureMissing` when there is none, `SignatureInvalid` when it does not hold.
    """
    if not (message.signature and message.signature_input and message.content_digest):
        raise SignatureMissing("send Content-Digest, Signature-Input and Signature")
    if message.query:
        raise SignatureInvalid("a signed request has no query: the signature does not cover one")
    _check_digest(message.content_digest, message.body)
    parameters, found = _read_input(message.signature_input)
    if found["keyid"] != f'"{keyid}"':
        raise SignatureInvalid("keyid names another device than the access token")
    if abs(int(found["created"]) - int(now.timestamp())) > MAX_AGE:
        raise SignatureInvalid(f"created is more than {MAX_AGE} seconds from now")
    _check_signature(message.signature, base_of(message, parameters), key)


def base_of(message: Message, parameters: str) -> bytes:
    """The signature base (RFC 9421, 2.5) for our four components."""
    lines = (
        f'"@method": {message.method}',
        f'"@path": {message.path}',
        f'"content-digest": {message.content_digest}',
        f'"idempotency-key": {message.idempotency_key}',
        f'"@signature-params": {parameters}',
    )
    return "\n".join(lines).encode()


def digest_of(body: bytes) -> str:
    """The Content-Digest header of a body."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def _check_digest(header: str, body: bytes) -> None:
    match = _DIGEST.fullmatch(header)
    if match is None:
        raise SignatureInvalid("Content-Digest must be sha-256 alone")
    if not hmac.compare_digest(header, digest_of(body)):
        raise SignatureInvalid("Content-Digest is not that of the body")


def _read_input(header: str) -> tuple[str, dict[str, str]]:
    match = _INPUT.fullmatch(header)
    if match is None:
        raise SignatureInvalid(f"Signature-Input must cover {COMPONENTS} as {LABEL}")
    pairs = [part.split("=", 1) for part in match[2][1:].split(";")]
    found = dict(pairs)
    well_formed = len(found) == len(pairs) and {"created", "keyid"} <= found.keys()
    if not well_formed or any(
        name not in _PARAMETERS or not _PARAMETERS[name].fullmatch(value)
        for name, value in found.items()
    ):
        raise SignatureInvalid("the parameters must be created and keyid, and may have alg")
    return match[1], found


def _check_signature(header: str, base: bytes, key: bytes) -> None:
    match = _SIGNATURE.fullmatch(header)
    if match is None:
        raise SignatureInvalid("Signature must be 64 bytes in base64: r, then s")
    try:
        raw = base64.b64decode(match[1], validate=True)
        r, s = int.from_bytes(raw[:32]), int.from_bytes(raw[32:])
        public_key(key).verify(encode_dss_signature(r, s), base, _ECDSA)
    except (InvalidSignature, ValueError, binascii.Error) as error:
        raise SignatureInvalid("the signature is not of this request by this key") from error


def point_of(jwk: Mapping[str, Any]) -> bytes:
    """The SEC 1 point of a public P-256 key as a JWK (RFC 7518, 6.2.1). Raises `KeyInvalid`.

    Members that WebCrypto adds when it exports a key (``ext``, ``key_ops``) are let be.
    """
    if jwk.get("kty") != "EC" or jwk.get("crv") != "P-256":
        raise KeyInvalid("the key must be EC on P-256")
    if "d" in jwk:
        raise KeyInvalid("that is a private key: it must never leave the device")
    x, y = jwk.get("x"), jwk.get("y")
    if not (isinstance(x, str) and isinstance(y, str) and _XY.fullmatch(x) and _XY.fullmatch(y)):
        raise KeyInvalid("x and y must be 32 bytes each, in base64url without padding")
    point = b"\x04" + base64.urlsafe_b64decode(x + "=") + base64.urlsafe_b64decode(y + "=")
    try:
        public_key(point)
    except ValueError as error:
        raise KeyInvalid("the point is not on the curve") from error
    return point


@lru_cache(maxsize=4096)
def public_key(point: bytes) -> ec.EllipticCurvePublicKey:
    """The key at a SEC 1 point. Raises ValueError when the point is not on P-256."""
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
