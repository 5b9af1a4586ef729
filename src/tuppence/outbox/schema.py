"""The outbox's SQL files, for its migrations and for what is installed after every migrate."""

from pathlib import Path

from django.db import connections

_FOLDER = Path(__file__).parent / "sql"


def read(name: str) -> str:
    """The text of ``sql/<name>``."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def install(*, using: str) -> None:
    """Puts functions and grants in place as the files have them now."""
    connection = connections[using]
    if "outbox_inbox" not in connection.introspection.table_names():
        return  # migrated back to before the outbox, or only part of the way
    with connection.cursor() as cursor:
        cursor.execute(read("functions.sql"))
        cursor.execute(read("grants.sql"))
