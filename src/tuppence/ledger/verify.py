"""Whether the books agree with themselves: every counter recomputed, every invariant looked at.

What is looked for is in sql/verify.sql, and may be asked for by hand. All checks see one snapshot
of a live system and lock nothing. They take memory, and temporary disk, that does not grow with the
books: what reads every transfer does so by ranges.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from tuppence.ledger import detached
from tuppence.ledger.posting import fetch

RANGE = 4_000_000
"""Transfers looked at in one statement, about."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The first row that disagrees with the rest: what it should say, and what it says."""

    row: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Check:
    """``count`` rows of what ``meaning`` speaks of were looked at, in ``seconds``."""

    name: str
    meaning: str
    count: int
    seconds: float
    disagreement: Disagreement | None


Watch = Callable[[str, int, int], None]
"""Is told the check that runs, and how many of how many parts of it are done."""


def unwatched(name: str, done: int, total: int) -> None:
    """For who only wants the result."""


_TRANSFERS = "SELECT count(*) FROM ledger_transfer"
_BALANCES = "SELECT count(*) FROM ledger_balance"
_CHECKS = (
    # name (of its function ledger_verify_<name>), what holds, and how many rows that speaks of
    ("units", "the balances of each unit sum to zero", _BALANCES),
    ("accounts", "each account has one balance, of its unit", _BALANCES),
    ("bounds", "what is held and reserved is within floor and ceiling", _BALANCES),
    ("history", "transfers follow one another and add up to the counters", _TRANSFERS),
    ("sides", "both sides of a transfer have one unit", _TRANSFERS),
    ("holds", "holds agree with captures and releases", "SELECT count(*) FROM ledger_hold"),
    ("pending", "pending counters are what holds reserve", _BALANCES),
    ("limits", "no limit is used beyond its cap", "SELECT count(*) FROM ledger_limit"),
    ("reversals", "nothing is moved back further than it went", _TRANSFERS),
    ("journals", "each left all its legs, or one refusal", "SELECT count(*) FROM ledger_journal"),
    ("guards", "triggers, grants and settings keep the books", "SELECT 1"),
)


def verify(*, watch: Watch = unwatched) -> Iterator[Check]:
    """Runs the checks one by one, in one snapshot when no transaction is open."""
    with snapshot():
        since = detached.kept_since()
        for name, what, count in _CHECKS:
            meaning = what
            if since is not None and name == "history":
                meaning = f"transfers since {since:%Y-%m} add up with what was detached"
            start = time.monotonic()
            watch(name, 0, 1)
            [(rows,)] = fetch(count, [])
            found = _disagreement(name, watch)
            yield Check(name, meaning, rows, time.monotonic() - start, found)


@contextmanager
def snapshot() -> Iterator[None]:
    """All reads inside see one moment: a transaction's, or one opened for it."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            # A month that is detached meanwhile would be gone from a snapshot that is older.
            cursor.execute("LOCK TABLE ONLY ledger_transfer IN ACCESS SHARE MODE")
        yield


def _disagreement(name: str, watch: Watch) -> Disagreement | None:
    of_range = _BY_RANGES.get(name)
    if of_range is None:
        return _first(f"ledger_verify_{name}()")
    ranges, look = of_range
    parts = fetch(f"SELECT * FROM {ranges}(%s)", [RANGE])
    for done, (first, last) in enumerate(parts):
        watch(name, done, len(parts))
        found = look(first, last)
        if found is not None:
            return found
    return None


def _history(first: int, last: int) -> Disagreement | None:
    found = fetch("SELECT account FROM ledger_verify_history(%s, %s) LIMIT 1", [first, last])
    return _first("ledger_verify_account(%s)", found[0][0]) if found else None


def _sides(first: int, last: int) -> Disagreement | None:
    return _first("ledger_verify_sides(%s, %s)", first, last)


def _journals(first: int, last: int) -> Disagreement | None:
    return _first("ledger_verify_journals(%s, %s)", first, last)


def _first(rows: str, *arguments: int) -> Disagreement | None:
    found = fetch(f"SELECT subject, expected, found FROM {rows} LIMIT 1", arguments)
    return Disagreement(*found[0]) if found else None


_BY_RANGES: dict[str, tuple[str, Callable[[int, int], Disagreement | None]]] = {
    "history": ("ledger_verify_ranges", _history),
    "sides": ("ledger_verify_journal_ranges", _sides),
    "journals": ("ledger_verify_journal_ranges", _journals),
}
"""The function that gives a check's ranges, and what looks at one."""
