"""A database's address: a URL as libpq reads it, with one parameter of our own, ``pooler``.

A pooler in transaction mode (PgBouncer's ``pool_mode = transaction``) lends a server's session for
one transaction and then to somebody else, so nothing may be left in a session or looked for there.
``?pooler=transaction`` says that this address is such a pooler's, and every connection to it then
keeps to that.
"""

from enum import Enum
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

PATIENCE: dict[str, Any] = {
    "connect_timeout": 5,  # seconds, also for a server that accepts and then says nothing
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,  # milliseconds
}
"""A peer that vanishes (a machine that died, a fail-over, a cable) says nothing: without these, who
waits for it waits for a quarter of an hour, and each such connection is one less to serve with. A
server that is merely slow is not given up: its kernel still answers."""


class Pooler(Enum):
    """What is between us and the server."""

    NONE = ""
    TRANSACTION = "transaction"
    """It lends sessions for a transaction, and cannot keep prepared statements: PgBouncer 1.18."""
    PREPARING = "transaction-preparing"
    """The same, but it prepares a client's statements in whichever session it lends: PgBouncer
    1.22, with ``max_prepared_statements``."""


PREPARE_AFTER = 5
"""psycopg prepares a statement when it sees it for the sixth time, or at once where we say so."""

_SESSION = {
    "options": "give the role its settings with ALTER ROLE ... SET",
    "assume_role": "log in as the role itself",
}
"""Parameters that would set something in one session, and what to do instead."""


def check(url: str) -> None:
    """Raises ValueError when what the URL says of a pooler cannot be."""
    parameters = _parameters(url)
    if "prepare_threshold" in parameters:
        raise ValueError("must not have prepare_threshold: pooler=transaction stands for it")
    if pooler(url) is Pooler.NONE:
        return
    for name, instead in _SESSION.items():
        if name in parameters:
            raise ValueError(f"has a pooler, whose sessions are everyone's, and {name}: {instead}")


def check_direct(url: str) -> None:
    """Raises ValueError when the address is a pooler's."""
    check(url)
    if pooler(url) is not Pooler.NONE:
        raise ValueError("must be the server's own address: who migrates goes past the pooler")


def pooler(url: str) -> Pooler:
    """What the URL says is in between. Raises ValueError for a word that it does not know."""
    said = _parameters(url).get("pooler", "")
    try:
        return Pooler(said)
    except ValueError:
        known = " or ".join(one.value for one in Pooler if one.value)
        raise ValueError(f"has a pooler that is not {known}") from None


def for_libpq(url: str) -> str:
    """The URL without what libpq does not know, and otherwise letter by letter as it is: to libpq
    a plus sign is no space."""
    parts = urlsplit(url)
    kept = [one for one in parts.query.split("&") if one.partition("=")[0] != "pooler"]
    return parts._replace(query="&".join(kept)).geturl()


def for_django(url: str) -> dict[str, Any]:
    """The entry of Django's ``DATABASES`` for a process that has one connection."""
    parts, between = urlsplit(url), pooler(url)
    options: dict[str, Any] = PATIENCE | _parameters(url)
    options.pop("pooler", None)
    # None is what turns `prepare=True`, too, into an ordinary statement.
    options["prepare_threshold"] = None if between is Pooler.TRANSACTION else PREPARE_AFTER
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        # One outlives its transaction, in a session that is somebody else's by then.
        "DISABLE_SERVER_SIDE_CURSORS": between is not Pooler.NONE,
        "OPTIONS": options,
    }


def _parameters(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
