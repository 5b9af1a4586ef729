from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "tuppence.people.consent"
    label = "consent"
