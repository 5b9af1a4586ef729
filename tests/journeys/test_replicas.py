"""A real streaming replica: history comes from it, one's own changes and balances never do."""

import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import connection, connections
from redis import Redis

from tuppence.edge import freshness, rates
from tuppence.kernel.clock import utc_now
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    a_household,
    balance,
    wallet_id,
)
from tuppence.stack import postgres, rootless

pytestmark = pytest.mark.stack
ALIAS = "replica1"


class Clock:
    """Stands in for the time by which looks at a replica are told apart, so that a busy machine's
    own slowness is not taken for a replica's."""

    def __init__(self) -> None:
        self._now = time.monotonic()

    def monotonic(self) -> float:
        return self._now

    def goes_on(self, *, looks: float = 1.1) -> None:
        """By so many of the times between two looks."""
        self._now += looks * freshness.LOOK_EVERY


@dataclass
class Replica:
    folder: Path
    cluster: postgres.Cluster
    database: str

    def run(self, statement: str) -> Any:
        url = self.cluster.url(self.database)
        with psycopg.connect(url, autocommit=True) as server:
            return server.execute(statement).fetchone()

    def catch_up(self) -> None:
        """Waits until it has replayed all that the primary has written."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_lsn()::text")
            written = cursor.fetchone()[0]
        for _ in range(200):
            if self.run(f"SELECT pg_last_wal_replay_lsn() >= '{written}'")[0]:
                return
            time.sleep(0.05)
        raise AssertionError("the replica does not catch up")


@pytest.fixture
def replica(committed_database: str) -> Iterator[Replica]:
    folder = Path(os.environ["TUPPENCE_DATA_DIR"]) / f"replica-{secrets.token_hex(4)}"
    primary = psycopg.conninfo.conninfo_to_dict(committed_database)
    folder.mkdir(mode=0o700)
    (folder / "password").write_text(str(primary["password"]))
    rootless.own(folder)
    address = psycopg.conninfo.make_conninfo("", **{**primary, "dbname": "postgres"})
    subprocess.run(
        rootless.command(
            [
                str(postgres.binaries() / "pg_basebackup"), "--pgdata", str(folder / "data"),
                "--write-recovery-conf", "--checkpoint=fast", "--dbname", address,
            ]
        ),
        check=True,
        capture_output=True,
    )  # fmt: skip
    cluster = postgres.start(folder)
    settings = {**connections.settings["default"], "PORT": str(cluster.port)}
    connections.settings[ALIAS] = settings
    try:
        yield Replica(folder, cluster, str(primary["dbname"]))
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.settings[ALIAS]
        postgres.stop(folder)
        subprocess.run(["rm", "-rf", str(folder)], check=True)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(freshness, "time", clock)
    return clock


@pytest.fixture
def home(replica: Replica, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Household:
    """A family of whom Meera, the teen, has been given 10 rupees, as the replica knows."""
    monkeypatch.setattr(freshness, "_looks", {})
    home = a_household()
    top_up(home, 10_00)
    replica.catch_up()
    assert money_in(home.meera, home) == 10_00
    replica.catch_up()
    clock.goes_on()  # used once two looks have shown that it keeps up
    assert money_in(home.meera, home) == 10_00
    assert freshness._looks[ALIAS].usable
    return home


def top_up(home: Household, amount: int) -> None:
    done = home.asha.sign(f"/v1/wallets/{wallet_id(home.meera)}/topups", {"amount": amount})
    assert done.status_code == 201, done.content


def money_in(who: Phone, home: Household) -> int:
    path = f"/v1/wallets/{wallet_id(home.meera)}/summary"
    answer = who.get(path, month=f"{utc_now().astimezone(ZoneInfo('Asia/Kolkata')):%Y-%m}")
    assert answer.status_code == 200, answer.content
    return int(answer.json()["money_in"]["total"])


def lines(who: Phone, home: Household, **period: str) -> int:
    answer = who.get(f"/v1/wallets/{wallet_id(home.meera)}/statement", **period)
    assert answer.status_code == 200, answer.content
    return len(answer.json()["items"])


class TestAReplicaThatKeepsUp:
    def test_tells_history_while_the_primary_tells_what_counts(
        self, replica: Replica, home: Household
    ) -> None:
        replica.run("SELECT pg_wal_replay_pause()")  # from here on it is behind
        top_up(home, 5_00)
        assert money_in(home.meera, home) == 10_00, "a replica should have answered"
        assert balance(home.meera) == 15_00
        wallets = home.meera.get("/v1/wallets").json()["items"]
        assert wallets[0]["balance"] == 15_00
        assert lines(home.meera, home) == 2

    def test_tells_nobody_that_their_own_change_did_not_happen(
        self, replica: Replica, home: Household
    ) -> None:
        replica.run("SELECT pg_wal_replay_pause()")
        top_up(home, 5_00)
        assert money_in(home.asha, home) == 15_00

    def test_tells_a_period_that_is_over(
        self, replica: Replica, home: Household, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(freshness, "SETTLED", timedelta(0))
        replica.run("SELECT pg_wal_replay_pause()")
        top_up(home, 5_00)
        assert lines(home.meera, home, until=utc_now().isoformat()) == 1

    def test_is_not_asked_when_redis_cannot_say_who_changed_what(
        self, replica: Replica, home: Household, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        replica.run("SELECT pg_wal_replay_pause()")
        top_up(home, 5_00)
        with monkeypatch.context() as patched:
            patched.setattr(rates, "client", lambda: Redis(host="127.0.0.1", port=1))
            assert money_in(home.meera, home) == 15_00


class TestAReplicaThatIsLate:
    def test_is_left_alone_until_it_has_caught_up(
        self, replica: Replica, home: Household, clock: Clock
    ) -> None:
        replica.run("SELECT pg_wal_replay_pause()")
        top_up(home, 5_00)
        for _ in range(2):
            clock.goes_on()
            seen = money_in(home.meera, home)
        assert seen == 15_00
        replica.run("SELECT pg_wal_replay_resume()")
        for _ in range(2):
            replica.catch_up()
            clock.goes_on()
            assert money_in(home.meera, home) == 15_00
        assert freshness._looks[ALIAS].usable


class TestAReplicaThatIsAway:
    def test_costs_no_error(self, replica: Replica, home: Household, clock: Clock) -> None:
        postgres.stop(replica.folder)
        top_up(home, 5_00)
        for _ in range(3):
            assert money_in(home.meera, home) == 15_00
            assert lines(home.meera, home) == 2
            clock.goes_on(looks=0.6)
        assert not freshness._looks[ALIAS].usable
