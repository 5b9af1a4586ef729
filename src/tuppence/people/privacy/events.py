"""The facts this room states."""

from dataclasses import asdict, dataclass
from typing import ClassVar

from tuppence.kernel.ids import to_public
from tuppence.outbox.facts import Fact
from tuppence.people.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class _Choice:
    """``person`` (per_) is who chose; ``at`` is RFC 3339."""

    person: str
    purpose: str
    at: str


@dataclass(frozen=True, slots=True)
class PrivacyChosen(_Choice):
    TOPIC: ClassVar[str] = "privacy.chosen"


@dataclass(frozen=True, slots=True)
class PrivacyWithdrawn(_Choice):
    """From here on nothing is collected; what was is being deleted."""

    TOPIC: ClassVar[str] = "privacy.withdrawn"


def fact(kind: type[PrivacyChosen | PrivacyWithdrawn], *, by: Actor, purpose: str, at: str) -> Fact:
    """The choice, as the outbox takes it."""
    event = kind(person=to_public("per", by.person), purpose=purpose, at=at)
    return Fact(
        topic=kind.TOPIC,
        key=event.person,
        payload=asdict(event),
        classification="security",
        subject=by.person_id,
    )
