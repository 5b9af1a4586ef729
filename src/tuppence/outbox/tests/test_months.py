"""Facts are in the month (UTC) in which they were stated, or wait for it in DEFAULT; either way
they are delivered, once and in order."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tuppence.outbox import queries, tasks
from tuppence.outbox.consumers import Consumer
from tuppence.outbox.facts import RecordedFact
from tuppence.outbox.relay import Relay

Tell = Callable[..., list[int]]
EDGE = datetime(2023, 11, 1, tzinfo=UTC)


def fetch(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def states(at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_fact (topic, version, key, payload, classification, created_at)"
            " VALUES ('test.happened', 1, 'x', '{}', 'ledger', %s)",
            [at],
        )


def places() -> list[str]:
    rows = fetch("SELECT tableoid::regclass::text FROM outbox_fact ORDER BY id", [])
    return [place for (place,) in rows]


def make(at: datetime) -> bool:
    [(made,)] = fetch("SELECT outbox_make_month(%s)", [at])
    return bool(made)


@pytest.mark.usefixtures("outbox_database")
class TestAMonthOfFacts:
    def test_ends_at_midnight_in_utc(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET timezone = 'Asia/Kolkata'")
        assert make(EDGE - timedelta(microseconds=1))
        assert make(EDGE)
        states(EDGE - timedelta(microseconds=1))
        states(EDGE)
        assert places() == ["outbox_fact_2023_10", "outbox_fact_2023_11"]

    def test_is_there_for_what_is_told_now(self, tell: Tell) -> None:
        tell({})
        [(month,)] = fetch("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM')", [])
        assert places() == [f"outbox_fact_{month}"]

    def test_that_is_missing_stops_no_fact_and_no_delivery(self, tell: Tell) -> None:
        got: list[int] = []

        def keep(fact: RecordedFact) -> None:
            got.append(fact.id)

        relay = Relay([Consumer(name="keeper", routes={"test.happened": keep})])
        for at in (EDGE, EDGE - timedelta(days=40), EDGE + timedelta(days=4)):
            states(at)
        tell({})
        relay.drain()
        assert places()[:3] == ["outbox_fact_default"] * 3
        assert make(EDGE)
        assert places()[:3] == ["outbox_fact_2023_11", "outbox_fact_default", "outbox_fact_2023_11"]
        states(EDGE)
        relay.drain()
        assert got == [1, 2, 3, 4, 5]
        assert fetch("SELECT * FROM outbox_verify_facts()", []) == []

    def test_is_made_while_nobody_waits_for_who_reads(
        self, connect: Callable[[], object], tell: Tell
    ) -> None:
        [(month,)] = fetch("SELECT outbox_month_name(now() + interval '3 months')", [])
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {month}")
        reader = connect()
        reader.execute("SELECT * FROM outbox_fact")  # type: ignore[attr-defined]
        tasks.months()
        assert fetch("SELECT to_regclass(%s)::text", [month]) == [(None,)]
        reader.rollback()  # type: ignore[attr-defined]
        tasks.months()
        assert fetch("SELECT to_regclass(%s)::text", [month]) == [(month,)]
        assert queries.lag() == []

    def test_has_ids_of_its_own(self) -> None:
        make(EDGE)
        states(EDGE)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO outbox_fact (id, topic, version, key, payload, classification)"
                " VALUES (1, 'test.happened', 1, 'x', '{}', 'ledger')"
            )
        assert [row[0] for row in fetch("SELECT * FROM outbox_verify_facts()", [])] == [
            "outbox_fact id=1"
        ]
