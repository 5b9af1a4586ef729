"""Journals whole: everything that each of them wrote and that never changes afterwards.

For who seals or exports the books. What does change (a hold's state, an account's balance) follows
from these rows and is not among them.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from tuppence.ledger.posting import fetch


class Moved(NamedTuple):
    """A transfer. ``unit`` is its debit account's; ``reverses`` a journal and line."""

    journal: int
    line: int
    debit: int
    credit: int
    amount: int
    debit_seq: int
    credit_seq: int
    debit_balance: int
    credit_balance: int
    at: datetime
    hold: int | None
    reverses_journal: int | None
    reverses_line: int | None
    late: bool
    unit: str | None


class Placed(NamedTuple):
    """A hold, as it was placed."""

    journal: int
    line: int
    hold: int
    debit: int
    credit: int
    amount: int
    over_capture: bool
    at: datetime
    expires_at: datetime | None
    unit: str | None


class GivenUp(NamedTuple):
    """A hold's release; ``amount`` is what it still reserved."""

    journal: int
    line: int
    hold: int
    amount: int
    at: datetime


class Declined(NamedTuple):
    """Why a journal moved nothing; ``data`` is the JSON object that was stored, parsed or not."""

    journal: int
    at: datetime
    code: str
    data: Any


class Whole(NamedTuple):
    """A journal and its rows, by line. ``key`` and ``request`` are digests."""

    id: int
    key: UUID
    request: UUID
    transfers: list[Moved]
    holds: list[Placed]
    releases: list[GivenUp]
    refusal: Declined | None


_JOURNALS = """
SELECT id, key, request FROM ledger_journal
WHERE id > %s AND id <= %s ORDER BY id LIMIT %s
"""
_TRANSFERS = """
SELECT t.journal_id, t.line, t.debit_id, t.credit_id, t.amount, t.debit_seq, t.credit_seq,
       t.debit_balance, t.credit_balance, t.at, t.hold_id, t.reverses_journal, t.reverses_line,
       t.late, a.unit
FROM ledger_transfer t LEFT JOIN ledger_account a ON a.id = t.debit_id
WHERE t.journal_id BETWEEN %s AND %s ORDER BY t.journal_id, t.line
"""
_HOLDS = """
SELECT h.journal_id, h.line, h.id, h.debit_id, h.credit_id, h.amount, h.over_capture, h.placed_at,
       h.expires_at, a.unit
FROM ledger_hold h LEFT JOIN ledger_account a ON a.id = h.debit_id
WHERE h.journal_id BETWEEN %s AND %s ORDER BY h.journal_id, h.line
"""
_RELEASES = """
SELECT journal_id, line, hold_id, amount, at FROM ledger_release
WHERE journal_id BETWEEN %s AND %s ORDER BY journal_id, line
"""
_REFUSALS = """
SELECT journal_id, at, code, data FROM ledger_refusal WHERE journal_id BETWEEN %s AND %s
"""


def whole(*, after: int, upto: int, limit: int) -> list[Whole]:
    """The journals with ids above ``after`` and up to ``upto``, the first ``limit`` of them, in
    order. Several statements: of a range that is settled, or in one snapshot."""
    journals = fetch(_JOURNALS, [after, upto, limit])
    if not journals:
        return []
    span = [journals[0][0], journals[-1][0]]
    transfers = _by_journal(Moved(*row) for row in fetch(_TRANSFERS, span))
    holds = _by_journal(Placed(*row) for row in fetch(_HOLDS, span))
    releases = _by_journal(GivenUp(*row) for row in fetch(_RELEASES, span))
    refusals = {row[0]: Declined(*row) for row in fetch(_REFUSALS, span)}
    return [
        Whole(
            id=journal,
            key=key,
            request=request,
            transfers=transfers[journal],
            holds=holds[journal],
            releases=releases[journal],
            refusal=refusals.get(journal),
        )
        for journal, key, request in journals
    ]


def _by_journal(rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.journal].append(row)
    return found
