"""The Celery application: background work and schedules. Broker: Redis. Messages: JSON only."""

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, task_postrun, task_prerun, worker_ready
from structlog.contextvars import bind_contextvars, clear_contextvars

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuppence.config.settings")

app = Celery("tuppence")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _keep_django_logging(**_: Any) -> None:
    """Celery would configure logging by itself; that somebody listens here is what stops it."""


@worker_ready.connect
def _keep_what_is_loaded(**_: Any) -> None:
    """What was loaded is never garbage: a pay-day's thousands of rows would otherwise have the
    collector look at all of it again and again, for a tenth of a worker's time."""
    gc.collect()
    gc.freeze()


@task_prerun.connect
def _name_the_task(task_id: str, task: Any, **_: Any) -> None:
    """In every line that the task writes. Each runs in a greenlet of its own, or after another."""
    clear_contextvars()
    bind_contextvars(task=task.name, task_id=task_id)


@task_postrun.connect
def _forget_the_task(**_: Any) -> None:
    clear_contextvars()
