"""Accounts, and a history of transfers among them, entered as sets (`ledger/sql/preload.sql`)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from bench import server
from tuppence.stack.postgres import Cluster

DAYS = 120
"""How long ago the accounts were opened; their transfers are spread over the time since."""
AT_ONCE = 250_000
LANES = 2
"""Sessions that enter history side by side, each among accounts of its own."""
FUNDS = 10**11
"""How far an account may be overdrawn, rather than what it was given: so that a ledger in which
nobody has paid is empty, and the check of the floor is the same."""


def accounts(connection: "psycopg.Connection[Any]", count: int) -> int:
    """Opens accounts with an overdraft and a daily limit each; gives the first of consecutive ids.
    ``connection`` is the owner's and commits by itself."""
    opened = _opened()
    rows = connection.execute(
        """
        SELECT min(id) FROM ledger_open_accounts(
            array_fill('INR'::text, ARRAY[%(count)s]), array_fill('bench'::text, ARRAY[%(count)s]),
            array_fill(%(floor)s::bigint, ARRAY[%(count)s]),
            array_fill(NULL::bigint, ARRAY[%(count)s]), %(opened)s) AS id
        """,
        {"count": count, "floor": -FUNDS, "opened": opened},
    )
    row = rows.fetchone()
    if row is None:
        raise SystemExit("no accounts were opened")
    connection.execute(
        """
        SELECT ledger_preload_limits(ARRAY(SELECT generate_series(%(first)s, %(last)s)), 'spend',
                                     'day', %(cap)s, 'Asia/Kolkata', 4::smallint, %(opened)s, now())
        """,
        {"first": row[0], "last": row[0] + count - 1, "cap": FUNDS, "opened": opened},
    )
    return int(row[0])


def history(cluster: Cluster, *, database: str, first: int, accounts: int, transfers: int) -> None:
    """Enters so many transfers among the accounts, the oldest first: each slice of time is among
    all of them, so that the indexes fill up as they do in life, and are no more packed than then.
    """
    with server.connect(cluster, database=database) as connection:
        # Before the lanes, of which each would wait for the other's transaction to make a month.
        connection.execute("SELECT ledger_make_months(%s, now())", [_opened()])
    with ThreadPoolExecutor(LANES) as lanes:
        share, each = accounts // LANES, transfers // LANES
        jobs = [
            lanes.submit(
                _lane, cluster, database, first=first + lane * share, accounts=share, transfers=each
            )
            for lane in range(LANES)
        ]
    for job in jobs:
        job.result()


def _lane(cluster: Cluster, database: str, *, first: int, accounts: int, transfers: int) -> None:
    spread = {
        "first": first,
        "accounts": accounts,
        "opened": _opened(),
        "apart": timedelta(days=DAYS - 1) / max(transfers, 1),
    }
    with server.connect(cluster, database=database) as connection:
        for begin in range(0, transfers, AT_ONCE):
            with connection.transaction():
                end = min(begin + AT_ONCE, transfers) - 1
                connection.execute(_LEGS, {**spread, "begin": begin, "end": end})
                connection.execute(_CHARGED)
                connection.execute("SELECT ledger_preload()")


def _opened() -> datetime:
    """Midnight, so that all that this process makes agrees on it."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=DAYS)


# In each round everybody pays once, in another order (the first factor is prime), whom is drawn.
_LEGS = """
CREATE TEMP TABLE ledger_preload_leg ON COMMIT DROP AS
SELECT nextval('ledger_journal_id_seq') AS journal_id, md5(%(first)s || ' ' || n)::uuid AS key,
       md5('bench')::uuid AS request, %(first)s + who AS debit_id,
       %(first)s + (who + 1 + floor(random() * (%(accounts)s - 1))::bigint) %% %(accounts)s
           AS credit_id,
       100::bigint AS amount, at
FROM (
    SELECT n, (n * 2147483647 + n / %(accounts)s * 104729) %% %(accounts)s AS who,
           %(opened)s::timestamptz + n * %(apart)s::interval AS at
    FROM generate_series(%(begin)s::bigint, %(end)s::bigint) AS n ORDER BY n
) AS drawn
"""
_CHARGED = """
CREATE TEMP TABLE ledger_preload_charged ON COMMIT DROP AS
SELECT debit_id AS account_id, 'spend'::text AS scope, amount, at FROM ledger_preload_leg
"""
