"""Money: a whole number of minor units and the unit they count. Never a float.

``Money(minor=12_50, unit="INR")`` is twelve rupees fifty. A unit is anything a ledger account can
hold: a currency (``INR``), a point (``COIN``), a piece of merchandise (its SKU).
"""

import re
from dataclasses import dataclass
from typing import ClassVar

from tuppence.kernel.errors import Refused

MAX_MINOR = 10**12
"""The largest amount of one movement. Far above any family, far below 2**63, so that sums of many
amounts cannot overflow the ledger's 64-bit counters."""

EXPONENTS = {"INR": 2, "COIN": 0}
"""Digits after the point, by unit (ISO 4217 for currencies). One not listed counts whole items."""

_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,12})(?:\.([0-9]{1,4}))?", re.ASCII)


class AmountInvalid(Refused):
    code: ClassVar[str] = "amount_invalid"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "The amount is not one that can be moved"


class UnitMismatch(Refused):
    code: ClassVar[str] = "unit_mismatch"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "Different units cannot be mixed"


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount of one unit, in its minor units. Mixing units raises `UnitMismatch`."""

    minor: int
    unit: str = "INR"

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise TypeError(f"minor units are an int, not {type(self.minor).__name__}")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.unit)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.unit)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.unit)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._same(other)

    def _same(self, other: "Money") -> int:
        if self.unit != other.unit:
            raise UnitMismatch(f"{self.unit} and {other.unit}", units=[self.unit, other.unit])
        return other.minor

    def __str__(self) -> str:
        return f"{format_minor(self.minor, self.unit)} {self.unit}"


def movable(minor: object) -> int:
    """The amount of one movement, checked: an int from 1 to `MAX_MINOR`. Raises `AmountInvalid`."""
    if isinstance(minor, bool) or not isinstance(minor, int):
        raise AmountInvalid("an amount is a whole number of minor units")
    if not 1 <= minor <= MAX_MINOR:
        raise AmountInvalid(f"an amount is from 1 to {MAX_MINOR} minor units")
    return minor


def parse_major(text: str, *, unit: str) -> int:
    """Minor units of a plain decimal such as ``"12.50"``; exact, never rounded.

    Raises `AmountInvalid` for signs, exponents, separators, non-ASCII digits, or more digits after
    the point than the unit has.
    """
    match = _AMOUNT.fullmatch(text)
    exponent = EXPONENTS.get(unit, 0)
    if match is None or len(match[2] or "") > exponent:
        raise AmountInvalid(f"write the amount as digits with at most {exponent} after the point")
    return int(match[1] + (match[2] or "").ljust(exponent, "0"))


def format_minor(minor: int, unit: str) -> str:
    """``1250, "INR"`` -> ``"12.50"``. Plain digits; grouping is for the screen that shows it."""
    exponent = EXPONENTS.get(unit, 0)
    sign = "-" if minor < 0 else ""
    if exponent == 0:
        return f"{sign}{abs(minor)}"
    whole, part = divmod(abs(minor), 10**exponent)
    return f"{sign}{whole}.{part:0{exponent}d}"
