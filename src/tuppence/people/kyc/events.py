"""The facts this room states. They name the kind of a document, and nothing that is on it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from tuppence.kernel.ids import to_public
from tuppence.outbox.facts import Fact
from tuppence.people.kyc.models import Check, Tier


@dataclass(frozen=True, slots=True)
class _Check:
    """``reason``: why, of one that was rejected. ``by``: whose word it was (``person``,
    ``provider``, ``operator``, ``time``)."""

    check: str
    person: str
    document: str
    reason: str | None
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class KycSubmitted(_Check):
    TOPIC: ClassVar[str] = "kyc.submitted"


@dataclass(frozen=True, slots=True)
class KycApproved(_Check):
    TOPIC: ClassVar[str] = "kyc.approved"


@dataclass(frozen=True, slots=True)
class KycRejected(_Check):
    TOPIC: ClassVar[str] = "kyc.rejected"


@dataclass(frozen=True, slots=True)
class KycInReview(_Check):
    TOPIC: ClassVar[str] = "kyc.review"


@dataclass(frozen=True, slots=True)
class KycStuck(_Check):
    TOPIC: ClassVar[str] = "kyc.stuck"


@dataclass(frozen=True, slots=True)
class KycVoided(_Check):
    TOPIC: ClassVar[str] = "kyc.voided"


@dataclass(frozen=True, slots=True)
class KycTierChanged:
    """``check`` (kyc_) is what it rests on, None where somebody vouched or took it back."""

    TOPIC: ClassVar[str] = "kyc.tier_changed"
    person: str
    tier: str
    before: str
    check: str | None
    at: str


def fact(kind: type[_Check], check: Check, *, by: str, now: datetime) -> Fact:
    """What happened to a check, as the outbox takes it."""
    event = kind(
        check=to_public("kyc", check.public_id),
        person=to_public("per", check.person.public_id),
        document=check.document,
        reason=check.reason,
        by=by,
        at=now.isoformat(),
    )
    topic: str = kind.TOPIC  # type: ignore[attr-defined]  # each that is stated has one
    return Fact(
        topic=topic,
        key=event.check,
        payload=asdict(event),
        classification="ledger",
        subject=check.person_id,
    )


def tier_changed(
    *, person_id: int, person: UUID, tier: Tier, before: Tier, check: Check | None, now: datetime
) -> Fact:
    """That a person is on another tier, as the outbox takes it."""
    event = KycTierChanged(
        person=to_public("per", person),
        tier=tier.label,
        before=before.label,
        check=None if check is None else to_public("kyc", check.public_id),
        at=now.isoformat(),
    )
    return Fact(
        topic=event.TOPIC,
        key=event.person,
        payload=asdict(event),
        classification="ledger",
        subject=person_id,
    )
