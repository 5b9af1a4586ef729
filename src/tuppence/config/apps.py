"""The house as a Django app: what every process of it does once, when Django is ready."""

from django.apps import AppConfig


class HouseConfig(AppConfig):
    """Makes the Celery application the current one wherever Django runs, so that a task sent from
    any process goes to our broker."""

    name = "tuppence.config"
    label = "house"

    def ready(self) -> None:
        from tuppence.config import celery  # noqa: F401
