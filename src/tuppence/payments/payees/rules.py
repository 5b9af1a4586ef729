"""What may go to a person who is new to the payer: pure, no I/O, no clock, no Django."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tuppence.payments.policy import NEW_PAYEE

SCOPE: Final = "payee"
"""How the ledger's scopes of this begin; sql/meet.sql and payments' sql/post.sql know it, too."""

LONGEST: Final = max((step.lasts for step in NEW_PAYEE), default=timedelta())
"""After so long nobody is new to anybody."""


@dataclass(frozen=True, slots=True)
class Met:
    """Since when a person has been paid, and the ledger account on which it is counted."""

    account: int
    first_at: datetime


def is_registered(met: Met | None, *, now: datetime) -> bool:
    """Whether a person is a registered payee: written down so long ago that no step holds any more.

    It is what banks here do with a beneficiary: added, little goes to them for a while, and then
    they are registered. The same ladder is asked for both, so nobody is new to one rule and
    known to the other.
    """
    return met is not None and now >= met.first_at + LONGEST


@dataclass(frozen=True, slots=True)
class Rung:
    """At most ``cap`` minor units in all go to them until ``until``. ``seconds`` names the step."""

    cap: int
    until: datetime
    seconds: int


def ladder(unit: str, *, met: Met | None, now: datetime) -> tuple[Rung, ...]:
    """The caps in force for a payment made ``now``, the shortest first; of somebody who was never
    paid, as if this were the first time."""
    since = now if met is None else met.first_at
    return tuple(
        Rung(step.caps[unit], since + step.lasts, int(step.lasts.total_seconds()))
        for step in NEW_PAYEE
        if unit in step.caps and now < since + step.lasts
    )


def scope(payee_id: int, rung: Rung) -> str:
    """The ledger's scope of what goes to this person during one step."""
    return f"{SCOPE}.{payee_id}.{rung.seconds}"


def is_ours(ledger_scope: str) -> bool:
    """Whether a scope of the ledger is one of these."""
    return ledger_scope.startswith(f"{SCOPE}.")
