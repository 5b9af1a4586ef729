"""A partition refuses what its table refuses, when it is named itself: those that were there, and
those that are made later."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from psycopg import sql

from tuppence.ledger import tasks as ledger_tasks
from tuppence.ledger.journals import Transfer
from tuppence.ledger.posting import fetch
from tuppence.ledger.tests.books import NOON, bank, post_one, wallet
from tuppence.outbox import operations, schema
from tuppence.outbox import tasks as outbox_tasks
from tuppence.outbox.facts import Fact
from tuppence.stack import database

PASSWORD = "for the server of the tests"
LATER = datetime.now(UTC) + timedelta(days=300)
MADE_LATER = f"{LATER:%Y_%m}"


@pytest.fixture
def owner(committed_database: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(committed_database, autocommit=True) as owner:
        yield owner


@pytest.fixture
def application(committed_database: str, owner: psycopg.Connection) -> Iterator[None]:
    """Django's connection as the application's role, which has months made after its grants."""
    if not owner.execute(
        "SELECT 1 FROM pg_roles WHERE rolname = %s", [database.APPLICATION]
    ).fetchone():
        owner.execute(f"CREATE ROLE {database.APPLICATION} LOGIN")
    owner.execute(f"ALTER ROLE {database.APPLICATION} PASSWORD '{PASSWORD}'")
    database.grant(committed_database)
    schema.install(using=DEFAULT_DB_ALIAS)  # the outbox's own grants, now that the role exists
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(USER=database.APPLICATION, PASSWORD=PASSWORD)
    try:
        fetch("SELECT ledger_make_month(%s), outbox_make_month(%s)", [LATER, LATER])
        payer, payee = bank(), wallet()
        assert post_one(Transfer(payer, payee, 5, "INR")).posted
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def partitions(owner: psycopg.Connection) -> list[str]:
    rows = owner.execute(
        "SELECT inhrelid::regclass::text FROM pg_inherits"
        " WHERE inhparent IN ('ledger_transfer'::regclass, 'outbox_fact'::regclass) ORDER BY 1"
    )
    return [name for (name,) in rows]


WRITES = (
    "INSERT INTO {} DEFAULT VALUES",
    "UPDATE {} SET {} = {}",
    "DELETE FROM {}",
    "TRUNCATE {}",
    "ALTER TABLE {} DISABLE TRIGGER ALL",
)


def composed(owner: psycopg.Connection, statement: str, table: str) -> sql.Composed:
    columns = owner.execute(f"SELECT * FROM {table} LIMIT 0").description or []
    parts = [sql.Identifier(table), *[sql.Identifier(columns[0].name)] * 2]
    return sql.SQL(statement).format(*parts)


class TestAPartition:
    def test_is_written_by_nobody_but_through_its_table(
        self, application: None, owner: psycopg.Connection
    ) -> None:
        names = partitions(owner)
        assert {
            "ledger_transfer_2024_05", f"ledger_transfer_{MADE_LATER}", f"outbox_fact_{MADE_LATER}",
        } < set(names)  # fmt: skip
        assert "outbox_fact_default" in names
        for name in names:
            for statement in (*WRITES, "SELECT * FROM {}"):
                connection.ensure_connection()
                with (
                    psycopg.Cursor(connection.connection) as cursor,
                    pytest.raises(psycopg.errors.InsufficientPrivilege),
                ):
                    cursor.execute(composed(owner, statement, name))
        assert fetch("SELECT count(*), min(at) FROM ledger_transfer", []) == [(1, NOON)]

    def test_is_not_edited_by_the_owner_either(
        self, application: None, owner: psycopg.Connection
    ) -> None:
        for name in partitions(owner):
            for statement in WRITES[1:4]:
                with pytest.raises(psycopg.errors.IntegrityError, match="append-only"):
                    owner.execute(composed(owner, statement, name))

    def test_of_coming_months_is_made_by_the_application(
        self, application: None, owner: psycopg.Connection
    ) -> None:
        before = partitions(owner)
        ahead = owner.execute(
            "SELECT ledger_month_name(at), outbox_month_name(at)"
            " FROM generate_series(now(), now() + interval '3 months', interval '1 month') AS at"
        ).fetchall()
        for table in (name for pair in ahead for name in pair):
            assert table in before
            owner.execute(f"DROP TABLE {table}")
        ledger_tasks.months()
        outbox_tasks.months()
        assert partitions(owner) == before
        with transaction.atomic():
            operations.append(
                [Fact(topic="payment.succeeded", key="pay_1", payload={}, classification="ledger")]
            )
        assert fetch("SELECT count(*) FROM outbox_fact", []) == [(1,)]
        assert owner.execute("SELECT count(*) FROM outbox_fact_default").fetchone() == (0,)
