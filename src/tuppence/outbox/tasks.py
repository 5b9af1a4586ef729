"""Scheduled work of the outbox."""

from typing import Final

import structlog
from celery import shared_task
from django.db import OperationalError, connection, transaction

from tuppence.outbox.schema import MONTHS_AHEAD

log = structlog.get_logger(__name__)

_LIMITS: Final = "SET LOCAL lock_timeout = '2s'"
"""To attach a month waits for who reads all facts, and others then wait behind it: not for long."""


@shared_task
def months() -> None:
    """Every few hours: makes the partitions of the coming months. If it never ran, facts would go
    to the DEFAULT partition until it does."""
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute(_LIMITS)
            cursor.execute(MONTHS_AHEAD)
            made = cursor.fetchone()[0]
    except OperationalError as error:
        log.info("outbox_months_waits", error=str(error))
        return
    if made:
        log.info("outbox_months_made", months=made)
