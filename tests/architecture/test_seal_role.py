"""The sealer as the database's role that it runs as, which may add to the tree and no more."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from tests.journeys.web import migrated
from tuppence.ledger.journals import Transfer
from tuppence.ledger.tests.books import bank, post_one, wallet
from tuppence.seal import keys, store
from tuppence.seal.note import opened
from tuppence.seal.sealer import Sealer
from tuppence.seal.verify import verify


@pytest.fixture
def application(committed_database: str) -> Iterator[str]:
    """Django's connection, as the application's role."""
    url = migrated(committed_database)
    parts, settings = urlsplit(url), connection.settings_dict
    before = {name: settings[name] for name in ("USER", "PASSWORD")}
    connection.close()
    settings.update(USER=parts.username, PASSWORD=parts.password)
    yield url
    connection.close()
    settings.update(before)


def test_it_seals_and_signs_and_verifies(application: str) -> None:
    source, teen = bank(), wallet()
    signer = keys.signer()
    assert signer is not None
    by = Sealer()
    for count in (3, 300):
        for _ in range(count):
            post_one(Transfer(source, teen, 1, "INR"))
        assert by.seal(signer) == count
    latest = store.latest()
    assert latest is not None
    assert opened(latest.note, keys.trusted()).size == 303
    assert [check for check in verify() if check.disagreement] == []
    with psycopg.connect(application) as direct:
        assert direct.execute("SELECT current_user").fetchone() == ("tuppence_app",)


@pytest.mark.parametrize("table", ["seal_leaves", "seal_nodes", "seal_checkpoint"])
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO {0} SELECT * FROM {0}",
        "UPDATE {0} SET {1} = {1}",
        "DELETE FROM {0}",
        "TRUNCATE {0}",
        "ALTER TABLE {0} DISABLE TRIGGER ALL",
    ],
)
def test_it_may_not_write_by_itself(application: str, table: str, statement: str) -> None:
    column = "size" if table == "seal_checkpoint" else "first"
    with (
        psycopg.connect(application) as direct,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        direct.execute(statement.format(table, column))
