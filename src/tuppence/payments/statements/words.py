"""What a statement says of a movement, in words. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tuppence.kernel.ids import to_public
from tuppence.payments import categories
from tuppence.payments.payments.models import Kind
from tuppence.payments.payments.queries import Line, category

ADJUSTMENT = "Adjustment"
"""A movement that is no payment: by an operator, through the ledger."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line: ``at`` is in the wallet's zone; ``amount`` is negative when money left; ``payment``
    is its pay_ id."""

    at: datetime
    who: str
    category: str
    kind: str
    note: str
    payment: str
    amount: int
    balance: int


@dataclass(frozen=True, slots=True)
class Total:
    """What came and went in one category, both as positive minor units."""

    category: str
    came: int
    went: int
    count: int


def told(lines: Iterable[Line]) -> Iterator[Told]:
    """Each line in words: who is on the other side of it, and what it was for."""
    for line in lines:
        entry, paid = line.entry, line.payment
        at = entry.at.astimezone(ZoneInfo(line.wallet.zone))
        if paid is None:
            yield Told(at, ADJUSTMENT, categories.OTHER, "", "", "", entry.amount, entry.balance)
            continue
        yield Told(
            at=at,
            who=paid.payer_label if entry.amount > 0 else paid.payee_label,
            category=category(paid.kind, paid.mcc),
            kind=str(Kind(paid.kind).label),
            note=paid.note or "",
            payment=to_public("pay", paid.public_id),
            amount=entry.amount,
            balance=entry.balance,
        )


def totals(lines: Iterable[Told]) -> list[Total]:
    """By category, those of the most money first."""
    found: dict[str, list[int]] = {}
    for line in lines:
        sums = found.setdefault(line.category, [0, 0, 0])
        sums[0] += max(line.amount, 0)
        sums[1] += max(-line.amount, 0)
        sums[2] += 1
    made = [Total(name, *sums) for name, sums in found.items()]
    return sorted(made, key=lambda total: (-(total.came + total.went), total.category))


def plain(name: str) -> str:
    """``phone_and_internet`` as a person reads it."""
    return name.replace("_", " ").capitalize()
