from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "tuppence.ledger"
    label = "ledger"
