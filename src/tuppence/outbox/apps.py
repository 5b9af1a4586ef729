from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "tuppence.outbox"
    label = "outbox"
