"""The facts this room states. What was decided is asked for; a fact tells that it was."""

from dataclasses import asdict, dataclass
from typing import ClassVar

from tuppence.outbox.facts import Fact


@dataclass(frozen=True, slots=True)
class ControlsChanged:
    """``person`` (per_) is the child; ``by`` the guardian, or None for the end of a raise;
    ``what`` is ``set``, ``raised``, ``raise_ended`` or (of age) ``released``; ``at`` RFC 3339."""

    TOPIC: ClassVar[str] = "controls.changed"
    person: str
    version: int
    what: str
    by: str | None
    at: str


def fact(event: ControlsChanged, *, person_id: int) -> Fact:
    return Fact(
        topic=event.TOPIC,
        key=event.person,
        payload=asdict(event),
        classification="ledger",
        subject=person_id,
    )
