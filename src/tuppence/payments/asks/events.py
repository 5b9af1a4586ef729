"""The facts this room states: what whoever is asked is told, and what the asker is."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import ClassVar

from tuppence.kernel.ids import to_public
from tuppence.outbox.facts import Fact
from tuppence.payments.asks.models import Ask, Bill


@dataclass(frozen=True, slots=True)
class _Ask:
    """``asker`` wants ``amount`` minor units of ``asked`` (per_), as a share of ``bill`` (bill_) if
    it names one. ``by`` (per_) is who did it, None for what time did; ``payment`` (pay_) what came
    of it. Times are RFC 3339."""

    ask: str
    asker: str
    asked: str
    amount: int
    unit: str
    bill: str | None
    by: str | None
    payment: str | None
    expires_at: str
    at: str


@dataclass(frozen=True, slots=True)
class AskMade(_Ask):
    TOPIC: ClassVar[str] = "ask.made"


@dataclass(frozen=True, slots=True)
class AskWaiting(_Ask):
    """The child who is asked would pay; a guardian has to say yes."""

    TOPIC: ClassVar[str] = "ask.waiting"


@dataclass(frozen=True, slots=True)
class AskPaid(_Ask):
    TOPIC: ClassVar[str] = "ask.paid"


@dataclass(frozen=True, slots=True)
class AskDeclined(_Ask):
    TOPIC: ClassVar[str] = "ask.declined"


@dataclass(frozen=True, slots=True)
class AskCancelled(_Ask):
    TOPIC: ClassVar[str] = "ask.cancelled"


@dataclass(frozen=True, slots=True)
class AskReminded(_Ask):
    TOPIC: ClassVar[str] = "ask.reminded"


@dataclass(frozen=True, slots=True)
class AskExpired(_Ask):
    TOPIC: ClassVar[str] = "ask.expired"


def fact(kind: type[_Ask], ask: Ask, *, by: str | None, at: str) -> Fact:
    """What happened to an ask, as the outbox takes it."""
    event = kind(
        ask=to_public("ask", ask.public_id),
        asker=to_public("per", ask.asker.public_id),
        asked=to_public("per", ask.asked.public_id),
        amount=ask.amount,
        unit=ask.unit,
        bill=None if ask.bill is None else to_public("bill", ask.bill.public_id),
        by=by,
        payment=None if ask.payment is None else to_public("pay", ask.payment.public_id),
        expires_at=ask.expires_at.isoformat(),
        at=at,
    )
    topic: str = kind.TOPIC  # type: ignore[attr-defined]  # each that is stated has one
    return Fact(
        topic=topic,
        key=event.ask,
        payload=asdict(event),
        classification="ledger",
        subject=ask.asked_id,
    )


@dataclass(frozen=True, slots=True)
class _Bill:
    """``maker`` (per_) splits ``amount`` minor units among ``members`` (per_) and themselves.
    ``by`` (per_) is who did it, None where it came to its end. Times are RFC 3339."""

    bill: str
    maker: str
    members: tuple[str, ...]
    amount: int
    unit: str
    by: str | None
    at: str


@dataclass(frozen=True, slots=True)
class BillSplit(_Bill):
    TOPIC: ClassVar[str] = "bill.split"


@dataclass(frozen=True, slots=True)
class BillClosed(_Bill):
    """Nobody is asked any more. ``paid`` is what the members have paid of it in all; the rest is
    the maker's to bear."""

    TOPIC: ClassVar[str] = "bill.closed"
    paid: int


def of_bill(
    kind: type[_Bill], bill: Bill, *, members: Sequence[str], by: str | None, at: str, **more: int
) -> Fact:
    """What happened to a bill, as the outbox takes it."""
    event = kind(
        bill=to_public("bill", bill.public_id),
        maker=to_public("per", bill.maker.public_id),
        members=tuple(members),
        amount=bill.amount,
        unit=bill.unit,
        by=by,
        at=at,
        **more,
    )
    topic: str = kind.TOPIC  # type: ignore[attr-defined]  # each that is stated has one
    return Fact(
        topic=topic,
        key=event.bill,
        payload=asdict(event),
        classification="ledger",
        subject=bill.maker_id,
    )
