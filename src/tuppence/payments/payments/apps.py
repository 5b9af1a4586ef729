from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "tuppence.payments.payments"
    label = "payments"
