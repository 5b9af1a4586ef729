from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "tuppence.payments.approvals"
    label = "approvals"
