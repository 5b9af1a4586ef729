"""A statement as a table: CSV (RFC 4180), for spreadsheets, one line at a time."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Final

from tuppence.kernel.money import format_minor
from tuppence.payments.statements.words import Told

MOST: Final = 50_000
"""Lines of one table."""

HEAD: Final = (
    "date", "time", "who", "category", "kind", "note", "amount", "unit", "balance", "payment",
)  # fmt: skip
_BYTE_ORDER_MARK: Final = "\ufeff"
_STARTS_A_FORMULA: Final = re.compile(
    r"(^|[;|])([\s\u200b-\u200d\ufeff]*)([=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])"
)


def table(lines: Iterable[Told], *, unit: str) -> Iterator[bytes]:
    """The table in pieces. It begins with a byte order mark, as the spreadsheet that most people
    have takes it for another encoding without."""
    yield _BYTE_ORDER_MARK.encode() + _row(HEAD)
    for line in lines:
        yield _row(
            (
                f"{line.at:%Y-%m-%d}",
                f"{line.at:%H:%M:%S}",
                as_text(line.who),
                line.category,
                line.kind,
                as_text(line.note),
                format_minor(line.amount, unit),
                unit,
                format_minor(line.balance, unit),
                line.payment,
            )
        )


def as_text(text: str) -> str:
    """A text that somebody else wrote, so that a spreadsheet shows it and does not run it: before
    what begins like a formula comes an apostrophe (OWASP, CSV injection). Whatever stands before
    the sign counts for nothing where a program strips it, so spaces are looked past. Where a comma
    is the decimal sign a semicolon parts the cells, and what follows it begins one; the wide signs
    of East Asia are signs, too."""
    return _STARTS_A_FORMULA.sub(r"\1'\2\3", text)


def _row(cells: Iterable[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().encode()
