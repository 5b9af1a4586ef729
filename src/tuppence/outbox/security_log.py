"""What happens to the safety of accounts, as structured log lines for whoever watches them."""

from collections.abc import Sequence

import structlog

from tuppence.outbox.facts import RecordedFact

log = structlog.get_logger(__name__)


def write(facts: Sequence[RecordedFact]) -> None:
    """One line for each fact. A page that is done again repeats its lines: ``fact`` tells them.

    The payload stays out, as lines travel further than the database does.
    """
    for fact in facts:
        log.info(
            "security_fact",
            fact=fact.id,
            topic=fact.topic,
            key=fact.key,
            subject=fact.subject,
            at=fact.created_at.isoformat(),
        )
