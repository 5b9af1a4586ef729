"""The whole platform behind PgBouncer in transaction mode, through fewer sessions than it has
processes."""

import json
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from tests.journeys import pgbouncer
from tests.journeys.app import App
from tests.journeys.pgbouncer import MODES, SESSIONS, PgBouncer
from tests.journeys.platforms import Platform
from tests.journeys.web import as_application
from tuppence.payments.payments.models import State
from tuppence.stack import database, processes

pytestmark = pytest.mark.stack

PAYERS = ("asha", "ravi", "meera", "kabir")
CALLERS = 32
EACH = 10
PRICE = 10
COMPLAINTS = ("prepared statement", "PreparedStatement", "InvalidSqlStatementName")
"""What an error about prepared statements says, in PostgreSQL's words and in psycopg's names."""


@dataclass
class Behind:
    """A platform that is up, and the PgBouncer that it reaches its database by. ``owner_url`` is
    the database itself."""

    platform: Platform
    bouncer: PgBouncer
    owner_url: str
    url: str = ""
    apps: dict[str, App] = field(default_factory=dict)

    def row(self, statement: str) -> tuple[Any, ...]:
        with psycopg.connect(self.owner_url) as server:
            [row] = server.execute(statement.encode()).fetchall()
            return row

    def complaints(self) -> list[str]:
        """Lines about prepared statements in any log, the server's own too."""
        server = Path(os.environ["TUPPENCE_DATA_DIR"]) / "postgres" / "server.log"
        return [
            line
            for log in (*self.platform.folder.logs.iterdir(), self.bouncer.log, server)
            for line in log.read_text(errors="replace").splitlines()
            if any(complaint in line for complaint in COMPLAINTS)
        ]


@pytest.fixture(scope="module", params=MODES)
def behind(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Behind]:
    """Everyone of the demo is signed in and has money."""
    server, name = os.environ["DATABASE_URL"], f"pooled_{secrets.token_hex(6)}"
    owner_url = server.rpartition("/")[0] + f"/{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        database_name = sql.Identifier(name)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(database_name))
        # Not what Django wants, so that each session has to be set right for whom it is lent.
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET timezone = 'Asia/Kolkata'").format(database_name)
        )
    folder = tmp_path_factory.mktemp("pgbouncer")
    platform = Platform(folder / "data", wanted_port=0)
    try:
        with pgbouncer.running(
            app_url=as_application(owner_url),
            owner_url=owner_url,
            folder=folder,
            mode=request.param,
        ) as bouncer:
            platform.environment |= {
                "DATABASE_URL": f"{bouncer.url}?pooler={request.param}",
                "DATABASE_OWNER_URL": owner_url,
                "TUPPENCE_RATE_LIMIT": "1000000",
            }
            up = platform.run("up", "--detach")
            assert up.returncode == 0, up.stderr
            made = Behind(platform, bouncer, owner_url, url=platform.status()["url"])
            _sign_in(made)
            yield made
            assert platform.run("down").returncode == 0
    finally:
        processes.end(platform.folder)
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database_name))


def _sign_in(made: Behind) -> None:
    phones = {p["name"].split()[0].lower(): p["phone"] for p in made.platform.status()["demo"]}
    made.apps = {name: App(made.url).log_in(phones[name]) for name in PAYERS}
    for name, giver in (("asha", "asha"), ("ravi", "ravi"), ("meera", "asha"), ("kabir", "ravi")):
        path = f"/v1/wallets/{made.apps[name].wallet()['id']}/topups"
        answer = made.apps[giver].sign(path, {"amount": 100_00})
        assert answer.status_code == 201, answer.text


@dataclass
class Tally:
    """What callers met: by how many keys each paid, and how often they were told to come again."""

    paid: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PAYERS, 0))
    refused: int = 0
    others: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def pay(made: Behind, tally: Tally, name: str) -> None:
    """One payment, asked for under one key until it is done."""
    key, until = str(uuid4()), time.monotonic() + 60
    while time.monotonic() < until:
        body = {"to": {"handle": "campus-canteen"}, "amount": PRICE}
        answer = made.apps[name].sign("/v1/payments", body, key=key)
        with tally.lock:
            if answer.status_code == 201:
                tally.paid[name] += 1
                return
            if answer.status_code != 503:
                tally.others.append(answer.text)
                return
            tally.refused += 1
        time.sleep(0.2)
    raise AssertionError("the platform does not recover")


