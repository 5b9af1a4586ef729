"""Scheduled work of asks."""

import structlog
from celery import shared_task

from tuppence.kernel.clock import utc_now
from tuppence.payments.asks.operations import follow

log = structlog.get_logger(__name__)


@shared_task
def expire() -> None:
    """Every few minutes: tells of asks that nobody answered in time."""
    told = follow.expire(now=utc_now())
    if told:
        log.info("asks_expired", asks=told)
