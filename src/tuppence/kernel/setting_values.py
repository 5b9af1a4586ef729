"""What the texts of settings stand for. Each raises ValueError for one that stands for nothing."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from tuppence.kernel import database_url

_POSTGRES = ("postgres", "postgresql")


def text(value: str) -> str:
    return value


def whole(value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise ValueError("must be a whole number") from None


def count(value: str) -> int:
    number = whole(value)
    if number < 1:
        raise ValueError("must be at least 1")
    return number


def not_negative(value: str) -> int:
    number = whole(value)
    if number < 0:
        raise ValueError("must be at least 0")
    return number


def port(value: str) -> int:
    number = whole(value)
    if not 0 <= number <= 65535:
        raise ValueError("must be from 0 (any free port) to 65535")
    return number


def one_of(*known: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in known:
            raise ValueError(f"must be {', '.join(known[:-1])} or {known[-1]}")
        return value

    return check


def path(value: str) -> Path:
    return Path(value).expanduser().absolute()


def parts(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def origins(value: str) -> tuple[str, ...]:
    """Of web servers, as a browser writes them: no path, and nothing that ends a header's value."""
    for part in parts(value):
        if not re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?", part):
            raise ValueError("must be origins, such as https://app.example.org")
    return parts(value)


def passkey_origins(value: str) -> tuple[str, ...]:
    """Origins at which browsers let a page have passkeys, all below the first one's host name."""
    found = origins(value)
    first = urlsplit(found[0]).hostname or "" if found else ""
    for one in found:
        scheme, host = urlsplit(one).scheme, urlsplit(one).hostname or ""
        if scheme != "https" and host != "localhost":
            raise ValueError("must be origins with https, or http://localhost")
        if re.fullmatch(r"[0-9.]+", host):
            raise ValueError("must have host names: no browser makes a passkey for an address")
        if host != first and not host.endswith(f".{first}"):
            raise ValueError("must be of one host, and of hosts below it")
    return found


def networks(value: str) -> tuple[str, ...]:
    return tuple(str(ip_network(part, strict=False)) for part in parts(value))


def url(*schemes: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value and urlsplit(value).scheme not in schemes:
            raise ValueError(f"must be a URL that starts with {' or '.join(schemes)}")
        return value

    return check


def database(value: str) -> str:
    if value:
        url(*_POSTGRES)(value)
        database_url.check(value)
    return value


def owners_database(value: str) -> str:
    if value:
        url(*_POSTGRES)(value)
        database_url.check_direct(value)
    return value


def databases(value: str) -> tuple[str, ...]:
    return tuple(database(part) for part in parts(value))


def seed(value: str) -> str:
    """32 bytes, as `secrets.token_urlsafe(32)` writes them."""
    try:
        seed = urlsafe_b64decode(value + "=")
    except ValueError:
        seed = b""
    if value and (len(seed) != 32 or urlsafe_b64encode(seed).decode() != value + "="):
        raise ValueError("must be 32 random bytes in URL-safe base64 without padding")
    return value


def public_key(value: str) -> str:
    """An Ed25519 key (RFC 8032), written as a seed is."""
    try:
        return seed(value)
    except ValueError:
        raise ValueError(
            "must be an Ed25519 public key: 32 bytes in URL-safe base64 without padding"
        ) from None


def name(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9.-]+(/[a-z0-9._-]+)*", value):
        raise ValueError("must be a host and a path without a scheme, in small letters")
    return value


def whole_path(value: str) -> str:
    """Of a file that programs read, which run in folders of their own."""
    if value and not Path(value).is_absolute():
        raise ValueError("must be a whole path, from the root on")
    return value
