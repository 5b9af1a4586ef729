"""The sending of pushes, after the fact."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import structlog
from celery import shared_task

from tuppence.kernel.clock import utc_now
from tuppence.reach.notify import operations, sending
from tuppence.reach.notify.models import Push
from tuppence.reach.notify.sending import Outcome

SIDE_BY_SIDE: Final = 8

log = structlog.get_logger(__name__)


@shared_task
def send() -> None:
    """Every two seconds: the pushes that are due. One that is sent twice, as a worker died between
    sending and noting it, replaces itself on the device."""
    due = operations.take(now=utc_now())
    if not due:
        return
    with ThreadPoolExecutor(min(SIDE_BY_SIDE, len(due))) as pool:
        outcomes = [*pool.map(_send, due)]
    for push, outcome in zip(due, outcomes, strict=True):
        _note(push, outcome)
    log.info("pushes_tried", **Counter(outcome.what for outcome in outcomes))


def _send(push: Push) -> Outcome:
    return sending.send(push, now=utc_now())


def _note(push: Push, outcome: Outcome) -> None:
    match outcome.what:
        case "sent":
            operations.sent(push)
        case "gone":
            operations.gone(push)
        case "later":
            operations.put_off(push, now=utc_now(), asked=outcome.pause)
        case _:
            log.error("push_refused", status=outcome.status)
            operations.sent(push)
