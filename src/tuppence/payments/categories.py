"""What money is spent on, in a handful of plain words: a month's buckets, and what a guardian can
close or cap.

Merchant category codes are ISO 18245's; their descriptions are in data/mcc.csv (see its README);
the buckets are ours. A code outside every range is ``other``, so a new code is never an error.
"""

import csv
from functools import cache
from pathlib import Path

_RANGES: tuple[tuple[str, str, str], ...] = (
    ("3000", "3350", "travel"),
    ("3351", "3500", "transport"),
    ("3501", "3999", "travel"),
    ("4011", "4131", "transport"),
    ("4411", "4411", "travel"),
    ("4511", "4511", "travel"),
    ("4722", "4723", "travel"),
    ("4784", "4789", "transport"),
    ("4812", "4816", "phone_and_internet"),
    ("4899", "4899", "phone_and_internet"),
    ("5111", "5111", "books_and_stationery"),
    ("5192", "5192", "books_and_stationery"),
    ("5200", "5261", "home"),
    ("5300", "5331", "groceries"),
    ("5411", "5499", "groceries"),
    ("5541", "5542", "transport"),
    ("5611", "5699", "clothes"),
    ("5712", "5722", "home"),
    ("5732", "5734", "electronics"),
    ("5811", "5812", "food"),
    ("5814", "5814", "food"),
    ("5815", "5818", "games_and_digital"),
    ("5912", "5912", "health"),
    ("5940", "5941", "sport"),
    ("5942", "5943", "books_and_stationery"),
    ("5945", "5945", "games_and_digital"),
    ("5977", "5977", "beauty"),
    ("5994", "5994", "books_and_stationery"),
    ("6010", "6011", "cash"),
    ("7011", "7011", "travel"),
    ("7230", "7230", "beauty"),
    ("7829", "7832", "outings"),
    ("7911", "7933", "outings"),
    ("7941", "7941", "sport"),
    ("7991", "7992", "outings"),
    ("7993", "7994", "games_and_digital"),
    ("7996", "7996", "outings"),
    ("7997", "7997", "sport"),
    ("7998", "7999", "outings"),
    ("8011", "8099", "health"),
    ("8211", "8299", "education"),
    ("8398", "8398", "charity"),
)

OTHER = "other"
OF_SHOPS = (*sorted({name for _, _, name in _RANGES}), OTHER)
"""The buckets that a merchant can be in."""

PEOPLE = "people"
REFUNDS = "refunds"
TOP_UPS = "top_ups"
ALLOWANCES = "allowances"
CHORES = "chores"
SAVINGS = "savings"
GIFTS = "gifts"
EVERY = (*OF_SHOPS, PEOPLE, REFUNDS, TOP_UPS, ALLOWANCES, CHORES, SAVINGS, GIFTS)


@cache
def of_merchant(mcc: str) -> str:
    """The bucket of a merchant category code (four digits)."""
    return next((name for low, high, name in _RANGES if low <= mcc <= high), OTHER)


def ranges_of(name: str) -> list[tuple[str, str]]:
    """The merchant category codes of a bucket, as ranges, both ends included. (`OTHER` has none: it
    is whatever is in no range.)"""
    return [(low, high) for low, high, bucket in _RANGES if bucket == name]


def every_range() -> list[tuple[str, str]]:
    """The codes of all buckets."""
    return [(low, high) for low, high, _ in _RANGES]


def described(mcc: str) -> str | None:
    """What ISO 18245 calls a merchant category code; None for one that is not in the list."""
    return _descriptions().get(mcc)


@cache
def _descriptions() -> dict[str, str]:
    path = Path(__file__).parent / "data" / "mcc.csv"
    with path.open(encoding="utf-8", newline="") as rows:
        return {row["mcc"]: row["description"] for row in csv.DictReader(rows)}
