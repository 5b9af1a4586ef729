"""Which database a query goes to: the primary, unless the caller said the answer may be old."""

import random
from typing import Any

from django.db.models import Model

from tuppence.edge.freshness import REPLICA
from tuppence.kernel.staleness import may_be_stale_now, stale_on


class ReplicaRouter:
    """Sends a read to a replica only inside ``with may_be_stale():``. Never a write, never a
    migration; and a balance is never read so."""

    def __init__(self, replicas: list[str] | None = None) -> None:
        from django.conf import settings

        names = settings.DATABASES if replicas is None else replicas
        self.replicas = [name for name in names if name.startswith(REPLICA)]

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        if not may_be_stale_now():
            return None
        chosen = stale_on()
        if chosen is not None or not self.replicas:
            return chosen
        return random.choice(self.replicas)  # noqa: S311 (it spreads load, it keeps no secret)

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return "default"

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        """All aliases are one database at different ages."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "default"
