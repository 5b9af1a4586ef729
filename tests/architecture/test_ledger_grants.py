"""The application's database role can do all that the ledger offers, and write none of its tables:
only functions do, which are the owner's."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

from tuppence.kernel.clock import utc_now
from tuppence.ledger import accounts, queries, tasks
from tuppence.ledger.journals import Capture, Charge, Hold, Release, Reversal, Transfer
from tuppence.ledger.tests.books import post_one
from tuppence.ledger.verify import verify
from tuppence.stack import database

PASSWORD = "for the server of the tests"
MAY_BE_EMPTY = {"ledger_detached", "ledger_opening"}


@pytest.fixture(scope="module")
def owner(module_database: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(module_database, autocommit=True) as owner:
        yield owner


@pytest.fixture(scope="module")
def books(
    module_database: str, owner: psycopg.Connection, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Django's connection as the application's role; some money has moved. All tests share them,
    as they try what must be refused."""
    if not owner.execute(
        "SELECT 1 FROM pg_roles WHERE rolname = %s", [database.APPLICATION]
    ).fetchone():
        owner.execute(f"CREATE ROLE {database.APPLICATION} LOGIN")
    owner.execute(f"ALTER ROLE {database.APPLICATION} PASSWORD '{PASSWORD}'")
    database.grant(module_database)
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(USER=database.APPLICATION, PASSWORD=PASSWORD)
    try:
        with django_db_blocker.unblock():
            live_a_little()
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


@pytest.fixture
def application(books: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A connection of the test's own, as that role."""
    with django_db_blocker.unblock():
        connection.close()
        yield
        connection.close()


def live_a_little() -> None:
    """Everything that the ledger offers, once."""
    now, hour = utc_now(), timedelta(hours=1)
    bank = accounts.open_account(unit="INR", code="bank", at=now, floor=None)
    teen = accounts.open_account(unit="INR", code="wallet", at=now)
    shop = accounts.open_account(unit="INR", code="shop", at=now, ceiling=1000)
    for window, seconds in (("day", None), ("rolling", 60)):
        accounts.set_limit(teen, scope="spend", window=window, cap=90, at=now, seconds=seconds)  # type: ignore[arg-type]
    spend = [Charge(teen, "spend", 40)]
    assert post_one(Transfer(bank, teen, 100, "INR"), at=None).posted
    paid = post_one(Transfer(teen, shop, 40, "INR"), charges=spend, at=None)
    back = [Charge(teen, "spend", 5, gives_back=paid.journal)]
    assert post_one(Reversal(paid.journal, 1, 5), charges=back, at=None).posted
    held = post_one(Hold(teen, shop, 20, "INR", now + hour), Hold(teen, shop, 9, "INR"), at=None)
    assert post_one(Capture(held.holds[0], 7), Release(held.holds[1]), at=None).posted
    refused = post_one(
        Transfer(teen, shop, 60, "INR"), charges=[Charge(teen, "spend", 60)], at=None
    )
    assert refused.refusal is not None
    accounts.freeze(teen)
    accounts.unfreeze(teen)
    accounts.set_bounds(teen, floor=0, ceiling=500)
    assert accounts.set_ceiling(teen, 400) == 400
    accounts.close(accounts.open_account(unit="INR", code="jar", at=now))
    accounts.remove_limit(teen, scope="spend", window="day")
    tasks.sweep()
    assert queries.balance(teen).held == 13
    assert queries.balance_at(teen, utc_now()) == 58
    assert len(queries.statement(teen, limit=2).items) == 2
    assert [use.used for use in queries.limits(teen)] == [35]


class TestTheApplicationsRole:
    def test_can_do_everything_that_the_ledger_offers(self, application: None) -> None:
        assert [check for check in verify() if check.disagreement] == []

    def test_can_write_no_table_of_the_ledgers(
        self, application: None, owner: psycopg.Connection
    ) -> None:
        before = contents(owner)
        assert len(before) >= 9
        for table, rows in before.items():
            assert rows or table in MAY_BE_EMPTY, f"{table} should have something to lose"
            columns = owner.execute(f"SELECT * FROM {table} LIMIT 0").description or []
            name, column = sql.Identifier(table), sql.Identifier(columns[-1].name)
            for statement, *parts in (
                ("INSERT INTO {} DEFAULT VALUES", name),
                ("UPDATE {} SET {} = {}", name, column, column),
                ("DELETE FROM {}", name),
                ("TRUNCATE {}", name),
                ("ALTER TABLE {} DISABLE TRIGGER ALL", name),
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    as_application(sql.SQL(statement).format(*parts))
        assert contents(owner) == before

    @pytest.mark.parametrize(
        "statement",
        [
            "SELECT setval('ledger_journal_id_seq', 1)",
            "SET session_replication_role = replica",
            "CREATE FUNCTION ledger_sum(bigint) RETURNS bigint RETURN 0",
            "ALTER FUNCTION ledger_append_only() RENAME TO gone",
            "SELECT ledger_charge_rolling(ARRAY[2::bigint], ARRAY['spend'], ARRAY[1::bigint],"
            " ARRAY[NULL::bigint], now())",
        ],
    )
    def test_can_go_round_no_corner(
        self, application: None, owner: psycopg.Connection, statement: str
    ) -> None:
        before = contents(owner)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_application(statement)
        assert contents(owner) == before

    def test_cannot_pass_tables_of_its_own_to_the_ledgers_functions(
        self, application: None, owner: psycopg.Connection
    ) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE ledger_balance (LIKE public.ledger_balance)")
            cursor.execute("SET search_path = pg_temp, public")
            cursor.execute("SELECT ledger_set_frozen(1, true)")
        assert owner.execute(
            "SELECT frozen FROM ledger_balance WHERE account_id = 1"
        ).fetchone() == (True,)


class TestTheOwner:
    @pytest.mark.parametrize(
        "table",
        ["ledger_account", "ledger_journal", "ledger_refusal", "ledger_release", "ledger_transfer"],
    )
    @pytest.mark.parametrize(
        "statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"]
    )
    def test_cannot_edit_what_was_written(
        self, application: None, owner: psycopg.Connection, table: str, statement: str
    ) -> None:
        columns = owner.execute(f"SELECT * FROM {table} LIMIT 0").description or []
        parts = [sql.Identifier(table), *[sql.Identifier(columns[-1].name)] * 2]
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="append-only"):
            owner.execute(sql.SQL(statement).format(*parts))


def as_application(statement: str | sql.Composed) -> None:
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement)


def contents(owner: psycopg.Connection) -> dict[str, list[tuple[object, ...]]]:
    tables = owner.execute(
        "SELECT relname FROM pg_class WHERE relname LIKE 'ledger\\_%' AND relkind IN ('r', 'p')"
        " AND NOT relispartition"
    )
    return {
        name: owner.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for (name,) in tables
    }
