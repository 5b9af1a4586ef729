from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    name = "tuppence.people.families"
    label = "families"
