from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OutboxConfig(AppConfig):
    name = "tuppence.outbox"
    label = "outbox"

    def ready(self) -> None:
        post_migrate.connect(_install, sender=self)


def _install(*, using: str, **_: Any) -> None:
    """Functions and grants follow the code: put in place anew after every migrate."""
    from tuppence.outbox import schema

    schema.install(using=using)
