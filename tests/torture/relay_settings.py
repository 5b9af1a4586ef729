"""The platform's settings, with a consumer that leaves a mark for every fact it applies."""

from collections.abc import Sequence

from django.db import connection

from tuppence.config.settings import *  # noqa: F403  (a settings module is its names)
from tuppence.outbox.consumers import Consumer
from tuppence.outbox.facts import RecordedFact


def mark(facts: Sequence[RecordedFact]) -> None:
    """Slow enough for a kill to land in the middle of it."""
    with connection.cursor() as cursor:
        for fact in facts:
            cursor.execute("INSERT INTO tally (fact_id) VALUES (%s)", [fact.id])
            cursor.execute("SELECT pg_sleep(0.001)")


MARKERS = (Consumer(name="marker", batch=mark),)
OUTBOX_CONSUMERS = "tests.torture.relay_settings.MARKERS"
