from django.apps import AppConfig


class PayeesConfig(AppConfig):
    name = "tuppence.payments.payees"
    label = "payees"
