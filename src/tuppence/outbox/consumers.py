"""What a consumer is: a name, and what it does with which facts. They are listed in one table,
`tuppence.config.routes`, which the setting OUTBOX_CONSUMERS names."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from django.conf import settings
from django.utils.module_loading import import_string

from tuppence.outbox import gate
from tuppence.outbox.facts import Classification, RecordedFact

Handler = Callable[[RecordedFact], None]
BatchHandler = Callable[[Sequence[RecordedFact]], None]

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,49}")
OF_BOOKS_AND_SAFETY: Final[frozenset[Classification]] = frozenset(("ledger", "security"))


class NotNow(Exception):
    """Raised by a handler that cannot do its part just now, whatever the fact (a system that it
    needs is away). Nothing is delivered, no fact is blamed, and it is tried again soon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """Give ``routes`` (topic -> handler of one fact) or ``batch`` (a handler of many facts).

    A handler runs inside the transaction that moves the consumer's cursor, on Django's default
    connection: its changes to the database happen exactly once. It must do nothing else that lasts
    (no call to another system: hand such work to a task table or queue, under `inbox.claim`), and
    it must raise to say that it failed.

    ``ordered``: a failing fact blocks those behind it until it succeeds or is dead; otherwise they
    pass it. ``start``: where the consumer begins when the relay first meets it.

    One that takes product facts is a *sink*. It names the ``purpose`` that people opted in to, is
    handed what the gate lets pass for it and no more, and says how it forgets a person (by internal
    id; in a transaction; twice does no harm). It takes no security facts: those name devices.
    """

    name: str
    routes: Mapping[str, Handler] = field(default_factory=dict)
    batch: BatchHandler | None = None
    classifications: frozenset[Classification] = OF_BOOKS_AND_SAFETY
    ordered: bool = False
    start: Literal["beginning", "now"] = "beginning"
    purpose: str | None = None
    forget: Callable[[int], None] | None = None

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no name for a consumer")
        if bool(self.routes) == (self.batch is not None):
            raise ValueError(f"consumer {self.name} needs either routes or a batch handler")
        self._check_sink()

    def _check_sink(self) -> None:
        sink = "product" in self.classifications
        if (self.purpose is not None, self.forget is not None) != (sink, sink):
            raise ValueError(f"consumer {self.name}: product facts, purpose and forget go together")
        if sink and "security" in self.classifications:
            raise ValueError(f"consumer {self.name}: a sink of product facts gets no security ones")

    def wanted(self, facts: Sequence[RecordedFact]) -> list[RecordedFact]:
        """Those of the facts that this consumer has a handler for, and may have. Requires an open
        transaction: the gate counts in it what it holds back."""
        handled = [
            fact
            for fact in facts
            if fact.classification in self.classifications
            and (self.batch is not None or fact.topic in self.routes)
        ]
        return gate.passed(handled, purpose=self.purpose, door=self.name)

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
