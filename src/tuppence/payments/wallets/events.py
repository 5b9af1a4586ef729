"""The facts this room states. Ids are public ones; times are RFC 3339, in UTC."""

from dataclasses import asdict, dataclass
from typing import ClassVar

from tuppence.outbox.facts import Fact


@dataclass(frozen=True, slots=True)
class WalletOpened:
    TOPIC: ClassVar[str] = "wallet.opened"
    wallet: str
    owner: str
    unit: str
    at: str


@dataclass(frozen=True, slots=True)
class WalletFrozen:
    TOPIC: ClassVar[str] = "wallet.frozen"
    wallet: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class WalletUnfrozen:
    TOPIC: ClassVar[str] = "wallet.unfrozen"
    wallet: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class WalletLimitsSet:
    """Caps are minor units; None is no limit."""

    TOPIC: ClassVar[str] = "wallet.limits_set"
    wallet: str
    by: str
    daily: int | None
    monthly: int | None
    at: str


Event = WalletOpened | WalletFrozen | WalletUnfrozen | WalletLimitsSet


def fact(event: Event, *, owner_id: int) -> Fact:
    """The outbox's form of an event; it is about the wallet's owner."""
    return Fact(
        topic=event.TOPIC,
        key=event.wallet,
        payload=asdict(event),
        classification="ledger",
        subject=owner_id,
    )
