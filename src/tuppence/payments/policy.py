"""The rows of the table of policy (`tuppence.people.policy`) that rules of money ask.

The one place of the wing where India is assumed: rules and operations read values from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from tuppence.people.policy import rows
from tuppence.people.policy.rows import POLICY

BLOCKED_FOR_MINORS: Final = POLICY[rows.BLOCKED_FOR_MINORS]
"""Merchant category codes a minor cannot pay, and the group that each belongs to."""

STEP_UP_FROM: Final = POLICY[rows.STEP_UP_FROM]
"""Minor units, by unit, from which a payment needs a fresh PIN or passkey. A unit that is not
listed always needs it."""


@dataclass(frozen=True, slots=True)
class Step:
    """``caps`` are minor units in all, by unit, for as long as ``lasts`` after a person was first
    paid."""

    caps: Mapping[str, int]
    lasts: timedelta


NEW_PAYEE: Final = (
    Step(POLICY[rows.NEW_PAYEE_HALF_HOUR].value, timedelta(minutes=30)),
    Step(POLICY[rows.NEW_PAYEE_DAY].value, timedelta(hours=24)),
)
"""What may go to a person while they are new to the payer, shortest step first: a stolen phone, or
a child who is being talked into something, loses little at once. All steps that still last hold
together. In a unit that is not listed nobody is new."""

HOME_UNIT: Final = POLICY[rows.HOME_UNIT]
"""The unit of a wallet for which nobody asked for another."""

HOME_ZONE: Final = POLICY[rows.HOME_ZONE]
"""The calendar of a wallet's days and months."""
