"""The facts this room states."""

from dataclasses import asdict, dataclass
from typing import ClassVar

from tuppence.kernel.ids import to_public
from tuppence.outbox.facts import Fact
from tuppence.people.identity.actor import Actor
from tuppence.people.privacy.models import Erasure


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


@dataclass(frozen=True, slots=True)
class OfErasure:
    """``person`` (per_) is who is erased; ``due_at`` when it is done; times are RFC 3339."""

    person: str
    due_at: str
    at: str


@dataclass(frozen=True, slots=True)
class ErasureAsked(OfErasure):
    TOPIC: ClassVar[str] = "erasure.asked"


@dataclass(frozen=True, slots=True)
class ErasureCancelled(OfErasure):
    TOPIC: ClassVar[str] = "erasure.cancelled"


@dataclass(frozen=True, slots=True)
class PersonErased(OfErasure):
    """Whoever keeps a copy of anything about the person deletes it now."""

    TOPIC: ClassVar[str] = "person.erased"


def of_erasure(kind: type[OfErasure], erasure: Erasure, *, at: str) -> Fact:
    """What happened to an erasure, as the outbox takes it."""
    event = kind(
        person=to_public("per", erasure.person.public_id),
        due_at=erasure.due_at.isoformat(),
        at=at,
    )
    topic: str = kind.TOPIC  # type: ignore[attr-defined]  # each that is stated has one
    return Fact(
        topic=topic,
        key=event.person,
        payload=asdict(event),
        classification="security",
        subject=erasure.person_id,
    )
