from django.apps import AppConfig


class AllowancesConfig(AppConfig):
    name = "tuppence.payments.allowances"
    label = "allowances"
