from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "tuppence.people.privacy"
    label = "privacy"
