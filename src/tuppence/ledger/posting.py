"""Posting journals: one call to the SQL function ``ledger_post``, the engine (sql/post.sql).

`CALL` and `arguments` let a caller put the same call into a larger statement, so that its own rows
are written in the money's transaction and round trip.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections

from tuppence.kernel.arrays import numbers, texts, words
from tuppence.ledger.journals import (
    Capture,
    Hold,
    Journal,
    Leg,
    Outcome,
    Refusal,
    Release,
    Reversal,
    Transfer,
)

MAX_BATCH = 1000
"""Journals of one call at most."""
MAX_LEGS = 100
"""Legs of one journal at most."""


def call(refused: str) -> str:
    """`CALL` with an expression in the place of the array of refusals. What is left of `arguments`
    is then all but the third."""
    return _CALL.format(refused=refused)


_CALL = """ledger_post(
    %s::uuid[], %s::uuid[], {refused}, %s::jsonb[],
    %s::int[], %s::smallint[], %s::smallint[], %s::bigint[], %s::bigint[], %s::bigint[],
    %s::text[], %s::bigint[], %s::smallint[], %s::timestamptz[], %s::boolean[],
    %s::int[], %s::bigint[], %s::text[], %s::bigint[], %s::bigint[],
    %s::timestamptz, %s::boolean)"""

CALL = call("%s::text[]")
"""Gives (ordinal from 1, journal_id, posted_at, replayed, code, data, holds) for each journal."""

_POST = "SELECT * FROM " + CALL + " ORDER BY 1"


def post(
    journals: Sequence[Journal], *, at: datetime | None = None, dry_run: bool = False
) -> list[Outcome]:
    """Posts journals, each all or nothing, and gives their outcomes in order.

    Runs in the caller's transaction when one is open, else commits by itself. ``at`` is for history
    that is entered later; nothing happens before what its accounts have already seen. ``dry_run``
    judges each journal as if it came alone and under a new key, and writes nothing.
    """
    if not journals:
        return []
    rows = fetch(_POST, arguments(journals, at=at, dry_run=dry_run))
    return [outcome(row) for row in rows]


def fetch(
    statement: str, parameters: Sequence[Any] | Mapping[str, Any], *, using: str | None = None
) -> list[tuple[Any, ...]]:
    """Rows of a statement, bound and prepared by the server on Django's default connection, or on
    that of ``using``, a replica's alias.

    A statement that is its own transaction is repeated when the server chose it to end a deadlock.
    (Django's own cursor writes parameters into the text, which the server must parse each time.)
    """
    for _ in range(_RETRIES):
        try:
            return _fetch(statement, parameters, using)
        except OperationalError as error:
            if connections[using or DEFAULT_DB_ALIAS].in_atomic_block or not isinstance(
                error.__cause__, _UNDONE
            ):
                raise
    return _fetch(statement, parameters, using)


def _fetch(
    statement: str, parameters: Sequence[Any] | Mapping[str, Any], using: str | None
) -> list[tuple[Any, ...]]:
    connection = connections[using or DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(statement, parameters, prepare=True, binary=True).fetchall()


_RETRIES = 2
_UNDONE = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
"""The server has undone the whole statement, and it can simply be run again."""


def outcome(row: Sequence[Any]) -> Outcome:
    """The outcome in a row of ``ledger_post``."""
    _, journal, at, replayed, code, data, holds = row[:7]
    if isinstance(data, str):  # Django's connections leave jsonb to its reader
        data = json.loads(data)
    return Outcome(
        journal=journal,
        at=at,
        replayed=replayed,
        refusal=None if code is None else Refusal(code, data or {}),
        holds=tuple(holds),
    )


def arguments(
    journals: Sequence[Journal], *, at: datetime | None = None, dry_run: bool = False
) -> list[Any]:
    """The parameters of `CALL`; an array that says nothing is NULL. Raises ValueError when a batch
    or journal is over its limit, or a journal says nothing."""
    if len(journals) > MAX_BATCH or any(len(j.legs) > MAX_LEGS for j in journals):
        raise ValueError(f"at most {MAX_BATCH} journals, of at most {MAX_LEGS} legs")
    if not all(journal.legs or journal.refused for journal in journals):
        raise ValueError("a journal has at least one leg, or is refused")
    refusals = [journal.refused for journal in journals]
    decided = any(refusals)
    legs = [
        (ordinal, line, *_leg(leg))
        for ordinal, journal in enumerate(journals, 1)
        for line, leg in enumerate(journal.legs, 1)
    ]
    charges = [
        (ordinal, *charge)
        for ordinal, journal in enumerate(journals, 1)
        for charge in journal.charges
    ]
    journal, line, op, debit, credit, amount, unit, ref, ref_line, expires, flag = (
        zip(*legs, strict=True) if legs else [()] * 11
    )
    charged, account, scope, charge, back = zip(*charges, strict=True) if charges else [()] * 5
    return [
        words([journal.key.digest for journal in journals]),
        words([journal.key.request_digest for journal in journals]),
        texts([r.code if r else None for r in refusals]) if decided else None,
        texts([json.dumps(r.data) if r else None for r in refusals]) if decided else None,
        *map(numbers, (journal, line, op, debit, credit, amount)),
        texts(unit),
        *(numbers(c) if any(c) else None for c in (ref, ref_line)),
        texts(expires) if any(expires) else None,
        numbers(flag) if any(flag) else None,
        *map(numbers, (charged, account)),
        texts(scope),
        numbers(charge),
        numbers(back) if any(back) else None,
        at,
        dry_run,
    ]


def _leg(leg: Leg) -> tuple[Any, ...]:
    """(op, debit, credit, amount, unit, ref, ref_line, expires, flag) as sql/post.sql reads it."""
    match leg:
        case Transfer():
            return (1, leg.debit, leg.credit, leg.amount, leg.unit, None, None, None, False)
        case Hold():
            return (
                2, leg.debit, leg.credit, leg.amount, leg.unit, None, None, leg.expires_at,
                leg.over_capture,
            )  # fmt: skip
        case Capture():
            return (3, None, None, leg.amount, None, leg.hold, None, None, leg.final)
        case Release():
            return (4, None, None, None, None, leg.hold, None, None, False)
        case Reversal():
            return (5, None, None, leg.amount, None, leg.journal, leg.line, None, False)
