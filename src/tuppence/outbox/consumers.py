"""What a consumer is: a name, and what it does with which facts. They are listed in one table,
`tuppence.config.routes`, which the setting OUTBOX_CONSUMERS names."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from django.conf import settings
from django.utils.module_loading import import_string

from tuppence.outbox.facts import Classification, RecordedFact

Handler = Callable[[RecordedFact], None]
BatchHandler = Callable[[Sequence[RecordedFact]], None]

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,49}")
EVERY_CLASSIFICATION: Final[frozenset[Classification]] = frozenset(
    ("ledger", "security", "product")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """Give ``routes`` (topic -> handler of one fact) or ``batch`` (a handler of many facts).

    A handler runs inside the transaction that moves the consumer's cursor, on Django's default
    connection: its changes to the database happen exactly once. It must do nothing else that lasts
    (no call to another system: hand such work to a task table or queue, under `inbox.claim`), and
    it must raise to say that it failed.

    ``ordered``: a failing fact blocks those behind it until it succeeds or is dead; otherwise they
    pass it. ``start``: where the consumer begins when the relay first meets it.
    """

    name: str
    routes: Mapping[str, Handler] = field(default_factory=dict)
    batch: BatchHandler | None = None
    classifications: frozenset[Classification] = EVERY_CLASSIFICATION
    ordered: bool = False
    start: Literal["beginning", "now"] = "beginning"

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no name for a consumer")
        if bool(self.routes) == (self.batch is not None):
            raise ValueError(f"consumer {self.name} needs either routes or a batch handler")

    def wanted(self, facts: Sequence[RecordedFact]) -> list[RecordedFact]:
        """Those of the facts that this consumer has a handler for."""
        return [
            fact
            for fact in facts
            if fact.classification in self.classifications
            and (self.batch is not None or fact.topic in self.routes)
        ]

    def handle(self, facts: Sequence[RecordedFact]) -> None:
        """Calls the handler or handlers. ``facts`` are wanted ones. Raises whatever they raise."""
        if self.batch is not None:
            if facts:
                self.batch(facts)
            return
        for fact in facts:
            self.routes[fact.topic](fact)


def declared() -> tuple[Consumer, ...]:
    """The consumers of this installation. Raises ValueError when two share a name."""
    consumers: tuple[Consumer, ...] = import_string(settings.OUTBOX_CONSUMERS)
    names = [consumer.name for consumer in consumers]
    if len(set(names)) != len(names):
        raise ValueError(f"two consumers share a name: {', '.join(sorted(names))}")
    return consumers
