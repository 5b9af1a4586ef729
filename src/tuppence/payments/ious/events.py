"""The facts this room states: what a child is told of money that is to come."""

from dataclasses import asdict, dataclass
from typing import ClassVar

from tuppence.kernel.ids import to_public
from tuppence.outbox.facts import Fact
from tuppence.payments.ious.models import Iou
from tuppence.payments.payments.models import Kind


@dataclass(frozen=True, slots=True)
class _Iou:
    """``giver`` (per_) owes ``person`` (per_); ``reason`` is why it was not paid when it was due.
    ``payment`` (pay_) is the one that paid it. Times are RFC 3339."""

    iou: str
    kind: str
    giver: str
    person: str
    amount: int
    unit: str
    reason: str | None
    payment: str | None
    due_at: str
    at: str


@dataclass(frozen=True, slots=True)
class IouPromised(_Iou):
    TOPIC: ClassVar[str] = "iou.promised"


@dataclass(frozen=True, slots=True)
class IouOwed(_Iou):
    TOPIC: ClassVar[str] = "iou.owed"


@dataclass(frozen=True, slots=True)
class IouPaid(_Iou):
    TOPIC: ClassVar[str] = "iou.paid"


def fact(kind: type[IouPromised | IouOwed | IouPaid], iou: Iou, *, at: str) -> Fact:
    """What happened to an IOU, as the outbox takes it: it is about the child."""
    event = kind(
        iou=to_public("iou", iou.public_id),
        kind=Kind(iou.kind).label,
        giver=to_public("per", iou.giver.public_id),
        person=to_public("per", iou.person.public_id),
        amount=iou.amount,
        unit=iou.unit,
        reason=iou.reason,
        payment=None if iou.payment is None else to_public("pay", iou.payment.public_id),
        due_at=iou.due_at.isoformat(),
        at=at,
    )
    return Fact(
        topic=kind.TOPIC,
        key=event.iou,
        payload=asdict(event),
        classification="ledger",
        subject=iou.person_id,
    )
