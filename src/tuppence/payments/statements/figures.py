"""Amounts as a statement shows them. Pure."""

from tuppence.kernel.money import format_minor

RUPEE = "\u20b9"


def shown(minor: int, unit: str) -> str:
    """``12345678, "INR"`` -> ``"₹1,23,456.78"``; other units are named behind: ``"1,234 COIN"``."""
    whole, point, part = format_minor(abs(minor), unit).partition(".")
    sign = "\u2212" if minor < 0 else ""
    if unit == "INR":
        return f"{sign}{RUPEE}{_by_lakhs(whole)}{point}{part}"
    return f"{sign}{int(whole):,}{point}{part} {unit}"


def _by_lakhs(digits: str) -> str:
    """Three digits at the end, then two by two, as India writes them."""
    head, tail = digits[:-3], digits[-3:]
    pairs: list[str] = []
    while head:
        pairs.insert(0, head[-2:])
        head = head[:-2]
    return ",".join([*pairs, tail])
