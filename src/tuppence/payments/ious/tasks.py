"""Scheduled work of IOUs."""

import structlog
from celery import shared_task

from tuppence.kernel.clock import utc_now
from tuppence.payments.ious import operations

log = structlog.get_logger(__name__)


@shared_task
def keep_promises() -> None:
    """Every minute: pays what was promised for a time that has come."""
    now, done = utc_now(), 0
    while paid := operations.pay_promised(now=now):
        done += paid
    if done:
        log.info("promises_due", promises=done)
