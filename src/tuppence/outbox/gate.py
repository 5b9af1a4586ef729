"""The one gate that product facts go through: on their way in, and again to each sink.

Who may be told of is not the outbox's to know (who is a minor, who opted in), so the setting
OUTBOX_GATE names the room that does. The outbox sees to it that nothing goes round it: there is no
other way to append a product fact, and a `Consumer` of them is handed what the gate lets pass.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from django.conf import settings
from django.utils.module_loading import import_string

from tuppence.outbox.facts import Fact, RecordedFact

ENTRANCE: Final = "outbox"
"""The door's name when a fact is stated, before it is stored anywhere."""


@dataclass(frozen=True, slots=True)
class Use:
    """That somebody used the product: about whom (an internal id; None is nobody known), what kind
    of use, and when (None: just now). ``kind`` is one of a closed list, never a text of theirs."""

    subject: int | None
    kind: str
    at: datetime | None = None


Gate = Callable[..., list[bool]]
"""``gate(uses, purpose=, door=)``: which may pass the door for the purpose (None: for any that
their person has opted in to), in the caller's open transaction; what may not is counted there."""

F = TypeVar("F", Fact, RecordedFact)


def passed(facts: Sequence[F], *, purpose: str | None, door: str) -> list[F]:
    """The facts less those product facts that the gate holds back. Requires a transaction."""
    product = [fact for fact in facts if fact.classification == "product"]
    if not product:
        return list(facts)
    uses = [Use(fact.subject, fact.topic, getattr(fact, "created_at", None)) for fact in product]
    gate: Gate = import_string(settings.OUTBOX_GATE)
    verdicts = iter(gate(uses, purpose=purpose, door=door))
    return [fact for fact in facts if fact.classification != "product" or next(verdicts)]
