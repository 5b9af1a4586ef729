"""The frontier: the id up to which a table is settled, so that no commit can add a row below it.

Ids come from a sequence and transactions commit in another order, so the newest visible id proves
nothing about smaller ones. A *missing* id is either still to come (its writer has not committed) or
never will (its writer rolled back). Every writer gets its transaction id before its row's id (facts
by `outbox_next_fact_id`, journals by `ledger_post`), which is what lets the two be told apart:

1. A snapshot shows id ``h`` and misses some below it. Each missing one was drawn from the sequence
   before ``h`` was, so before this snapshot, by a transaction that by then had its transaction id.
2. *Afterwards* we take a transaction id of our own, the horizon. It is above all of theirs.
3. Once a later snapshot has no running transaction below the horizon, all of them have ended, and
   that snapshot sees whatever they committed. What is missing in it is missing for ever.

`pg_snapshot_xmax` of the first snapshot would not do as the horizon: it is one above the newest
*finished* transaction, and a writer that is still running may lie beyond it.
"""

from dataclasses import dataclass
from typing import Final

from django.db import connection

from tuppence.outbox import schema

LOOK_AHEAD: Final = 10_000
"""Rows examined in one step, so that a reader far behind works through pages of bounded size."""

_LOOK: Final = schema.read("frontier.sql")


@dataclass(frozen=True, slots=True)
class _Gap:
    """Ids up to ``upto`` were all drawn by transactions below ``horizon``."""

    upto: int
    horizon: int


class Frontier:
    """Follows the settled rows of ``table`` from a starting id. Each process has its own:
    forgetting it costs a look, never a row.

    The table's ids must be drawn one at a time (``CACHE 1``), by transactions that have their
    transaction id by then.
    """

    def __init__(self, *, settled: int, table: str = "outbox_fact") -> None:
        self.settled = settled
        self._look = _LOOK.format(table=table)
        self._gap: _Gap | None = None

    @property
    def waiting(self) -> bool:
        """Whether an id is missing that some running transaction may still commit."""
        return self._gap is not None

    def advance(self) -> bool:
        """Looks once; says whether more was settled. Runs outside any transaction, as the horizon
        must be younger than the look (raises RuntimeError inside one)."""
        if connection.in_atomic_block:
            raise RuntimeError("the frontier needs a fresh snapshot and transaction id each time")
        before = self.settled
        with connection.cursor() as cursor:
            cursor.execute(self._look, {"settled": before, "limit": LOOK_AHEAD})
            contiguous, highest, oldest_running = cursor.fetchone()
            self.settled = contiguous
            gap = self._gap
            if gap is not None and (contiguous >= gap.upto or oldest_running >= gap.horizon):
                self.settled = max(contiguous, gap.upto)
                self._gap = None
            if self._gap is None and highest > self.settled:
                cursor.execute("SELECT pg_current_xact_id()::text::bigint")
                self._gap = _Gap(upto=highest, horizon=cursor.fetchone()[0])
        return self.settled > before
