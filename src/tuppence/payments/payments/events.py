"""The facts this room states. Ids are public ones, amounts minor units, times RFC 3339.

Facts carry no name and no note: who needs those asks for them, and is asked who they are.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from tuppence.kernel.ids import to_public
from tuppence.outbox.facts import Fact
from tuppence.payments.payments.models import Kind, Merchant, Payment
from tuppence.payments.wallets.models import Wallet


@dataclass(frozen=True, slots=True)
class _Movement:
    """``payer`` is None for a top-up or gift. ``merchant`` is the shop on either side, if there is
    one; ``at`` is the instant it was posted or refused."""

    payment: str
    kind: str
    payer: str | None
    payee: str
    merchant: str | None
    mcc: str | None
    amount: int
    unit: str
    refund_of: str | None
    at: str


@dataclass(frozen=True, slots=True)
class _Moved(_Movement):
    """``journal`` is the ledger's, for whoever reads the books."""

    journal: int


@dataclass(frozen=True, slots=True)
class PaymentSucceeded(_Moved):
    TOPIC: ClassVar[str] = "payment.succeeded"


@dataclass(frozen=True, slots=True)
class PaymentRefunded(_Moved):
    TOPIC: ClassVar[str] = "payment.refunded"


@dataclass(frozen=True, slots=True)
class WalletToppedUp(_Moved):
    TOPIC: ClassVar[str] = "wallet.topped_up"


@dataclass(frozen=True, slots=True)
class PaymentRefused(_Movement):
    """Any of the three that moved nothing, and why: ``code`` and its ``data``."""

    TOPIC: ClassVar[str] = "payment.refused"
    code: str
    data: dict[str, Any]


_TOPICS: dict[int, str] = {kind.value: PaymentSucceeded.TOPIC for kind in Kind} | {
    Kind.TOP_UP: WalletToppedUp.TOPIC,
    Kind.REFUND: PaymentRefunded.TOPIC,
}


def draft(payment: Payment) -> Fact:
    """The fact of a payment about to be posted, less what only the posting knows: sql/post.sql
    adds ``at`` and ``journal``, or makes it a `PaymentRefused`."""
    subject = payment.payer_wallet or payment.payee_wallet
    return Fact(
        topic=_TOPICS[payment.kind],
        key=to_public("pay", payment.public_id),
        payload={
            "payment": to_public("pay", payment.public_id),
            "kind": Kind(payment.kind).label,
            "payer": _id("wal", payment.payer_wallet),
            "payee": _id("wal", payment.payee_wallet),
            "merchant": _id("mer", payment.merchant),
            "mcc": payment.mcc,
            "amount": payment.amount,
            "unit": payment.unit,
            "refund_of": _id("pay", payment.refund_of),
        },
        classification="ledger",
        subject=subject.owner_id,
    )


def _id(prefix: str, row: Wallet | Merchant | Payment | None) -> str | None:
    return None if row is None else to_public(prefix, row.public_id)
