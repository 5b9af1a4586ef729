"""Decisions about goals: no I/O, no clock, no Django. Amounts are minor units."""

from datetime import date


def lock_is_over(*, until: date | None, reached: bool, today: date) -> bool:
    """Whether a lock has ended by itself: on its day, or, where ``until`` is None, when the target
    is reached."""
    return reached if until is None else today >= until
