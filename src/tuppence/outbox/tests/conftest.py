"""What the outbox's tests share: facts, other connections, and a consumer that keeps a tally."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db import connection, transaction

from tuppence.outbox import operations
from tuppence.outbox.facts import Fact


@pytest.fixture
def outbox_database(committed_database: str) -> str:
    """A database of the test's own whose first fact is number 1."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER SEQUENCE outbox_fact_id_seq RESTART")
    return committed_database


@pytest.fixture
def connect(outbox_database: str) -> Iterator[Callable[[], psycopg.Connection]]:
    """Opens connections besides Django's to the test's own database; closed at the end."""
    opened: list[psycopg.Connection] = []

    def open_one() -> psycopg.Connection:
        opened.append(psycopg.connect(outbox_database))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


@pytest.fixture
def tell(outbox_database: str) -> Callable[..., list[int]]:
    """Commits facts with these payloads; returns their ids."""

    def commit(*payloads: dict[str, object], topic: str = "test.happened") -> list[int]:
        with transaction.atomic():
            operations.append(
                [
                    Fact(topic=topic, key="thing", payload=p, classification="ledger")
                    for p in payloads
                ]
            )
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM outbox_fact ORDER BY id DESC LIMIT %s", [len(payloads)])
            return sorted(number for (number,) in cursor.fetchall())

    return commit


@pytest.fixture
def tally(outbox_database: str) -> "Tally":
    """A table that handlers write to, in the transaction of their delivery."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE tally (place bigserial, consumer text, fact_id bigint)")
    return Tally()


class Tally:
    def add(self, *, consumer: str, fact_id: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO tally (consumer, fact_id) VALUES (%s, %s)", [consumer, fact_id]
            )

    def of(self, consumer: str) -> list[int]:
        """The ids of the facts that the consumer applied, in the order it did."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT fact_id FROM tally WHERE consumer = %s ORDER BY place", [consumer]
            )
            return [number for (number,) in cursor.fetchall()]
