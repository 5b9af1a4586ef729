"""Decisions about goals: no I/O, no clock, no Django. Amounts are minor units."""

from collections.abc import Sequence
from datetime import date
from typing import Final

YEAR_OF_BASIS_POINTS: Final = 10_000 * 365
"""What a day's balance times a yearly rate in basis points is divided by. A year has 365 days, as
in Indian banks' own reckoning of daily balances; a leap day pays a day more."""


def lock_is_over(*, until: date | None, reached: bool, today: date) -> bool:
    """Whether a lock has ended by itself: on its day, or, where ``until`` is None, when the target
    is reached."""
    return reached if until is None else today >= until


def round_up(amount: int, *, step: int) -> int:
    """What is missing from ``amount`` to the next multiple of ``step``; 0 if it is one."""
    return -amount % step


def share_of(amount: int, *, percent: int) -> int:
    """That part of what came in, rounded down: what is left over stays to be spent."""
    return amount * percent // 100


def match_due(*, saved: int, percent: int, cap: int, matched: int) -> int:
    """What a guardian now adds. ``saved`` is what was saved this month less what was drawn, so
    that drawing and saving again earns nothing; ``matched`` what was added this month before.

    The part is taken of the month's whole and rounded down once, so saving in small bits is matched
    to the same as saving at one time.
    """
    whole = min(max(saved, 0) * percent // 100, cap)
    return max(whole - matched, 0)


def interest(days: Sequence[int], *, basis_points: int, carry: int) -> tuple[int, int]:
    """Interest on what was there at the end of each of ``days``, at a yearly rate, and what is
    carried to the next time.

    Rounded down to a minor unit. What that leaves is no minor unit yet, and not lost: ``carry`` is
    the remainder in parts of `YEAR_OF_BASIS_POINTS`.
    """
    return divmod(carry + sum(days) * basis_points, YEAR_OF_BASIS_POINTS)
