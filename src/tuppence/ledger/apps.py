from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

SQL = Path(__file__).parent / "sql"
FUNCTIONS = ("windows", "limits", "accounts", "holds", "move", "plain", "post", "preload", "verify")
"""The files of functions, each after those that it calls."""


def install_functions(*, using: str, **_: Any) -> None:
    """(Re)creates the ledger's SQL functions, so that they are those of the code that migrated."""
    with connections[using].cursor() as cursor:
        for name in FUNCTIONS:
            cursor.execute((SQL / f"{name}.sql").read_text())


class LedgerConfig(AppConfig):
    name = "tuppence.ledger"
    label = "ledger"

    def ready(self) -> None:
        post_migrate.connect(install_functions, sender=self)
