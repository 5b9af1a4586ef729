from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

SQL = Path(__file__).parent / "sql"
FUNCTIONS = (
    "partitions", "detach", "windows", "limits", "accounts", "holds", "move", "plain", "post",
    "preload", "verify", "guards",
)  # fmt: skip
"""The files of functions, each after those that it calls."""
MONTHS_AHEAD = "SELECT ledger_make_months(now(), now() + interval '3 months')"
"""Makes what is missing of this month's and the next three months' partitions."""


def install_functions(*, using: str, **_: Any) -> None:
    """(Re)creates the ledger's SQL functions, so that they are those of the code that migrated, and
    makes the coming months."""
    connection = connections[using]
    if "ledger_detached" not in connection.introspection.table_names():
        return  # migrated part of the way only
    with connection.cursor() as cursor:
        for name in FUNCTIONS:
            cursor.execute((SQL / f"{name}.sql").read_text())
        cursor.execute(MONTHS_AHEAD)


class LedgerConfig(AppConfig):
    name = "tuppence.ledger"
    label = "ledger"

    def ready(self) -> None:
        post_migrate.connect(install_functions, sender=self)
