"""Django's connections, when PgBouncer gives each transaction another session of the server's."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connections
from psycopg import sql

from tests.journeys import pgbouncer
from tests.journeys.pgbouncer import MODES, SESSIONS
from tuppence.kernel.database_url import for_django
from tuppence.ledger.posting import fetch

pytestmark = pytest.mark.stack

ALIAS = "pooled"
CLIENTS = 4 * SESSIONS
T = TypeVar("T")


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest, committed_database: str, tmp_path: Path) -> Iterator[str]:
    """What is said of the PgBouncer that the alias goes through, to a server in another zone."""
    name = sql.Identifier(committed_database.rpartition("/")[2])
    with psycopg.connect(committed_database, autocommit=True) as server:
        server.execute(sql.SQL("ALTER DATABASE {} SET timezone = 'Asia/Kolkata'").format(name))
    with pgbouncer.running(
        app_url=committed_database,
        owner_url=committed_database,
        folder=tmp_path,
        mode=request.param,
    ) as bouncer:
        pooled = for_django(f"{bouncer.url}?pooler={request.param}")
        connections.settings[ALIAS] = {**connections.settings["default"], **pooled}
        try:
            yield request.param
        finally:
            connections[ALIAS].close()
            del connections[ALIAS]
            del connections.settings[ALIAS]


def by_many(do: Callable[[int], T]) -> list[T]:
    """What each of many clients at once was given."""

    def client(number: int) -> T:
        try:
            return do(number)
        finally:
            connections[ALIAS].close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(client, range(CLIENTS)))


class TestManyClients:
    def test_share_few_sessions_each_in_its_own_time_zone(self, mode: str) -> None:
        def look(_: int) -> set[tuple[int, str]]:
            seen = set()
            with connections[ALIAS].cursor() as cursor:
                for _ in range(20):
                    cursor.execute(
                        "SELECT pg_backend_pid(), current_setting('TimeZone'), pg_sleep(0.005)"
                    )
                    seen.add(cursor.fetchone()[:2])
            return seen

        seen = by_many(look)
        assert {zone for client in seen for _, zone in client} == {"UTC"}
        assert len({session for client in seen for session, _ in client}) == SESSIONS
        assert max(len(client) for client in seen) > 1

    def test_find_none_of_their_statements_missing_or_doubled(self, mode: str) -> None:
        def ask(number: int) -> list[int]:
            return [
                fetch(f"SELECT %s::int + {number % 4}, pg_sleep(0.002)", [n], using=ALIAS)[0][0]
                for n in range(30)
            ]

        expected = [[n + number % 4 for n in range(30)] for number in range(CLIENTS)]
        assert by_many(ask) == expected
        if mode == "transaction":
            kept = by_many(
                lambda _: fetch("SELECT name FROM pg_prepared_statements", [], using=ALIAS)
            )
            assert kept == [[]] * CLIENTS

    def test_read_a_long_list_in_pieces(self, mode: str) -> None:
        """As the operators' console does for a list to choose from."""
        there = ContentType.objects.using(ALIAS).count()

        def read(_: int) -> int:
            rows = ContentType.objects.using(ALIAS).order_by("pk").iterator(chunk_size=2)
            return sum(ContentType.objects.using(ALIAS).filter(pk=row.pk).count() for row in rows)

        assert by_many(read) == [there] * CLIENTS
