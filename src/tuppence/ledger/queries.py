"""Reading the books: balances, balance at a time, statements, limits. Amounts are minor units.

The ledger knows no people: who may ask about an account is decided by the room that owns it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import router

from tuppence.kernel.paging import DEFAULT_PAGE, Page, decode_cursor, encode_cursor
from tuppence.ledger import detached
from tuppence.ledger.models import Transfer
from tuppence.ledger.posting import fetch

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Balance:
    """``posted`` is what the account holds; ``held`` is reserved by holds that have not expired;
    ``available`` can leave now, given the floor (None where there is no floor)."""

    account: int
    unit: str
    posted: int
    held: int
    available: int | None
    frozen: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A transfer as one of its accounts sees it. ``amount`` is negative when money left;
    ``balance`` is the account's balance after it; ``seq`` counts its transfers from 1."""

    journal: int
    line: int
    at: datetime
    amount: int
    balance: int
    seq: int
    counterparty: int
    reverses: int | None


@dataclass(frozen=True, slots=True)
class LimitUse:
    """A limit and its use in the present window. ``resets_at`` is None for a rolling one."""

    scope: str
    window: str
    measure: str
    cap: int
    used: int
    resets_at: datetime | None


def balance(account: int, *, now: datetime | None = None) -> Balance:
    """The balance of an account that exists (KeyError if not)."""
    return balances([account], now=now)[account]


def balances(accounts: Sequence[int], *, now: datetime | None = None) -> dict[int, Balance]:
    """Balances by account id, all of one instant; accounts that do not exist are absent.

    ``now`` says which holds have expired; the database's clock, which judges postings, does when it
    is None.
    """
    rows = fetch(
        """
        SELECT account_id, unit, credits_posted - debits_posted,
               debits_pending - CASE WHEN debits_pending > 0
                   THEN ledger_lapsed_debits(
                       account_id, coalesce(%(now)s::timestamptz, clock_timestamp()))
                   ELSE 0 END,
               nullif(floor, -9223372036854775808), frozen, closed
        FROM ledger_balance WHERE account_id = ANY (%(accounts)s::bigint[])
        """,
        {"accounts": list(accounts), "now": now},
    )
    return {
        account: Balance(
            account=account,
            unit=unit,
            posted=posted,
            held=held,
            available=None if floor is None else posted - held - floor,
            frozen=frozen,
            closed=closed,
        )
        for account, unit, posted, held, floor, frozen, closed in rows
    }


@dataclass(frozen=True, slots=True)
class Position:
    """Where an account stood at an instant: how many transfers it had had, and its balance."""

    seq: int
    balance: int


def balance_at(account: int, at: datetime) -> int:
    """`position_at`'s balance."""
    return position_at(account, at).balance


def position_at(account: int, at: datetime) -> Position:
    """What the account had had and held at an instant (nothing before its first transfer): on each
    side one probe of the month, and of those before it that the account has nothing in.

    Raises `HistoryDetached` for an instant whose month is detached.
    """
    since = detached.kept_since()
    if since is not None and at < since:
        raise detached.HistoryDetached(since=since.isoformat())
    rows = fetch(
        """
        (SELECT debit_seq AS seq, debit_balance FROM ledger_transfer
         WHERE debit_id = %(account)s AND at <= %(at)s ORDER BY at DESC, debit_seq DESC LIMIT 1)
        UNION ALL
        (SELECT credit_seq, credit_balance FROM ledger_transfer
         WHERE credit_id = %(account)s AND at <= %(at)s ORDER BY at DESC, credit_seq DESC LIMIT 1)
        UNION ALL
        SELECT seq, credits - debits FROM ledger_opening WHERE account_id = %(account)s
        ORDER BY seq DESC LIMIT 1
        """,
        {"account": account, "at": at},
    )
    return Position(*rows[0]) if rows else Position(0, 0)


