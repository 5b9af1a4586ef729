"""Scheduled work of checks."""

import structlog
from celery import shared_task

from tuppence.kernel.clock import utc_now
from tuppence.people.kyc.operations import chase as chasing
from tuppence.people.kyc.provider import KycMissing, connected

log = structlog.get_logger(__name__)


@shared_task
def chase() -> None:
    """Every minute: asks the provider about checks that it has said nothing of."""
    try:
        provider = connected()
    except KycMissing:
        return
    changed = chasing.chase(provider=provider, now=utc_now())
    if changed:
        log.info("kyc_chased", changed=changed)
