from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "tuppence.people.identity"
    label = "identity"
