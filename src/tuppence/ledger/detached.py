"""Months of transfers that were taken out of the ledger: since when there is history, and which
journals have none (any more). docs/partitions.md says what that means."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from tuppence.kernel.errors import Refused
from tuppence.ledger.posting import fetch


class HistoryDetached(Refused):
    """Data: ``since``, from when on there is history."""

    code: ClassVar[str] = "history_detached"
    status: ClassVar[int] = 410
    title: ClassVar[str] = "That is so long ago that it was put away; an operator can bring it back"


def kept_since() -> datetime | None:
    """The first instant that there are transfers of; None when no month is detached."""
    since: datetime | None = fetch("SELECT ledger_kept_since()", [])[0][0]
    return since


@dataclass(frozen=True, slots=True)
class Journals:
    """Ids of journals, as ranges in order: first ones, and the ones after the last."""

    first: tuple[int, ...]
    after: tuple[int, ...]

    def __contains__(self, journal: int) -> bool:
        place = bisect_right(self.first, journal) - 1
        return place >= 0 and journal < self.after[place]


def journals() -> Journals:
    """Those whose transfers may be in a detached month. Others have all of theirs in the ledger."""
    rows = fetch(
        "SELECT lower(span), upper(span) FROM unnest(ledger_detached_journals()) AS span"
        " ORDER BY 1",
        [],
    )
    return Journals(tuple(row[0] for row in rows), tuple(row[1] for row in rows))
