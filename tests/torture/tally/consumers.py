"""Two consumers that take every fact: one that always applies it, one that stumbles at first."""

import time
from collections.abc import Sequence

from tests.torture.tally.models import Mark
from tuppence.config.routes import CONSUMERS
from tuppence.outbox.consumers import Consumer
from tuppence.outbox.facts import RecordedFact

STUMBLES_AT = 11
"""Every eleventh fact is not applied while it is young, so that retries are at work as well."""


def steady(facts: Sequence[RecordedFact]) -> None:
    Mark.objects.bulk_create(Mark(consumer="steady", fact=fact.id) for fact in facts)


def stumbling(facts: Sequence[RecordedFact]) -> None:
    for fact in facts:
        if fact.id % STUMBLES_AT == 0 and time.time() - fact.created_at.timestamp() < 1:
            raise RuntimeError("not yet")
    Mark.objects.bulk_create(Mark(consumer="stumbling", fact=fact.id) for fact in facts)


ALL = (
    *CONSUMERS,
    Consumer(name="steady", batch=steady),
    Consumer(name="stumbling", batch=stumbling),
)