def everyone_pays(made: Behind, meanwhile: Callable[[], None]) -> Tally:
    """``CALLERS`` at once, ``EACH`` payments each."""
    tally = Tally()

    def caller(number: int) -> None:
        for _ in range(EACH):
            pay(made, tally, PAYERS[number % len(PAYERS)])

    with ThreadPoolExecutor(CALLERS) as pool:
        calls = [pool.submit(caller, number) for number in range(CALLERS)]
        meanwhile()
        for call in calls:
            call.result()
    return tally


def spent(made: Behind) -> dict[str, int]:
    """What each has paid the canteen. Not how much less they have: Meera's plan rounds each payment
    up for her goal, and Asha's adds to it."""
    with psycopg.connect(made.owner_url) as server:
        rows = server.execute(
            """
            SELECT person.handle, sum(payment.amount)::bigint
            FROM payments_payment AS payment
            JOIN identity_person AS person ON person.id = payment.actor_id
            JOIN payments_merchant AS merchant ON merchant.id = payment.merchant_id
            WHERE merchant.handle = 'campus-canteen' AND payment.state <> %s
            GROUP BY person.handle
            """,
            (State.REFUSED,),
        )
        return dict.fromkeys(PAYERS, 0) | dict(rows.fetchall())


def assert_spent(made: Behind, before: dict[str, int], tally: Tally) -> None:
    after = spent(made)
    assert {name: after[name] - before[name] for name in PAYERS} == {
        name: PRICE * times for name, times in tally.paid.items()
    }


def soon(look: Callable[[], bool], *, what: str) -> None:
    until = time.monotonic() + 30
    while not look():
        assert time.monotonic() < until, what
        time.sleep(0.2)


def assert_settled(made: Behind) -> None:
    """All facts are delivered, all journals sealed and signed, and the books agree."""

    def delivered() -> bool:
        rows = json.loads(made.platform.run("manage", "outbox", "status", "--json").stdout)
        assert not [row for row in rows if row["dead"] or row["retrying"]]
        return bool(rows) and not any(row["facts"] for row in rows)

    def sealed() -> bool:
        signed, there = made.row(
            "SELECT (SELECT max(size) FROM seal_checkpoint), (SELECT count(*) FROM ledger_journal)"
        )
        return bool(signed == there)

    soon(delivered, what="facts are not delivered")
    soon(sealed, what="journals are not sealed")
    verified = made.platform.run("verify", "--json")
    assert json.loads(verified.stdout)["ok"], verified.stdout
    assert made.complaints() == []


class TestThePlatform:
    def test_works_in_every_part(self, behind: Behind) -> None:
        rows = json.loads(behind.platform.run("stack", "--json").stdout)
        assert [row for row in rows if not row["works"]] == []
        assert {"PostgreSQL", "Celery worker", "Celery beat", "Outbox relay"} <= {
            row["system"] for row in rows
        }

    def test_takes_payments_of_many_through_few_sessions(self, behind: Behind) -> None:
        before = spent(behind)
        sessions: list[int] = []

        def count_sessions() -> None:
            for _ in range(10):
                [counted] = behind.row(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    f" AND usename = '{database.APPLICATION}'"
                )
                sessions.append(counted)
                time.sleep(0.1)

        tally = everyone_pays(behind, count_sessions)
        assert tally.others == []
        assert tally.refused == 0
        assert max(sessions) == SESSIONS
        assert sum(tally.paid.values()) == CALLERS * EACH
        assert_spent(behind, before, tally)
        assert_settled(behind)

    def test_answers_503_while_the_pooler_is_away_and_goes_on(self, behind: Behind) -> None:
        before = spent(behind)

        def restart() -> None:
            time.sleep(0.3)
            behind.bouncer.stop()
            time.sleep(2)
            behind.bouncer.start()

        tally = everyone_pays(behind, restart)
        assert tally.others == []
        assert tally.refused > 0
        assert sum(tally.paid.values()) == CALLERS * EACH
        assert_spent(behind, before, tally)
        assert_settled(behind)

    def test_tells_who_would_migrate_through_it_to_go_past_it(self, behind: Behind) -> None:
        pooled = behind.platform.environment["DATABASE_URL"]
        done = behind.platform.run("migrate", DATABASE_OWNER_URL=pooled)
        assert done.returncode == 1
        assert "DATABASE_OWNER_URL must be the server's own address" in done.stderr
        assert behind.platform.run("migrate").returncode == 0
