"""The facts this room states. About the safety of a child's account, and without a name."""

from dataclasses import asdict, dataclass
from typing import ClassVar

from tuppence.kernel.ids import to_public
from tuppence.outbox.facts import Fact
from tuppence.people.consent.models import Entry, What


@dataclass(frozen=True, slots=True)
class _Consent:
    """``person`` (per_) is the child, ``guardian`` (per_) who decided; ``in_force`` what holds for
    the child from now on, whoever else has decided what. ``at`` is RFC 3339."""

    consent: str
    purpose: str
    person: str
    guardian: str
    in_force: bool
    at: str


@dataclass(frozen=True, slots=True)
class ConsentGiven(_Consent):
    """``text_version`` is what was agreed to, ``method`` how the guardian was verified."""

    TOPIC: ClassVar[str] = "consent.given"
    text_version: int
    method: str


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn(_Consent):
    TOPIC: ClassVar[str] = "consent.withdrawn"


@dataclass(frozen=True, slots=True)
class ConsentLapsed(_Consent):
    """What ``guardian`` had decided counts no more, as they guard ``person`` no more."""

    TOPIC: ClassVar[str] = "consent.lapsed"


def fact(entry: Entry, *, in_force: bool) -> Fact:
    """What an entry says, as the outbox takes it."""
    common = {
        "consent": to_public("cns", entry.public_id),
        "purpose": entry.purpose,
        "person": to_public("per", entry.person.public_id),
        "guardian": to_public("per", entry.guardian.public_id),
        "in_force": in_force,
        "at": entry.at.isoformat(),
    }
    event: ConsentGiven | ConsentWithdrawn | ConsentLapsed
    if entry.what == What.GIVEN:
        event = ConsentGiven(
            **common,  # type: ignore[arg-type]  # one of them is a bool
            text_version=entry.text_version or 0,
            method=entry.method or "",
        )
    elif entry.what == What.LAPSED:
        event = ConsentLapsed(**common)  # type: ignore[arg-type]  # as above
    else:
        event = ConsentWithdrawn(**common)  # type: ignore[arg-type]  # as above
    return Fact(
        topic=event.TOPIC,
        key=event.consent,
        payload=asdict(event),
        classification="security",
        subject=entry.person_id,
    )
