"""What this room does about others' facts: it tells whoever is looking."""

from collections.abc import Sequence

from redis.exceptions import RedisError

from tuppence.outbox.consumers import NotNow
from tuppence.outbox.facts import RecordedFact
from tuppence.reach import audience
from tuppence.reach.audience import Hint
from tuppence.reach.live import streams
from tuppence.reach.live.topics import RULES


def tell(facts: Sequence[RecordedFact]) -> None:
    """Puts a hint of each fact into the streams of the people it concerns. This is no change to
    the database, and outlives a page that is rolled back; a hint that is there twice has its reader
    look twice. Raises `NotNow` while Redis is away: no hint is lost, they come later."""
    hints: dict[int, list[Hint]] = {}
    for one in audience.told(facts, RULES):
        hints.setdefault(one.person_id, []).append(one.hint)
    if not hints:
        return
    try:
        streams.tell(hints)
    except RedisError as error:
        raise NotNow(f"Redis does not answer: {type(error).__name__}") from error
