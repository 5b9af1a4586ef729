from django.apps import AppConfig


class IousConfig(AppConfig):
    name = "tuppence.payments.ious"
    label = "ious"
