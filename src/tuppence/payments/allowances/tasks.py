"""Scheduled work of allowances."""

import time
from typing import Final

import structlog
from celery import shared_task

from tuppence.kernel.clock import utc_now
from tuppence.payments.allowances.operations.run import pay_due

log = structlog.get_logger(__name__)

SECONDS: Final = 55
"""A run ends before the next begins, a minute later, and that goes on with what is left."""


@shared_task
def pay() -> None:
    """Every minute: pays the allowances that are due."""
    end = time.monotonic() + SECONDS
    ran = pay_due(now=utc_now(), go_on=lambda _: time.monotonic() < end)
    if ran.paid or ran.owed or ran.skipped or ran.lapsed:
        log.info(
            "allowances_paid", paid=ran.paid, owed=ran.owed, skipped=ran.skipped,
            lapsed=ran.lapsed, over=ran.over,
        )  # fmt: skip
