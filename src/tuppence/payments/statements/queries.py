"""A statement: where a wallet stood before a time and after it, and every movement between."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from tuppence.kernel.errors import Refused, Unavailable
from tuppence.ledger import queries as ledger
from tuppence.payments.payments.queries import Line, by_journal
from tuppence.payments.wallets import queries as wallets
from tuppence.payments.wallets.models import Wallet
from tuppence.people.families.rights import Right
from tuppence.people.identity.actor import Actor

PAGE: Final = 500
"""Movements that are read at once."""

SECONDS: Final = 20
"""How long one statement may take to be read and written: whoever asks for it holds one of the
worker's database connections."""

_TICK = timedelta(microseconds=1)


class StatementTooLong(Refused):
    """``lines`` is how many there are, ``most`` how many one statement of this form can have."""

    code: ClassVar[str] = "statement_too_long"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "Too much moved in that time for one statement: ask for a shorter one"


class StatementSlow(Unavailable):
    code: ClassVar[str] = "statement_slow"
    title: ClassVar[str] = "The statement took too long to write"


class BooksDisagree(Exception):
    """The movements that were read do not lead from the opening balance to the closing one."""


@dataclass(frozen=True, slots=True)
class Statement:
    """``opening`` is where the wallet stood before ``since``, ``closing`` before ``until``; all
    that lies between are its lines, whatever is posted meanwhile."""

    wallet: Wallet
    since: datetime
    until: datetime
    opening: ledger.Position
    closing: ledger.Position

    @property
    def count(self) -> int:
        """How many lines it has."""
        return self.closing.seq - self.opening.seq


class Deadline:
    """When a statement has to be written by: `SECONDS` from its making."""

    def __init__(self, *, seconds: int = SECONDS) -> None:
        self._at = time.monotonic() + seconds

    def check(self) -> None:
        """Lets other requests of this worker have their turn. Raises `StatementSlow`."""
        time.sleep(0)
        if time.monotonic() > self._at:
            raise StatementSlow


def statement(
    actor: Actor, *, wallet: UUID, since: datetime, until: datetime, most: int
) -> Statement:
    """The statement of a wallet from ``since`` (inclusive) to ``until`` (exclusive).

    Raises `NotFound` for a wallet that is not the actor's to see, `StatementTooLong` for one of
    more than ``most`` lines, and `HistoryDetached` when it begins before what the ledger has.
    """
    found = wallets.access(actor, wallet, Right.SEE_HISTORY).wallet
    opening = ledger.position_at(found.account_id, since - _TICK)
    closing = ledger.position_at(found.account_id, max(since, until) - _TICK)
    made = Statement(found, since, until, opening, closing)
    if made.count > most:
        raise StatementTooLong(lines=made.count, most=most)
    return made


def lines(statement: Statement, *, deadline: Deadline) -> Iterator[Line]:
    """Its movements, oldest first, with the payments that made them: two queries a `PAGE`.

    Raises `StatementSlow`, and `BooksDisagree` at the end unless opening balance and lines add up
    to the closing balance.
    """
    after, since, balance = statement.opening.seq, statement.since, statement.opening.balance
    while after < statement.closing.seq:
        deadline.check()
        entries = ledger.entries_between(
            statement.wallet.account_id,
            after=after,
            upto=statement.closing.seq,
            since=since,
            limit=PAGE,
        )
        if not entries:
            break
        paid = by_journal([entry.journal for entry in entries])
        for entry in entries:
            balance += entry.amount
            yield Line(entry, paid.get(entry.journal), statement.wallet)
        after, since = entries[-1].seq, entries[-1].at
    if (after, balance) != (statement.closing.seq, statement.closing.balance):
        raise BooksDisagree(f"wallet {statement.wallet.pk}: {after}, {balance}")
