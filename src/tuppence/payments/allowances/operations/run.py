"""Pay-day: pays every allowance that is due, in pages, each a transaction of its own.

A page is read, posted and put forward to its next due days together, so a run that is killed has
paid whole pages, and the next goes on where they end. Runs may overlap: each skips what another has
locked. A due day that was paid cannot be paid again even if its plan were put back, as its key is
made of the allowance and the day.

Each page asks whether its givers may still give: an ex-guardian's allowances end there if the fact
that they have gone is not heard of yet. It is one statement a page.

An outage is made up for in order: a run sweeps over what is due, pays one due day of each
allowance, and sweeps again while the last sweep has found any.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

import structlog
from django.db import DataError, IntegrityError, transaction

from tuppence.edge.rows import made
from tuppence.kernel.arrays import numbers, texts
from tuppence.kernel.ids import to_public
from tuppence.ledger import posting as ledger
from tuppence.ledger.journals import Key
from tuppence.outbox import operations as outbox
from tuppence.payments.allowances import events, rules
from tuppence.payments.allowances.models import Every as StoredEvery
from tuppence.payments.allowances.operations.letting_go import Between, end_unheld
from tuppence.payments.calendar import Every
from tuppence.payments.ious.operations import Debt, owe
from tuppence.payments.payments import posting
from tuppence.payments.payments.models import Kind, Payment
from tuppence.payments.payments.operations.transfer import transfer
from tuppence.payments.payments.posting import Movement
from tuppence.payments.wallets.models import Wallet

PAGE: Final = 500
_SQL: Final = Path(__file__).parent.parent / "sql"
_DUE: Final[str] = (_SQL / "due.sql").read_text(encoding="utf-8")
_FORWARD: Final = (_SQL / "forward.sql").read_text(encoding="utf-8")
_EVERY: Final = {stored.value: Every(stored.label) for stored in StoredEvery}

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Ran:
    """What a run did: due days ``paid``, ``owed`` as they could not be paid, and passed over
    (``skipped`` by a guardian's wish, ``lapsed`` by their age). ``over``: nothing more was due."""

    paid: int = 0
    owed: int = 0
    skipped: int = 0
    lapsed: int = 0
    over: bool = False


class Due(NamedTuple):
    """A due day of an allowance, as sql/due.sql gives it."""

    next_at: datetime
    allowance: int
    public_id: UUID
    next_on: date
    amount: int
    raised_amount: int | None
    raised_on: date | None
    skip: bool
    every: int
    day: int
    zone: str
    unit: str
    note: str | None
    giver: int
    giver_name: str
    person: int
    person_name: str
    payer: int
    payer_public: UUID
    payer_account: int
    payee: int
    payee_public: UUID
    payee_account: int

    @property
    def source(self) -> str:
        """What names this due day everywhere: in its key, and as what is owed for."""
        return f"{self.public_id}:{self.next_on}"

    @property
    def payable(self) -> int:
        return rules.payable(self.amount, self.raised_amount, self.raised_on, on=self.next_on)


_Place = tuple[datetime, int]
"""Up to where a run has looked: `next_at` and the allowance, in which order it looks."""
_FIRST: Final[_Place] = (datetime.min.replace(tzinfo=UTC), 0)


def pay_due(*, now: datetime, go_on: Callable[[Ran], bool]) -> Ran:
    """Pays what is due at ``now`` while ``go_on``, which is told before each page what was done so
    far, says so."""
    ran, place, size, found = Ran(), _FIRST, PAGE, False
    while not ran.over and go_on(ran):
        try:
            behind = _page(ran, place, size=size, now=now)
            if behind is None:
                ran.over = not found
                place, found = _FIRST, False
            else:
                place, found = behind, True
            size = min(2 * size, PAGE)
        except (DataError, IntegrityError):
            # Nothing of the page was written. A row that the database finds impossible must not
            # keep the others from being paid: it is looked for, and left where it is.
            if size > 1:
                size = size // 2
                continue
            place = _left(place, now=now)
    return ran


def _page(ran: Ran, place: _Place, *, size: int, now: datetime) -> _Place | None:
    """Pays the next page; gives the place behind it. None: there was none."""
    with transaction.atomic():
        page = _due(place, size=size, now=now)
        if not page:
            return None
        gone = end_unheld([Between(one.allowance, one.giver, one.person) for one in page], now=now)
        last, page = page[-1], [due for due in page if due.allowance not in gone]
        oldest = rules.made_up_from(now)
        lapsed = [due for due in page if due.next_at < oldest]
        skipped = [due for due in page if due.skip and due.next_at >= oldest]
        payable = [due for due in page if not due.skip and due.next_at >= oldest]
        unpaid = _pay(payable)
        owe([_debt(due, payment) for due, payment in unpaid], now=now)
        _forward(page, oldest=oldest, now=now)
    ran.paid += len(payable) - len(unpaid)
    ran.owed += len(unpaid)
    ran.skipped += len(skipped)
    ran.lapsed += len(lapsed)
    return last.next_at, last.allowance


def _due(place: _Place, *, size: int, now: datetime) -> list[Due]:
    after = None if place == _FIRST else place[0]
    statement = _DUE.replace("{size}", str(size))
    rows = ledger.fetch(statement, {"now": now, "after": after, "past": place[1]})
    return [Due(*row) for row in rows]


def _left(place: _Place, *, now: datetime) -> _Place:
    with transaction.atomic():
        page = _due(place, size=1, now=now)
    if not page:
        return place
    due = page[0]
    log.error("allowance_impossible", allowance=to_public("alw", due.public_id))
    return due.next_at, due.allowance


def _pay(page: Sequence[Due]) -> list[tuple[Due, Payment]]:
    """Posts a page; gives those that the ledger refused, with their payments."""
    if not page:
        return []
    settled = posting.post([_movement(due) for due in page])
    unpaid = []
    for due, one in zip(page, settled, strict=True):
        if one is not None and one.payment.refusal_code is not None:
            unpaid.append((due, one.payment))
    return unpaid


def _movement(due: Due) -> Movement:
    return transfer(
        kind=Kind.ALLOWANCE,
        payer=_wallet(due.payer, due.payer_public, due.payer_account, due.giver, due.unit),
        payee=_wallet(due.payee, due.payee_public, due.payee_account, due.person, due.unit),
        payer_name=due.giver_name,
        payee_name=due.person_name,
        amount=due.payable,
        actor_id=due.giver,
        key=Key(scope="allowance", value=due.source, request=""),
        note=due.note,
    )


def _wallet(key: int, public_id: UUID, account: int, owner: int, unit: str) -> Wallet:
    columns = {
        "id": key, "public_id": public_id, "account_id": account, "owner_id": owner, "unit": unit,
    }  # fmt: skip
    return made(Wallet, columns, read=True)


def _debt(due: Due, payment: Payment) -> Debt:
    return Debt(
        source=f"allowance:{due.source}",
        kind=Kind.ALLOWANCE,
        giver_id=due.giver,
        person_id=due.person,
        payer_wallet_id=due.payer,
        payee_wallet_id=due.payee,
        amount=due.payable,
        unit=due.unit,
        note=due.note,
        due_at=due.next_at,
        reason=payment.refusal_code,
    )


def _forward(page: Sequence[Due], *, oldest: datetime, now: datetime) -> None:
    """Puts a page's plans forward: to the next due day, or to the first that is made up for."""
    turns = [_next(due, oldest) for due in page]
    forwarded = ledger.fetch(
        _FORWARD,
        [
            numbers([due.allowance for due in page]),
            texts([turn.on for turn in turns]),
            texts([turn.at for turn in turns]),
        ],
    )
    if len(forwarded) != len(page):
        raise RuntimeError("a plan that was locked has gone")
    outbox.append(
        [
            _lapse(due, turn, at=now.isoformat())
            for due, turn in zip(page, turns, strict=True)
            if due.next_at < oldest
        ]
    )


def _next(due: Due, oldest: datetime) -> rules.Turn:
    turn = rules.following(_EVERY[due.every], due.day, due.next_on, due.zone)
    while turn.at < oldest:
        turn = rules.following(_EVERY[due.every], due.day, turn.on, due.zone)
    return turn


def _lapse(due: Due, turn: rules.Turn, *, at: str) -> Any:
    event = events.AllowanceLapsed(
        allowance=to_public("alw", due.public_id),
        first_on=due.next_on.isoformat(),
        next_on=turn.on.isoformat(),
        at=at,
    )
    return events.lapsed(event, person_id=due.person)
