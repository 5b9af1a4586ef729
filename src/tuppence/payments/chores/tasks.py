"""Scheduled work of chores."""

import structlog
from celery import shared_task

from tuppence.kernel.clock import utc_now
from tuppence.payments.chores.operations import giving

log = structlog.get_logger(__name__)


@shared_task
def begin_turns() -> None:
    """Every minute: lets the turns begin whose day has come."""
    now, done = utc_now(), 0
    while begun := giving.begin_turns(now=now):
        done += begun
    if done:
        log.info("chores_begun", chores=done)
