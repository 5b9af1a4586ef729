from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "tuppence.reach.notify"
    label = "notify"
