from django.apps import AppConfig


class ChoresConfig(AppConfig):
    name = "tuppence.payments.chores"
    label = "chores"
