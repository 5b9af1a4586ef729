"""Scheduled work of families."""

import structlog
from celery import shared_task

from tuppence.kernel.clock import utc_now
from tuppence.people.families import growing_up

log = structlog.get_logger(__name__)


@shared_task
def hand_over() -> None:
    """Every quarter of an hour, of which one is midnight wherever a family lives: hands rights over
    to those whose 18th birthday has begun."""
    done = growing_up.hand_over(now=utc_now())
    if done:
        log.info("came_of_age", people=done)
