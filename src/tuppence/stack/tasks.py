"""Tasks that prove that background work is done, and that the books agree."""

import json
from itertools import chain

import structlog
from celery import shared_task
from django.conf import settings
from redis import Redis

from tuppence.kernel.clock import utc_now
from tuppence.ledger import verify as ledger
from tuppence.seal import keys
from tuppence.seal import verify as seal

HEARTBEAT = "tuppence:heartbeat"
VERIFIED = "tuppence:verified"

log = structlog.get_logger(__name__)


@shared_task
def answer(key: str, word: str) -> None:
    """Writes the word under a key in Redis, for a minute: the probe of `tuppence stack`."""
    with Redis.from_url(settings.ENVIRONMENT.redis_url) as redis:
        redis.set(key, word, ex=60)


@shared_task
def heartbeat() -> None:
    """Notes when the scheduler last asked and a worker answered."""
    with Redis.from_url(settings.ENVIRONMENT.redis_url) as redis:
        redis.set(HEARTBEAT, utc_now().isoformat())


@shared_task(acks_late=False, time_limit=6 * 3600)
def verify_books() -> None:
    """Once a night: `tuppence verify`, and its outcome noted for /metrics. Acknowledged before the
    work: on large books it takes longer than Redis waits before it hands a task out again."""
    given = keys.witness().last(keys.origin())
    checks = chain(ledger.verify(), seal.verify(kept=[given] if given else []), seal.more())
    wrong = [check.name for check in checks if check.disagreement is not None]
    if wrong:
        log.error("books_disagree", checks=wrong)
    told = {"at": utc_now().isoformat(), "ok": not wrong}
    with Redis.from_url(settings.ENVIRONMENT.redis_url) as redis:
        redis.set(VERIFIED, json.dumps(told))
