"""Asking a running platform how it is, over HTTP, as a load balancer would."""

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Health:
    """``checks`` as /healthz answers them; empty when nobody answered."""

    healthy: bool
    checks: dict[str, Any]


def ask(url: str, *, timeout: float = 15) -> Health:
    """The answer of ``/healthz`` (seconds of patience in ``timeout``)."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=timeout)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        body = json.loads(answer.read(100_000))
        return Health(healthy=answer.status == 200, checks=dict(body["checks"]))
    except (OSError, http.client.HTTPException, ValueError, KeyError):
        return Health(healthy=False, checks={})
    finally:
        connection.close()
