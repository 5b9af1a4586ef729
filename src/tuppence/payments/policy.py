"""Numbers with a regulatory or protocol origin, each with its source and the day it was checked.

The one place of the wing where India is assumed: rules and operations read values from here.
"""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Policy(Generic[T]):
    """One row: what holds (``value``), who says so (``source``), and when that was looked up."""

    value: T
    source: str
    checked: date


_PROGRAMME = "Tuppence programme rule for minors; codes as named in ISO 18245:2023"

BLOCKED_FOR_MINORS = Policy(
    value={
        "4829": "money transfer",
        "5813": "alcohol",
        "5921": "alcohol",
        "5933": "pawn",
        "5967": "adult",
        "5993": "tobacco",
        "6051": "quasi-cash",
        "6211": "securities",
        "7273": "dating",
        "7800": "betting",
        "7801": "betting",
        "7802": "betting",
        "7995": "betting",
    },
    source=_PROGRAMME,
    checked=date(2026, 11, 23),
)
"""Merchant category codes a minor cannot pay, and the group that each belongs to."""

STEP_UP_FROM = Policy(
    value={"INR": 1_000_00},
    source=(
        "RBI, Framework for Facilitating Small Value Digital Payments in Offline Mode, as amended"
        " 4 December 2024: up to INR 1,000 a UPI Lite payment needs no additional factor"
    ),
    checked=date(2026, 11, 23),
)
"""Minor units, by unit, from which a payment needs a fresh PIN or passkey. A unit that is not
listed always needs it."""

HOME_UNIT = Policy(value="INR", source="the first market", checked=date(2026, 11, 23))
"""The unit of a wallet for which nobody asked for another."""

HOME_ZONE = Policy(
    value="Asia/Kolkata", source="IANA time zone database", checked=date(2026, 11, 23)
)
"""The calendar of a wallet's days and months."""
