"""What money is spent on, in a handful of plain words: the month summary's buckets.

Merchant category codes are ISO 18245's; the buckets are ours. A code outside every range is
``other``, so a new code is never an error.
"""

_RANGES: tuple[tuple[str, str, str], ...] = (
    ("4011", "4131", "transport"),
    ("4784", "4789", "transport"),
    ("5541", "5542", "transport"),
    ("4812", "4816", "phone_and_internet"),
    ("4899", "4899", "phone_and_internet"),
    ("5111", "5111", "books_and_stationery"),
    ("5192", "5192", "books_and_stationery"),
    ("5942", "5943", "books_and_stationery"),
    ("5994", "5994", "books_and_stationery"),
    ("5300", "5331", "groceries"),
    ("5411", "5499", "groceries"),
    ("5611", "5699", "clothes"),
    ("5811", "5812", "food"),
    ("5814", "5814", "food"),
    ("5815", "5818", "games_and_digital"),
    ("5945", "5945", "games_and_digital"),
    ("7993", "7994", "games_and_digital"),
    ("5912", "5912", "health"),
    ("8011", "8099", "health"),
    ("5940", "5941", "sport"),
    ("7941", "7941", "sport"),
    ("7997", "7997", "sport"),
    ("7829", "7832", "outings"),
    ("7911", "7933", "outings"),
    ("7991", "7992", "outings"),
    ("7996", "7996", "outings"),
    ("7998", "7999", "outings"),
    ("8211", "8299", "education"),
)

OTHER = "other"
PEOPLE = "people"
REFUNDS = "refunds"
TOP_UPS = "top_ups"
ALLOWANCES = "allowances"
CHORES = "chores"
SAVINGS = "savings"
GIFTS = "gifts"
EVERY = (
    *sorted({name for _, _, name in _RANGES}),
    OTHER, PEOPLE, REFUNDS, TOP_UPS, ALLOWANCES, CHORES, SAVINGS, GIFTS,
)  # fmt: skip


def of_merchant(mcc: str) -> str:
    """The bucket of a merchant category code (four digits)."""
    return next((name for low, high, name in _RANGES if low <= mcc <= high), OTHER)
