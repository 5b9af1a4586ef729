from django.apps import AppConfig


class GiftsConfig(AppConfig):
    name = "tuppence.payments.gifts"
    label = "gifts"
