"""The facts this room states. What was said is asked for, and in no fact: it is a child's word."""

from dataclasses import asdict, dataclass
from typing import ClassVar

from tuppence.kernel.ids import to_public
from tuppence.outbox.facts import Fact
from tuppence.payments.appeals.models import Appeal


@dataclass(frozen=True, slots=True)
class _Appeal:
    """``person`` (per_) is the child; ``by`` (per_) who did it; ``rule`` the code of the refusal;
    ``version`` that of the controls which grant it. ``at`` is RFC 3339."""

    appeal: str
    person: str
    rule: str
    payment: str | None
    version: int | None
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class AppealMade(_Appeal):
    TOPIC: ClassVar[str] = "appeal.made"


@dataclass(frozen=True, slots=True)
class AppealGranted(_Appeal):
    TOPIC: ClassVar[str] = "appeal.granted"


@dataclass(frozen=True, slots=True)
class AppealDismissed(_Appeal):
    TOPIC: ClassVar[str] = "appeal.dismissed"


@dataclass(frozen=True, slots=True)
class AppealWithdrawn(_Appeal):
    TOPIC: ClassVar[str] = "appeal.withdrawn"


def fact(kind: type[_Appeal], appeal: Appeal, *, by: str, at: str) -> Fact:
    """What happened to an appeal, as the outbox takes it."""
    event = kind(
        appeal=to_public("apl", appeal.public_id),
        person=to_public("per", appeal.person.public_id),
        rule=appeal.rule,
        payment=None if appeal.payment is None else to_public("pay", appeal.payment.public_id),
        version=None if appeal.granted is None else appeal.granted.version,
        by=by,
        at=at,
    )
    topic: str = kind.TOPIC  # type: ignore[attr-defined]  # each that is stated has one
    return Fact(
        topic=topic,
        key=event.appeal,
        payload=asdict(event),
        classification="ledger",
        subject=appeal.person_id,
    )
