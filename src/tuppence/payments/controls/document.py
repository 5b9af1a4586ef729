"""What a guardian has decided for a child, as plain data: pure, no I/O, no clock, no Django.

A document is the JSON that is stored and that the API shows. `read` makes `Controls` of it, which
is what the rules look at. A member that is not there leaves everything open, so a document written
before a member was thought of means what it meant.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import orjson

WINDOWS: Final = ("day", "week", "month")
"""What an amount can be capped over; the ledger counts them, in the wallet's zone."""

CHANNELS: Final = ("online", "contactless", "atm", "international")
"""Ways a card pays: off until a guardian turns them on. What has no channel is none of these."""


@dataclass(frozen=True, slots=True)
class Hours:
    """A time of the week in which nothing may be paid: on ``days`` (ISO: 1 is Monday), from
    ``start`` to before ``end``, both minutes of the day. One that ends at or before its start goes
    on into the next day."""

    days: frozenset[int]
    start: int
    end: int

    def covers(self, local: datetime) -> bool:
        """Whether a local time is within them."""
        minute, day = local.hour * 60 + local.minute, local.isoweekday()
        if self.start < self.end:
            return day in self.days and self.start <= minute < self.end
        yesterday = 7 if day == 1 else day - 1
        return (day in self.days and minute >= self.start) or (
            yesterday in self.days and minute < self.end
        )


@dataclass(frozen=True, slots=True)
class Controls:
    """Amounts are minor units. ``caps`` and each of ``category_caps`` are by window; ``payment``
    is the most of one payment. ``only`` (None: any shop) and ``never`` are merchants' public ids.
    ``ask_above``: a larger payment waits for a guardian, as does, with ``ask_new``, the first one
    to somebody. Until ``raised_until``, ``raised`` (by window, and ``payment``) and each of
    ``category_raised`` let more through than ``payment``, ``caps`` and ``category_caps``: never
    less."""

    payment: int | None = None
    caps: Mapping[str, int] = field(default_factory=dict)
    category_caps: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    categories_off: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    never: frozenset[str] = frozenset()
    hours: tuple[Hours, ...] = ()
    channels: frozenset[str] = frozenset()
    people: bool = True
    ask_above: int | None = None
    ask_new: bool = False
    raised: Mapping[str, int] = field(default_factory=dict)
    category_raised: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    raised_until: datetime | None = None

    def most(self, *, at: datetime) -> int | None:
        """The most that one payment may be at an instant; None: any amount."""
        if self.payment is None or not self.is_raised(at=at):
            return self.payment
        return max(self.payment, self.raised.get("payment", 0))

    def is_raised(self, *, at: datetime) -> bool:
        return self.raised_until is not None and at < self.raised_until

    def has_lapsed(self, *, at: datetime) -> bool:
        """Whether a raise is over, and the ledger's caps are still to be brought down."""
        return self.raised_until is not None and at >= self.raised_until

    def in_force(self, *, at: datetime) -> dict[str, int]:
        """The caps by window at an instant."""
        return self._raised(self.caps, self.raised, at=at)

    def in_force_at_shops(self, *, at: datetime) -> dict[str, dict[str, int]]:
        """The caps of each kind of shop, by window, at an instant."""
        return {
            kind: self._raised(caps, self.category_raised.get(kind, {}), at=at)
            for kind, caps in self.category_caps.items()
        }

    def _raised(
        self, caps: Mapping[str, int], raised: Mapping[str, int], *, at: datetime
    ) -> dict[str, int]:
        if not self.is_raised(at=at):
            return dict(caps)
        return {window: max(cap, raised.get(window, 0)) for window, cap in caps.items()}


OPEN: Final = Controls()
"""Of somebody for whom nobody has decided anything."""


@lru_cache(maxsize=8192)
def parsed(text: str) -> Controls:
    """The controls in a stored document. (A text always means the same, so none of this can be
    stale: which text is in force is read anew for every payment.)"""
    return read(orjson.loads(text))


def read(document: Mapping[str, Any]) -> Controls:
    """The controls in a document."""
    limits = document.get("limits", {})
    categories = document.get("categories", {})
    merchants = document.get("merchants", {})
    asks = document.get("ask_first", {})
    raised = document.get("raised") or {}
    only = merchants.get("only")
    return Controls(
        payment=limits.get("payment"),
        caps=_caps(limits),
        category_caps=_by_kind(categories.get("limits", {})),
        categories_off=frozenset(categories.get("off", ())),
        only=None if only is None else frozenset(only),
        never=frozenset(merchants.get("never", ())),
        hours=tuple(_hours(closed) for closed in document.get("closed_hours", ())),
        channels=frozenset(document.get("channels", ())),
        people=document.get("people", True),
        ask_above=asks.get("above"),
        ask_new=asks.get("new_payees", False),
        raised={name: cap for name, cap in raised.get("limits", {}).items() if cap is not None},
        category_raised=_by_kind(raised.get("categories", {})),
        raised_until=datetime.fromisoformat(raised["until"]) if raised else None,
    )


def _caps(limits: Mapping[str, Any]) -> dict[str, int]:
    return {name: limits[name] for name in WINDOWS if limits.get(name) is not None}


def _by_kind(limits: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    return {kind: _caps(caps) for kind, caps in limits.items()}


def _hours(closed: Mapping[str, Any]) -> Hours:
    return Hours(frozenset(closed["days"]), minutes(closed["from"]), minutes(closed["to"]))


def minutes(clock: str) -> int:
    """``"08:30"`` -> 510."""
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)
