"""The facts this room states: what guardians are told, and what the child is."""

from dataclasses import asdict, dataclass
from typing import ClassVar

from tuppence.kernel.ids import to_public
from tuppence.outbox.facts import Fact
from tuppence.payments.approvals.models import Approval


@dataclass(frozen=True, slots=True)
class _Approval:
    """``person`` (per_) is the child; ``by`` (per_) who did it, None for what time did; ``payment``
    (pay_) what came of it. Times are RFC 3339."""

    approval: str
    person: str
    amount: int
    unit: str
    by: str | None
    payment: str | None
    expires_at: str
    at: str


@dataclass(frozen=True, slots=True)
class ApprovalRequested(_Approval):
    TOPIC: ClassVar[str] = "approval.requested"


@dataclass(frozen=True, slots=True)
class ApprovalApproved(_Approval):
    TOPIC: ClassVar[str] = "approval.approved"


@dataclass(frozen=True, slots=True)
class ApprovalDeclined(_Approval):
    TOPIC: ClassVar[str] = "approval.declined"


@dataclass(frozen=True, slots=True)
class ApprovalCancelled(_Approval):
    TOPIC: ClassVar[str] = "approval.cancelled"


@dataclass(frozen=True, slots=True)
class ApprovalExpired(_Approval):
    TOPIC: ClassVar[str] = "approval.expired"


def fact(kind: type[_Approval], approval: Approval, *, by: str | None, at: str) -> Fact:
    """What happened to an approval, as the outbox takes it."""
    event = kind(
        approval=to_public("apv", approval.public_id),
        person=to_public("per", approval.person.public_id),
        amount=approval.amount,
        unit=approval.unit,
        by=by,
        payment=None if approval.payment is None else to_public("pay", approval.payment.public_id),
        expires_at=approval.expires_at.isoformat(),
        at=at,
    )
    topic: str = kind.TOPIC  # type: ignore[attr-defined]  # each that is stated has one
    return Fact(
        topic=topic,
        key=event.approval,
        payload=asdict(event),
        classification="ledger",
        subject=approval.person_id,
    )
