"""Scheduled work of privacy."""

import structlog
from celery import shared_task

from tuppence.kernel.clock import utc_now
from tuppence.people.privacy import erasing, operations

log = structlog.get_logger(__name__)


@shared_task
def forget() -> None:
    """Every minute: sinks forget those who opted out."""
    done = operations.forget(now=utc_now())
    if done:
        log.info("privacy_forgot", choices=done)


@shared_task
def add_up() -> None:
    """Once a day: what doors held back on the days before becomes a row a kind."""
    operations.add_up(before=utc_now().date())


@shared_task
def erase() -> None:
    """Every ten minutes: erases those whose cooling-off is over."""
    done = erasing.erase_due(now=utc_now())
    if done:
        log.info("privacy_erased", people=done)
