"""Housekeeping of the ledger. Nothing depends on it: expired holds and old charges count for
nothing when a posting is judged, swept or not. It keeps counters and tables short.
"""

from datetime import datetime, timedelta

import structlog
from celery import shared_task

from tuppence.kernel.clock import utc_now
from tuppence.ledger.apps import MONTHS_AHEAD
from tuppence.ledger.posting import fetch

log = structlog.get_logger(__name__)

BATCH = 500
"""Rows of one transaction at most: each holds its accounts' locks for milliseconds."""
BATCHES = 200
"""Transactions of one run at most; the next run goes on."""
MARGIN = timedelta(hours=1)
"""Charges are kept this long after their window, for postings of history that come late."""


@shared_task
def sweep() -> None:
    """Every few minutes: takes expired holds out of the pending counters, and forgets the charges
    that no rolling window contains any more, and limits whose one stretch of time is over."""
    now = utc_now()
    holds = _in_batches("SELECT ledger_expire_holds(%s, %s)", now)
    charges = _in_batches("SELECT ledger_prune_rolling(%s, %s)", now - MARGIN)
    limits = _in_batches("SELECT ledger_prune_once(%s, %s)", now - MARGIN)
    if holds or charges or limits:
        log.info("ledger_swept", holds=holds, charges=charges, limits=limits)


@shared_task
def months() -> None:
    """Every few hours: makes the partitions of the coming months. If it never ran, the first
    posting of a month would make its own."""
    [(made,)] = fetch(MONTHS_AHEAD, [])
    if made:
        log.info("ledger_months_made", months=made)


def _in_batches(statement: str, instant: datetime) -> int:
    done = 0
    for _ in range(BATCHES):
        [(count,)] = fetch(statement, [instant, BATCH])
        if not count:
            break
        done += count
    return done
