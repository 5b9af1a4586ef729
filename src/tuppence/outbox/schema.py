"""The outbox's SQL files, for its migrations and for what is installed after every migrate."""

from pathlib import Path

from django.db import connections

MONTHS_AHEAD = "SELECT outbox_make_months(now(), now() + interval '3 months')"
"""Makes what is missing of this month's and the next three months' partitions."""

_FOLDER = Path(__file__).parent / "sql"


def read(name: str) -> str:
    """The text of ``sql/<name>``."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def install(*, using: str) -> None:
    """Puts functions and grants in place as the files have them; makes the coming months."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('outbox_inbox'), to_regclass('outbox_fact_default')")
        if None in cursor.fetchone():
            return  # migrated only part of the way
        cursor.execute(read("functions.sql"))
        cursor.execute(read("partitions.sql"))
        cursor.execute(MONTHS_AHEAD)
        cursor.execute(read("grants.sql"))
