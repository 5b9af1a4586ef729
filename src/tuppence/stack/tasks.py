"""Tasks that prove that background work is done."""

from celery import shared_task
from django.conf import settings
from redis import Redis

from tuppence.kernel.clock import utc_now

HEARTBEAT = "tuppence:heartbeat"


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
