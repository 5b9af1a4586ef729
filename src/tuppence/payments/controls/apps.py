from django.apps import AppConfig


class ControlsConfig(AppConfig):
    name = "tuppence.payments.controls"
    label = "controls"
