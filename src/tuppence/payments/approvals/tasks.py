"""Scheduled work of approvals."""

import structlog
from celery import shared_task

from tuppence.kernel.clock import utc_now
from tuppence.payments.approvals import operations

log = structlog.get_logger(__name__)


@shared_task
def expire() -> None:
    """Every half minute: tells of approvals that nobody decided in time."""
    told = operations.expire(now=utc_now())
    if told:
        log.info("approvals_expired", approvals=told)
