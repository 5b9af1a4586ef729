"""A database from before the months, with rows in it, becomes one with months and loses nothing."""

import os
import secrets
from collections.abc import Iterator

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from tuppence.ledger.posting import fetch
from tuppence.ledger.verify import verify
from tuppence.outbox import operations
from tuppence.outbox.facts import Fact
from tuppence.outbox.frontier import Frontier

BEFORE = [("ledger", "0002_limits_by_account"), ("outbox", "0001_outbox")]

ROWS = """
INSERT INTO ledger_account (unit, code, opened_at)
SELECT 'INR', code, '2023-01-01Z' FROM unnest(ARRAY['bank', 'wallet']) AS code;
INSERT INTO ledger_journal (id, key, request)
SELECT nextval('ledger_journal_id_seq'), gen_random_uuid(), gen_random_uuid()
FROM generate_series(1, 500);
INSERT INTO ledger_transfer (journal_id, line, debit_id, credit_id, amount, debit_seq, credit_seq,
                             debit_balance, credit_balance, at, late)
SELECT n, 1, 1, 2, 1, n, n, -n, n, timestamptz '2023-01-20Z' + n * interval '1 day', false
FROM generate_series(1, 500) AS n;
INSERT INTO ledger_balance (account_id, debits_posted, credits_posted, floor, ceiling, seq, last_at,
                            unit)
VALUES (1, 500, 0, -9223372036854775808, 9223372036854775807, 500, now(), 'INR'),
       (2, 0, 500, 0, 9223372036854775807, 500, now(), 'INR');
INSERT INTO outbox_fact (topic, version, key, payload, classification, created_at)
SELECT 'test.happened', 1, n::text, jsonb_build_object('n', n), 'ledger',
       timestamptz '2023-01-20Z' + n * interval '1 day'
FROM generate_series(1, 500) AS n;
"""


@pytest.fixture
def old_database(django_db_setup: None, django_db_blocker: object) -> Iterator[psycopg.Connection]:
    server, name = os.environ["DATABASE_URL"], f"old_{secrets.token_hex(4)}"
    before = dict(connection.settings_dict)
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        psycopg.connect(server, autocommit=True) as maintenance,
    ):
        maintenance.execute(f"CREATE DATABASE {name}")
        connection.close()
        connection.settings_dict["NAME"] = name
        try:
            MigrationExecutor(connection).migrate(BEFORE)
            with psycopg.connect(f"{server.rpartition('/')[0]}/{name}", autocommit=True) as owner:
                owner.execute(ROWS)
                yield owner
        finally:
            connection.close()
            connection.settings_dict.update(before)
            maintenance.execute(f"DROP DATABASE {name} WITH (FORCE)")


def rows(owner: psycopg.Connection) -> list[object]:
    return [
        owner.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
        for table in ("ledger_transfer", "outbox_fact")
    ]


def shape(owner: psycopg.Connection, table: str) -> set[object]:
    """Columns, checks and triggers of a table, and the partitions' names; less one check, which has
    been said in other words since."""
    return set(
        owner.execute(
            "SELECT attname, format_type(atttypid, atttypmod), attnotnull,"
            " pg_get_expr(adbin, adrelid) FROM pg_attribute LEFT JOIN pg_attrdef"
            " ON adrelid = attrelid AND adnum = attnum WHERE attrelid = %(t)s::regclass"
            " AND attnum > 0 UNION ALL"
            " SELECT conname, pg_get_constraintdef(oid), true, NULL FROM pg_constraint"
            " WHERE conrelid = %(t)s::regclass AND contype = 'c'"
            " AND conname <> 'outbox_fact_topic_shape' UNION ALL"
            " SELECT tgname, tgfoid::regproc::text, true, tgtype::text FROM pg_trigger"
            " WHERE tgrelid = %(t)s::regclass",
            {"t": table},
        ).fetchall()
    )


def test_old_rows_are_in_their_months_and_nothing_else_has_changed(
    old_database: psycopg.Connection,
) -> None:
    owner = old_database
    before = rows(owner), [shape(owner, t) for t in ("ledger_transfer", "outbox_fact")]
    call_command("migrate", interactive=False, verbosity=0)
    assert (rows(owner), [shape(owner, t) for t in ("ledger_transfer", "outbox_fact")]) == before
    counted = owner.execute(
        "SELECT tableoid::regclass::text, count(*) FROM ledger_transfer GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert len(counted) == 18
    assert counted[1] == ("ledger_transfer_2023_02", 28)
    assert owner.execute("SELECT count(*) FROM outbox_fact_default").fetchone() == (0,)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('outbox_fact_id_seq')")
        assert cursor.fetchone() == (501,)
    assert [check.name for check in verify() if check.disagreement] == []


def test_life_goes_on_after_it(old_database: psycopg.Connection) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        operations.append(
            [Fact(topic="test.happened", key="x", payload={}, classification="ledger")]
        )
    assert fetch("SELECT max(id), count(*) FROM outbox_fact", []) == [(501, 501)]
    frontier = Frontier(settled=0)
    while frontier.advance():
        pass
    assert frontier.settled == 501
