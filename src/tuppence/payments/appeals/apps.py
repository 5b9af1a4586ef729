from django.apps import AppConfig


class AppealsConfig(AppConfig):
    name = "tuppence.payments.appeals"
    label = "appeals"
