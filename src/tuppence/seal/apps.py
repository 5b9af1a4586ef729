from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

_FUNCTIONS = Path(__file__).parent / "sql" / "functions.sql"


def install_functions(*, using: str, **_: Any) -> None:
    """(Re)creates the seal's SQL functions, so that they are those of the code that migrated."""
    connection = connections[using]
    if "seal_leaves" not in connection.introspection.table_names():
        return  # migrated back to before the seal
    with connection.cursor() as cursor:
        cursor.execute(_FUNCTIONS.read_text())


class SealConfig(AppConfig):
    name = "tuppence.seal"
    label = "seal"

    def ready(self) -> None:
        post_migrate.connect(install_functions, sender=self)
