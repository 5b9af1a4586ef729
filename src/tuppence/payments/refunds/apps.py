from django.apps import AppConfig


class RefundsConfig(AppConfig):
    name = "tuppence.payments.refunds"
    label = "refunds"
