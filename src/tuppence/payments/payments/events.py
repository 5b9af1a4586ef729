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

_LABELS: dict[int, str] = {kind.value: kind.label for kind in Kind}


def draft(payment: Payment) -> Fact:
    """The fact of a payment about to be posted, less what only the posting knows: sql/post.sql
    adds ``at`` and ``journal``, or makes it a `PaymentRefused`."""
    # Asking Django for a row that its key says is none takes longer than all else here.
    payer = None if payment.payer_wallet_id is None else payment.payer_wallet
    merchant = None if payment.merchant_id is None else payment.merchant
    refunded = None if payment.refund_of_id is None else payment.refund_of
    payee = payment.payee_wallet
    public_id = to_public("pay", payment.public_id)
    return Fact(
        topic=_TOPICS[payment.kind],
        key=public_id,
        payload={
            "payment": public_id,
            "kind": _LABELS[payment.kind],
            "payer": _id("wal", payer),
            "payee": _id("wal", payee),
            "merchant": _id("mer", merchant),
            "mcc": payment.mcc,
            "amount": payment.amount,
            "unit": payment.unit,
            "refund_of": _id("pay", refunded),
        },
        classification="ledger",
        subject=(payer or payee).owner_id,
    )


def _id(prefix: str, row: Wallet | Merchant | Payment | None) -> str | None:
    return None if row is None else to_public(prefix, row.public_id)
