from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "tuppence.payments.goals"
    label = "goals"
