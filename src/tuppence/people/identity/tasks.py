"""Background work of identity."""

import structlog
from celery import shared_task

from tuppence.kernel.clock import utc_now
from tuppence.people.identity.operations import housekeeping

log = structlog.get_logger(__name__)


@shared_task
def forget() -> None:
    """Once a day: removes codes and tokens that ended long ago."""
    gone = housekeeping.forget(now=utc_now())
    log.info(
        "identity_forgot",
        challenges=gone.challenges,
        tokens=gone.tokens,
        passkey_challenges=gone.passkey_challenges,
    )
