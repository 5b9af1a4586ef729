"""Relays and the database are killed without warning: no fact is lost, none applied twice."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tuppence.stack import postgres

pytestmark = pytest.mark.torture


@contextmanager
def _relay(database_url: str) -> Iterator[subprocess.Popen[bytes]]:
    process = _django(database_url, "relay")
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=10)


def _django(database_url: str, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "tests.torture.relay_settings",
        "PYTHONPATH": os.pathsep.join(("src", ".")),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "django", *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


class Writer(threading.Thread):
    """Commits facts, rolls some back, and remembers those whose commit was acknowledged."""

    def __init__(self, database_url: str) -> None:
        super().__init__(daemon=True)
        self.database_url = database_url
        self.stopping = threading.Event()
        self.acknowledged: set[int] = set()

    def run(self) -> None:
        dice = random.Random(20)
        while not self.stopping.is_set():
            try:
                with psycopg.connect(self.database_url, connect_timeout=2) as connection:
                    while not self.stopping.is_set():
                        self._write(connection, keep=dice.random() < 0.8)
            except psycopg.Error:
                time.sleep(0.05)

    def _write(self, connection: psycopg.Connection, *, keep: bool) -> None:
        rows = connection.execute(
            "INSERT INTO outbox_fact (topic, version, key, classification, payload)"
            " SELECT 'test.happened', 1, 'thing', 'ledger', '{}' FROM generate_series(1, 3)"
            " RETURNING id"
        ).fetchall()
        time.sleep(0.015)
        if keep:
            connection.commit()
            self.acknowledged |= {number for (number,) in rows}
        else:
            connection.rollback()

    def finish(self) -> None:
        self.stopping.set()
        self.join(timeout=20)


def _prepare(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("CREATE TABLE tally (fact_id bigint)")


def _tallied(database_url: str) -> int:
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT count(*) FROM tally").fetchone()
        assert row is not None
        return int(row[0])


def _wait_for_marks(database_url: str, *, beyond: int) -> None:
    deadline = time.monotonic() + 30
    while _tallied(database_url) <= beyond:
        assert time.monotonic() < deadline, "the relay delivers nothing"
        time.sleep(0.05)


def _agrees(database_url: str, writer: Writer) -> None:
    """Every committed fact has one mark, and every acknowledged one was committed."""
    deadline = time.monotonic() + 30
    while True:
        with psycopg.connect(database_url) as connection:
            facts = connection.execute("SELECT id FROM outbox_fact ORDER BY id").fetchall()
            marks = connection.execute("SELECT fact_id FROM tally ORDER BY fact_id").fetchall()
        if len(marks) >= len(facts) or time.monotonic() > deadline:
            break
        time.sleep(0.1)
    assert marks == facts
    assert writer.acknowledged <= {number for (number,) in facts}
    assert writer.acknowledged


class TestTheRelay:
    def test_loses_and_doubles_nothing_when_killed_in_the_middle_of_pages(
        self, committed_database: str
    ) -> None:
        _prepare(committed_database)
        writer = Writer(committed_database)
        writer.start()
        for _ in range(4):
            with _relay(committed_database) as process:
                _wait_for_marks(committed_database, beyond=_tallied(committed_database))
                process.send_signal(signal.SIGKILL)
        writer.finish()
        with _relay(committed_database):
            _agrees(committed_database, writer)

    def test_finishes_its_page_and_ends_when_told_to_stop(self, committed_database: str) -> None:
        _prepare(committed_database)
        writer = Writer(committed_database)
        writer.start()
        with _relay(committed_database) as process:
            _wait_for_marks(committed_database, beyond=0)
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=10) == 0
        writer.finish()
        with _relay(committed_database):
            _agrees(committed_database, writer)


class TestTheDatabase:
    def test_loses_no_acknowledged_fact_when_killed_and_the_relay_goes_on(
        self, tmp_path: Path
    ) -> None:
        folder = tmp_path / "postgres"
        cluster = postgres.start(folder)
        try:
            url = cluster.url("postgres")
            assert _django(url, "migrate").wait(timeout=120) == 0
            _prepare(url)
            writer = Writer(url)
            writer.start()
            with _relay(url):
                for _ in range(2):
                    _wait_for_marks(url, beyond=_tallied(url))
                    _kill_server(folder)
                    _start_again(folder, port=cluster.port)
                writer.finish()
                _agrees(url, writer)
        finally:
            postgres.stop(folder)


def _kill_server(folder: Path) -> None:
    pid = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)


def _start_again(folder: Path, *, port: int) -> None:
    """The killed server's children end by themselves, a moment after it."""
    for attempt in range(20):
        try:
            postgres.start(folder, port=port)
        except postgres.PostgresFailed:
            if attempt == 19:
                raise
            time.sleep(0.3)
        else:
            return
