"""Scheduled work of wallets."""

import structlog
from celery import shared_task

from tuppence.kernel.clock import utc_now
from tuppence.payments.wallets import tiers
from tuppence.people.kyc import queries as kyc

log = structlog.get_logger(__name__)


@shared_task
def lower_ceilings() -> None:
    """Every hour: who was put back on the small tier with more than that allows has spent some of
    it since, and their ceiling comes down after it."""
    people = kyc.taken_back()
    for person in people:
        tiers.apply(person_id=person, now=utc_now())
    if people:
        log.info("ceilings_lowered", people=len(people))
