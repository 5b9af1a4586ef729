"""What the ledger says, held against what its model says."""

from collections.abc import Iterable
from datetime import datetime

from tuppence.ledger import queries
from tuppence.ledger.posting import fetch
from tuppence.ledger.tests.model import Model


def accounts(model: Model, *, now: datetime) -> None:
    books = model.books
    rows = fetch(
        "SELECT account_id, debits_posted, credits_posted, debits_pending, credits_pending,"
        " nullif(floor, -9223372036854775808), nullif(ceiling, 9223372036854775807), seq,"
        " last_at, frozen, closed FROM ledger_balance WHERE account_id = ANY (%s::bigint[])",
        [list(model.books.accounts)],
    )
    holds = books.holds.values()
    assert {row[0]: row[1:] for row in rows} == {
        key: (
            a.debits, a.credits, sum(h.reserved for h in holds if h.debit == key),
            sum(h.reserved for h in holds if h.credit == key), a.floor, a.ceiling, a.seq,
            a.last_at, a.frozen, a.closed,
        )
        for key, a in books.accounts.items()
    }  # fmt: skip
    assert all(
        sum(a.balance for a in books.accounts.values() if a.unit == unit) == 0
        for unit in ("INR", "COIN")
    )
    for key, shown in queries.balances(list(model.books.accounts), now=now).items():
        account, held = books.accounts[key], books.held(key, now)
        free = None if account.floor is None else account.balance - held - account.floor
        assert (shown.posted, shown.held, shown.available) == (account.balance, held, free)
        assert free is None or free >= 0


def holds(model: Model) -> None:
    rows = fetch(
        "SELECT id, debit_id, credit_id, amount, reserved, captured, over_capture, state"
        " FROM ledger_hold WHERE debit_id = ANY (%s::bigint[])",
        [list(model.books.accounts)],
    )
    assert {row[0]: row[1:] for row in rows} == {
        key: (h.debit, h.credit, h.amount, h.reserved, h.captured, h.over_capture, h.state)
        for key, h in model.books.holds.items()
    }


def limits(model: Model, *, now: datetime) -> None:
    for account in model.books.accounts:
        shown = [
            (use.scope, use.window, use.measure, use.cap, use.used, use.resets_at)
            for use in queries.limits(account, now=now)
        ]
        known = [limit for limit in model.books.limits if limit.account == account]
        assert sorted(shown, key=str) == sorted(
            (
                (
                    limit.scope, limit.period, limit.measure, limit.cap,
                    limit.used_at(now), limit.end and limit.resets_at(now),
                )
                for limit in known
            ),
            key=str,
        )  # fmt: skip


def transfers(model: Model) -> None:
    rows = fetch(
        "SELECT journal_id, line, hold_id, reverses_journal, reverses_line, late"
        " FROM ledger_transfer WHERE debit_id = ANY (%s::bigint[])",
        [list(model.books.accounts)],
    )
    assert sorted(rows, key=str) == sorted(
        ((t.journal, t.line, t.hold, *(t.reverses or (None, None)), t.late)
         for t in model.books.transfers),
        key=str,
    )  # fmt: skip


def history(model: Model, *, instants: Iterable[datetime]) -> None:
    for account in model.books.accounts:
        entries, cursor = [], None
        while True:
            page = queries.statement(account, limit=7, cursor=cursor)
            entries += page.items
            if (cursor := page.next) is None:
                break
        own = [t for t in model.books.transfers if account in (t.debit, t.credit)]
        seen = [
            (t.journal, t.line, t.at, -t.amount, t.debit_balance, t.credit)
            if t.debit == account
            else (t.journal, t.line, t.at, t.amount, t.credit_balance, t.debit)
            for t in own
        ]
        assert [e.seq for e in entries] == list(range(len(own), 0, -1))
        assert [
            (e.journal, e.line, e.at, e.amount, e.balance, e.counterparty) for e in entries
        ] == seen[::-1]
        for at in {t.at for t in own} | set(instants):
            then = [balance for _, _, when, _, balance, _ in seen if when <= at]
            assert queries.balance_at(account, at) == (then[-1] if then else 0)
