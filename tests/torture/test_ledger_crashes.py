"""The database is killed while journals are posted: what was acknowledged is there, all of it, and
of the rest each batch is there whole or not at all."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.torture.ledger_clients import Client, pay
from tuppence.ledger.apps import FUNCTIONS, SQL
from tuppence.ledger.journals import Journal
from tuppence.stack import postgres, rootless

pytestmark = pytest.mark.torture

BATCH = 50


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[postgres.Cluster]:
    """A server of the test's own, to be killed. Its ledger is made from the SQL files alone."""
    running = postgres.start(tmp_path / "postgres")
    try:
        with psycopg.connect(running.url("postgres")) as connection:
            for name in ("tables", "partitions", "months", *FUNCTIONS):
                connection.execute((SQL / f"{name}.sql").read_text())
        yield running
    finally:
        postgres.stop(running.folder)


class Poster(threading.Thread):
    """Posts batches until it is stopped; connects again when the database has gone away."""

    def __init__(self, url: str, accounts: list[int], name: str) -> None:
        super().__init__(daemon=True)
        self.url, self.accounts, self.name = url, accounts, name
        self.stopping = threading.Event()
        self.backend = 0
        self.sent: list[list[Journal]] = []
        self.acknowledged: list[list[Journal]] = []

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                client = Client(self.url)
                self.backend = client.connection.info.backend_pid
                while not self.stopping.is_set():
                    self._post(client)
            except psycopg.Error:
                time.sleep(0.05)

    def _post(self, client: Client) -> None:
        bank, teen, shop = self.accounts
        turn = len(self.sent)
        batch = [
            pay(bank, teen, 2, key=f"{self.name} {turn} {n}")
            if n % 2
            else pay(teen, shop, 1, key=f"{self.name} {turn} {n}")
            for n in range(BATCH)
        ]
        self.sent.append(batch)
        if all(not answer.replayed for answer in client.post(batch)):
            self.acknowledged.append(batch)


def run_posters(cluster: postgres.Cluster, accounts: list[int]) -> list[Poster]:
    posters = [Poster(cluster.url("postgres"), accounts, f"poster {n}") for n in range(3)]
    for poster in posters:
        poster.start()
    return posters


def check_books(client: Client, posters: list[Poster]) -> None:
    for poster in posters:
        poster.stopping.set()
        poster.join(timeout=30)
        acknowledged = {id(batch) for batch in poster.acknowledged}
        for batch in poster.sent:
            [(found,)] = client.ask(
                "SELECT count(*) FROM ledger_journal WHERE key = ANY (%s::uuid[])",
                [journal.key.digest for journal in batch],
            )
            assert found == BATCH or (found == 0 and id(batch) not in acknowledged)
    assert client.disagreements() == []


def wait_for(posters: list[Poster], batches: int) -> None:
    """Until each has had that many more acknowledged."""
    wanted = [len(poster.acknowledged) + batches for poster in posters]
    deadline = time.monotonic() + 60
    while any(len(p.acknowledged) < count for p, count in zip(posters, wanted, strict=True)):
        assert time.monotonic() < deadline
        time.sleep(0.01)


class TestBackendKilled:
    def test_leaves_nothing_of_its_batch(self, cluster: postgres.Cluster) -> None:
        """A posting that waits for a lock has claimed its keys already when it is killed."""
        client, other = Client(cluster.url("postgres")), Client(cluster.url("postgres"))
        bank, teen = client.open((None, None), (0, None))
        client.connection.execute("BEGIN")
        client.ask("SELECT 1 FROM ledger_balance WHERE account_id = %s FOR UPDATE", teen)
        ended: list[BaseException] = []

        def post() -> None:
            try:
                other.post([pay(bank, teen, 5, key=f"{n}") for n in range(BATCH)])
            except psycopg.OperationalError as error:
                ended.append(error)

        waiting = threading.Thread(target=post)
        waiting.start()
        time.sleep(0.5)
        os.kill(other.connection.info.backend_pid, signal.SIGKILL)
        waiting.join(timeout=30)
        assert len(ended) == 1
        after = reconnect(cluster)
        assert after.ask("SELECT count(*) FROM ledger_journal") == [(0,)]
        again = after.post([pay(bank, teen, 5, key=f"{n}") for n in range(BATCH)])
        assert all(answer.posted and not answer.replayed for answer in again)
        assert after.disagreements() == []

    def test_again_and_again_loses_nothing(self, cluster: postgres.Cluster) -> None:
        accounts = Client(cluster.url("postgres")).open((None, None), (0, None), (0, None))
        posters = run_posters(cluster, accounts)
        for poster in posters:
            wait_for(posters, 5)
            os.kill(poster.backend, signal.SIGKILL)
        wait_for(posters, 5)
        check_books(reconnect(cluster), posters)


class TestServerStoppedAtOnce:
    def test_loses_nothing_that_was_acknowledged(self, cluster: postgres.Cluster) -> None:
        accounts = Client(cluster.url("postgres")).open((None, None), (0, None), (0, None))
        posters = run_posters(cluster, accounts)
        for _ in range(2):
            wait_for(posters, 10)
            stop_at_once(cluster)
            postgres.start(cluster.folder, port=cluster.port)
        wait_for(posters, 5)
        check_books(reconnect(cluster), posters)


def stop_at_once(cluster: postgres.Cluster) -> None:
    """As a power cut would: no checkpoint, nobody is asked."""
    subprocess.run(
        rootless.command(
            [str(postgres.binaries() / "pg_ctl"), "stop", "--mode=immediate", "--pgdata",
             str(cluster.folder / "data")]
        ),
        check=True, capture_output=True,
    )  # fmt: skip


def reconnect(cluster: postgres.Cluster) -> Client:
    """A connection, once the server has recovered."""
    for _ in range(200):
        try:
            return Client(cluster.url("postgres"))
        except psycopg.OperationalError:
            time.sleep(0.1)
    return Client(cluster.url("postgres"))
