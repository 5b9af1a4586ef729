"""Scheduled work of goals."""

import structlog
from celery import shared_task

from tuppence.kernel.clock import utc_now
from tuppence.payments.goals.operations import schedules

log = structlog.get_logger(__name__)


@shared_task
def run_plans() -> None:
    """Every few minutes: saves what is due, and pays interest."""
    done = schedules.run_due(now=utc_now())
    if done:
        log.info("goal_plans_done", due_days=done)