def entries_between(
    account: int, *, after: int, upto: int, since: datetime, limit: int
) -> list[Entry]:
    """The account's transfers with ``after < seq <= upto``, oldest first. ``since`` is an instant
    that none of them is before: where the index begins to be read."""
    rows = fetch(
        """
        (SELECT journal_id, line, at, -amount, debit_balance, debit_seq AS seq, credit_id,
                reverses_journal
         FROM ledger_transfer
         WHERE debit_id = %(account)s AND at >= %(since)s
           AND debit_seq > %(after)s AND debit_seq <= %(upto)s
         ORDER BY at, debit_seq LIMIT %(limit)s)
        UNION ALL
        (SELECT journal_id, line, at, amount, credit_balance, credit_seq, debit_id, reverses_journal
         FROM ledger_transfer
         WHERE credit_id = %(account)s AND at >= %(since)s
           AND credit_seq > %(after)s AND credit_seq <= %(upto)s
         ORDER BY at, credit_seq LIMIT %(limit)s)
        ORDER BY seq LIMIT %(limit)s
        """,
        {"account": account, "after": after, "upto": upto, "since": since, "limit": limit},
    )
    return [Entry(*row) for row in rows]


def statement(
    account: int,
    *,
    limit: int = DEFAULT_PAGE,
    cursor: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Page[Entry]:
    """A page of the account's transfers, newest first, from ``since`` (inclusive) to ``until``
    (exclusive). The cost of a page does not depend on how long the history is. A replica may give
    it, where the caller allows that: it is history, and says so. Where months are detached it ends
    there, at a ``seq`` above 1.

    Raises `CursorInvalid` for a cursor that is not from here.
    """
    before, seq = until or datetime.max.replace(tzinfo=UTC), 0
    if cursor is not None:
        micros, seq = (int(part) for part in decode_cursor(cursor, int, int))
        before = _instant(micros)
    rows = fetch(
        """
        (SELECT journal_id, line, at, -amount, debit_balance, debit_seq AS seq, credit_id,
                reverses_journal
         FROM ledger_transfer
         WHERE debit_id = %(account)s AND (at, debit_seq) < (%(before)s, %(seq)s)
           AND at >= %(since)s AND at <= %(before)s  -- said twice, as months are left out by this
         ORDER BY at DESC, debit_seq DESC LIMIT %(limit)s)
        UNION ALL
        (SELECT journal_id, line, at, amount, credit_balance, credit_seq, debit_id,
                reverses_journal
         FROM ledger_transfer
         WHERE credit_id = %(account)s AND (at, credit_seq) < (%(before)s, %(seq)s)
           AND at >= %(since)s AND at <= %(before)s
         ORDER BY at DESC, credit_seq DESC LIMIT %(limit)s)
        ORDER BY at DESC, seq DESC LIMIT %(limit)s
        """,
        {
            "account": account,
            "before": before,
            "seq": seq,
            "since": since or _EPOCH,
            "limit": limit + 1,
        },
        using=router.db_for_read(Transfer),
    )
    entries = [Entry(*row) for row in rows[:limit]]
    more = len(rows) > limit
    last = entries[-1] if more else None
    return Page(entries, encode_cursor(_micros(last.at), last.seq) if last else None)


def limits(account: int, *, now: datetime | None = None) -> list[LimitUse]:
    """The account's limits and their use at ``now`` (by the database's clock when it is None)."""
    rows = fetch(
        """
        SELECT scope, period, measure, cap,
               CASE WHEN period = 'rolling' THEN ledger_rolling_used(id, seconds, instant)
                    WHEN instant < resets_at THEN used ELSE 0 END,
               CASE WHEN instant < resets_at THEN resets_at
                    ELSE ledger_window_end(period, zone, year_month, instant) END
        FROM ledger_limit, coalesce(%(now)s::timestamptz, clock_timestamp()) AS instant
        WHERE account_id = %(account)s AND (period <> 'once' OR instant < resets_at)
        ORDER BY scope, period, measure, seconds
        """,
        {"account": account, "now": now},
    )
    return [LimitUse(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Total:
    """All accounts of one kind and unit together."""

    code: str
    unit: str
    accounts: int
    frozen: int
    posted: int


def totals() -> list[Total]:
    """What each kind of account holds in all, of one instant; the totals of a unit add up to zero.

    Reads every balance: for an operator's page, not for a request of the app.
    """
    rows = fetch(
        """
        SELECT account.code, account.unit, count(*), count(*) FILTER (WHERE balance.frozen),
               sum(balance.credits_posted - balance.debits_posted)::bigint
        FROM ledger_account AS account JOIN ledger_balance AS balance ON account_id = account.id
        GROUP BY account.code, account.unit ORDER BY account.unit, account.code
        """,
        [],
    )
    return [Total(*row) for row in rows]


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _instant(micros: int) -> datetime:
    try:
        return _EPOCH + timedelta(microseconds=micros)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
