"""`tuppence partitions`: the months of transfers and facts; takes old ones out, and back in.

As the role that owns the tables. docs/partitions.md says what a detached month means.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Final

import psycopg
from django.db import Error, connection, transaction
from django.db.backends.utils import CursorWrapper
from rich.table import Table

from tuppence.kernel.clock import utc_now
from tuppence.ledger.posting import fetch
from tuppence.outbox import consumers
from tuppence.outbox.models import Cursor
from tuppence.seal import store
from tuppence.stack import display
from tuppence.stack.failures import StackFailed

PATIENCE: Final = "2s"
"""How long a month waits for whoever reads: everybody who pays waits behind it meanwhile."""

_REFUSED: Final = "LP002"

_MONTHS: Final = r"""
SELECT nspname = 'public', c.relname, pg_total_relation_size(c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND nspname IN ('public', 'detached')
  AND c.relname ~ '^(ledger_transfer|outbox_fact)_(\d{4}_\d\d|default)$'
ORDER BY 2
"""


class MonthKept(StackFailed):
    """The month stays where it is; the message says why."""


@dataclass(frozen=True, slots=True)
class Month:
    """``month`` is `2026-05`, or `default` for facts that have none; ``attached``: read and written
    as part of its table."""

    table: str
    month: str
    rows: int
    bytes: int
    attached: bool


def month_of(text: str) -> datetime:
    """The first instant of a month that is written `2026-05`. Raises `MonthKept`."""
    try:
        return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC)
    except ValueError as error:
        raise MonthKept(f"{text} is no month such as 2026-05") from error


def months() -> list[Month]:
    """All there are, oldest first; counts rows, so it reads an index of each."""
    found = []
    for attached, name, size in fetch(_MONTHS, []):
        schema = "public" if attached else "detached"
        [(rows,)] = fetch(f"SELECT count(*) FROM {schema}.{name}", [])
        is_fact = name.startswith("outbox_fact")
        table = "outbox_fact" if is_fact else "ledger_transfer"
        month = name.removeprefix(f"{table}_").replace("_", "-")
        found.append(Month(table, month, rows, size, attached))
    return found


def show(*, as_json: bool) -> None:
    if as_json:
        display.say(json.dumps([asdict(month) for month in months()], indent=2))
        return
    table = Table("table", "month", "rows", "MB", "")
    for month in months():
        where = "" if month.attached else "detached"
        size = f"{month.bytes / 1e6:,.1f}"
        table.add_row(month.table, month.month, f"{month.rows:,}", size, where)
    display.OUT.print(table)


def detach(text: str) -> None:
    """Takes a month of both tables out, into the schema ``detached``.

    Each in a transaction of its own: payments lock transfers before facts, and the relay facts
    before transfers, so that whoever holds both tables waits in a circle with one of them. When
    only the transfers are out, the same command goes on with the facts.

    Raises `MonthKept` while anything still needs it.
    """
    month, now = month_of(text), utc_now()
    [(began,)] = fetch("SELECT EXISTS (SELECT FROM ledger_detached WHERE month = %s)", [month])
    if not began:
        _not_needed(month, now)
        with _changing() as cursor:
            cursor.execute("SELECT ledger_detach_month(%s, %s)", [month, now])
            [newest] = cursor.fetchone()
            _sealed(newest)  # again: history may have been entered while the month was added up
    try:
        with _changing() as cursor:
            cursor.execute("SELECT outbox_detach_month(%s, %s)", [month, now])
    except MonthKept as error:
        raise MonthKept(f"transfers are detached, facts are not yet: {error}") from error


def attach(text: str) -> None:
    """Takes the month that was detached last back in. Raises `MonthKept`."""
    month = month_of(text)
    with _changing() as cursor:
        cursor.execute("SELECT ledger_attach_month(%s), outbox_attach_month(%s)", [month, month])


def _not_needed(month: datetime, now: datetime) -> None:
    """Also what the ledger and the outbox cannot know: the seal, and consumers only declared."""
    for keeps in ("ledger_keeps_month", "outbox_keeps_month"):
        [(why,)] = fetch(f"SELECT {keeps}(%s, %s)", [month, now])
        if why is not None:
            raise MonthKept(why)
    [(newest,)] = fetch(
        "SELECT max(journal_id) FROM ledger_transfer WHERE at >= %s"
        " AND at < date_trunc('month', %s + interval '32 days', 'UTC')",
        [month, month],
    )
    _sealed(newest)
    begun = set(Cursor.objects.values_list("consumer", flat=True))
    for consumer in consumers.declared():
        if consumer.start == "beginning" and consumer.name not in begun:
            raise MonthKept(f"consumer {consumer.name} has yet to be handed facts of it")


def _sealed(newest: int | None) -> None:
    """A leaf is made of what the ledger has; so a month goes when its newest journal has one."""
    if newest is None:
        return
    signed, place = store.latest(), store.find(newest)
    if signed is None or place is None or place[0] >= signed.size:
        raise MonthKept(f"journal {newest} of the month is not sealed and signed for yet")


@contextmanager
def _changing() -> Iterator[CursorWrapper]:
    """A transaction that changes what belongs to a table; what it waits for in vain is told."""
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            yield cursor
    except Error as error:
        if isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
            raise MonthKept("a long read is under way (verify?): try again after it") from error
        if isinstance(error.__cause__, psycopg.errors.DeadlockDetected):
            raise MonthKept("history is being entered into that month: try again") from error
        if getattr(error.__cause__, "sqlstate", None) == _REFUSED:
            raise MonthKept(str(error).split("\n", 1)[0]) from error
        raise
