from django.apps import AppConfig


class KycConfig(AppConfig):
    name = "tuppence.people.kyc"
    label = "kyc"
