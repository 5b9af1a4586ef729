from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "tuppence.audit"
    label = "audit"
