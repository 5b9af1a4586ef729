from django.apps import AppConfig


class AsksConfig(AppConfig):
    name = "tuppence.payments.asks"
    label = "asks"
