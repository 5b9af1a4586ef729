"""Whose address a request comes from, believing only the proxies that we run."""

from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from django.conf import settings
from django.http import HttpRequest

_UNKNOWN = "unknown"


def client_address(request: HttpRequest) -> str:
    """The nearest address that is not one of our proxies.

    X-Forwarded-For is read from the right, and only as far as each hop is a trusted proxy: what
    stands left of the first stranger was written by that stranger.
    """
    proxies = _networks(tuple(settings.ENVIRONMENT.trusted_proxies))
    current = _parsed(request.META.get("REMOTE_ADDR", ""))
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while current is not None and any(current in network for network in proxies) and hops:
        forwarded = _parsed(hops.pop().strip())
        if forwarded is None:
            break
        current = forwarded
    return str(current) if current is not None else _UNKNOWN


def is_of_this_machine(request: HttpRequest) -> bool:
    """Whether it was made on the machine that serves it. One that a proxy here has passed on was
    not, unless all that the proxy says of it is of this machine, too."""
    meta = request.META
    if "HTTP_FORWARDED" in meta:
        return False
    forwarded = meta.get("HTTP_X_FORWARDED_FOR")
    hops = [meta.get("REMOTE_ADDR", ""), *(forwarded.split(",") if forwarded is not None else ())]
    own = _parsed(settings.ENVIRONMENT.host)
    found = [_parsed(hop.strip()) for hop in hops]
    return all(one is not None and (one.is_loopback or one == own) for one in found)


def limited_as(address: str) -> str:
    """What a limit counts an address as: an IPv6 customer holds a whole /64 (RFC 6177)."""
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return address


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


@lru_cache(maxsize=8)
def _networks(proxies: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(proxy, strict=False) for proxy in proxies)
