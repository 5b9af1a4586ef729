from django.apps import AppConfig


class WalletsConfig(AppConfig):
    name = "tuppence.payments.wallets"
    label = "wallets"
