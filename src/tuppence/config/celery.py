"""The Celery application: background work and schedules. Broker: Redis. Messages: JSON only."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuppence.config.settings")

app = Celery("tuppence")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _keep_django_logging(**_: Any) -> None:
    """Celery would configure logging by itself; that somebody listens here is what stops it."""
