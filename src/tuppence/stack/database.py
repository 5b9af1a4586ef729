"""The database's role for the application, and what it may touch.

The owner's role migrates; the application's reads and writes rows, but for the ledger, which only
the ledger's own functions write, and the outbox's facts, which are never altered.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from tuppence.kernel.database_url import for_libpq

APPLICATION = "tuppence_app"
DATABASE = "tuppence"
GRANTS = (Path(__file__).parent / "grants.sql").read_text()


def why_not(url: str) -> str | None:
    """Why nothing can be asked of the server at this URL, in libpq's words (which hold no
    password); None when it can."""
    try:
        psycopg.connect(for_libpq(url), connect_timeout=5).close()
    except psycopg.Error as error:
        return str(error).strip()
    return None


def answers(url: str) -> bool:
    """Whether a server answers at this URL and takes our password."""
    return why_not(url) is None


def create(url: str, *, password: str) -> None:
    """Makes the database and the application's role unless they are there, and sets its password.

    ``url`` is the maintenance database's, as the owner. The password itself never reaches the
    server (nor its log): what is sent is the SCRAM verifier that it would store.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        role = sql.Identifier(APPLICATION)
        if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", APPLICATION):
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
        verifier = connection.pgconn.encrypt_password(
            password.encode(), APPLICATION.encode(), b"scram-sha-256"
        )
        connection.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(verifier.decode()))
        )
        # A transaction that its owner forgot holds rows locked and the outbox back.
        connection.execute(
            sql.SQL("ALTER ROLE {} SET idle_in_transaction_session_timeout = '60s'").format(role)
        )


def grant(owner_url: str) -> None:
    """Gives the application's role what grants.sql says, and no more. One transaction."""
    with psycopg.connect(owner_url) as connection:
        connection.execute(GRANTS)


def role_of(url: str) -> str:
    return unquote(urlsplit(url).username or "")


def _exists(connection: psycopg.Connection, query: str, name: str) -> bool:
    return connection.execute(query, (name,)).fetchone() is not None
