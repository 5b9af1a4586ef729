"""What callers say to the ledger: a `Journal` of legs and charges; and what it answers.

All amounts are whole minor units of the leg's unit, and positive. Account ids, hold ids and journal
ids are the ledger's own bigint keys. (They are named tuples: a batch makes thousands of them, and
frozen dataclasses take three times as long to make.)
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias


class Key(NamedTuple):
    """An idempotency key. ``scope`` says whose it is (an actor, a job), so that two callers cannot
    meet; ``value`` is theirs; ``request`` is all that makes the request what it is, so that the
    same key with another request is told apart.

    The ledger stores 128 bits of SHA-256 of each.
    """

    scope: str
    value: str
    request: str

    @property
    def digest(self) -> str:
        return _digest(f"{len(self.scope)}:{self.scope}:{self.value}")

    @property
    def request_digest(self) -> str:
        return _digest(self.request) if self.request else _NO_REQUEST


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


_NO_REQUEST = _digest("")
"""What a job's keys all have: a key of theirs can mean one request only."""


class Transfer(NamedTuple):
    """Moves ``amount`` from ``debit`` to ``credit``."""

    debit: int
    credit: int
    amount: int
    unit: str


class Hold(NamedTuple):
    """Reserves ``amount`` on ``debit`` for ``credit`` until ``expires_at`` (never, when None).

    ``over_capture`` allows captures to add up to more than the amount (some card rails do).
    """

    debit: int
    credit: int
    amount: int
    unit: str
    expires_at: datetime | None = None
    over_capture: bool = False


class Capture(NamedTuple):
    """Moves ``amount`` of a hold for good. ``final`` releases what then remains.

    An expired hold can still be captured: the transfer is marked late and must find its money
    available, as nothing is reserved any more.
    """

    hold: int
    amount: int
    final: bool = False


class Release(NamedTuple):
    """Gives back what remains of a hold."""

    hold: int


class Reversal(NamedTuple):
    """Moves ``amount`` back over the transfer ``(journal, line)``; never more than it moved."""

    journal: int
    line: int
    amount: int


Leg: TypeAlias = Transfer | Hold | Capture | Release | Reversal


class Charge(NamedTuple):
    """Counts ``amount`` against every limit that ``account`` has for ``scope``.

    Whether there are such limits is looked up when posting, under the account's lock, so a limit
    set a moment ago is in force. ``gives_back`` names a journal whose charge is undone: usage falls
    by ``amount`` in windows that still contain that journal.
    """

    account: int
    scope: str
    amount: int
    gives_back: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a journal was not posted: a stable ``code`` and the data a client needs."""

    code: str
    data: dict[str, Any] = field(default_factory=dict)


class Journal(NamedTuple):
    """One business movement: all of it or none.

    ``refused`` is for a caller that has already decided to refuse (a guardian's rule): nothing
    moves, and the refusal becomes the key's outcome forever, as the ledger's own refusals do.
    """

    key: Key
    legs: tuple[Leg, ...] = ()
    charges: tuple[Charge, ...] = ()
    refused: Refusal | None = None


class Outcome(NamedTuple):
    """What became of a journal: posted when ``refusal`` is None.

    ``replayed`` marks an answer first given earlier to the same key and request. ``holds`` are the
    ids of the holds that the journal placed, in the order of its legs.
    """

    journal: int
    at: datetime
    replayed: bool
    refusal: Refusal | None = None
    holds: tuple[int, ...] = ()

    @property
    def posted(self) -> bool:
        return self.refusal is None
