"""Which addresses a push may be sent to. They come from browsers, that is from anybody: without
this, whoever subscribes could have us send requests wherever they like."""

from typing import ClassVar, Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from tuppence.kernel.errors import Refused

_LOOPBACK: Final = "127.0.0.1"


class PushHostUnknown(Refused):
    """None of the push services that this installation sends to."""

    code: ClassVar[str] = "push_host_unknown"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "Pushes are not sent to this address"


class PushKeyInvalid(Refused):
    code: ClassVar[str] = "push_key_invalid"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "The key is no point of P-256"


def check(endpoint: str) -> None:
    """Raises `PushHostUnknown` unless it is an address of a push service that is listed, over TLS
    at its usual port; or, outside production, of this very machine, where simulators listen."""
    if not allowed(endpoint):
        raise PushHostUnknown


def allowed(endpoint: str) -> bool:
    if not endpoint.isascii() or not endpoint.isprintable() or " " in endpoint or "\\" in endpoint:
        return False
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None or not parts.path.strip("/"):
        return False
    host = parts.hostname or ""
    if settings.ENVIRONMENT.mode != "production" and host == _LOOPBACK:
        return parts.scheme == "http"
    listed = any(_matches(host, pattern) for pattern in settings.ENVIRONMENT.push_hosts)
    return parts.scheme == "https" and port in (None, 443) and listed


def _matches(host: str, pattern: str) -> bool:
    if pattern.startswith("*."):
        return host.endswith(pattern[1:]) and len(host) > len(pattern) - 1
    return host == pattern


def check_key(public_key: bytes) -> None:
    """Raises `PushKeyInvalid`: what no device could have is refused now, and not with each push."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
    except ValueError as error:
        raise PushKeyInvalid from error
