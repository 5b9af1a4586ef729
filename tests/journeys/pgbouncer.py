"""A real PgBouncer in transaction mode, with the very file that docs/scale.md recommends."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tuppence.stack import database, rootless
from tuppence.stack.folder import free_port

PAGE = Path(__file__).parents[2] / "docs" / "scale.md"
SESSIONS = 3
"""Of the server's, for all clients together: few, so that each is used by many in turn."""
STARTS_WITHIN = 10.0
# Debian has it where only an administrator's PATH looks.
PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def _version() -> tuple[int, int]:
    if PROGRAM is None:
        return (0, 0)
    told = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"PgBouncer (\d+)\.(\d+)", told)
    assert found is not None, told
    return int(found[1]), int(found[2])


VERSION = _version()
MODES = ["transaction", *(["transaction-preparing"] if VERSION >= (1, 22) else [])]
"""What may be said of this PgBouncer in a URL."""


class PgBouncer:
    """In front of the database that ``app_url`` names, for its role. Not running until `start`.

    ``url`` is its own address, with nothing said of a pooler.
    """

    def __init__(self, *, app_url: str, owner_url: str, folder: Path, mode: str) -> None:
        self.port = free_port()
        parts = urlsplit(app_url)
        assert parts.username is not None
        where = f"{parts.username}:{parts.password}@127.0.0.1:{self.port}"
        self.url = parts._replace(netloc=where).geturl()
        self.log = folder / "pgbouncer.log"
        self._ini = folder / "pgbouncer.ini"
        users = folder / "userlist.txt"
        users.write_text(_verifier(owner_url, parts.username))
        recommended = ConfigParser(interpolation=None)
        recommended.read_string(_recommended())
        recommended["databases"] = {
            parts.path[1:]: f"host={parts.hostname} port={parts.port} dbname={parts.path[1:]}"
        }
        recommended["pgbouncer"].update(
            listen_port=str(self.port), auth_file=str(users), default_pool_size=str(SESSIONS)
        )
        if VERSION >= (1, 21):
            preparing = mode == "transaction-preparing"
            recommended["pgbouncer"]["max_prepared_statements"] = "200" if preparing else "0"
        with self._ini.open("w") as file:
            recommended.write(file)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it serves. It refuses to run as root, as PostgreSQL does."""
        assert PROGRAM is not None
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                rootless.command([PROGRAM, str(self._ini)]), stdout=log, stderr=log
            )
        until = time.monotonic() + STARTS_WITHIN
        while reason := database.why_not(self.url):
            if self._process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"{reason}\n{self.log.read_text()[-3000:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        """At once, whoever is in a transaction. (SIGTERM waits for clients from 1.23 on.)"""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=10)
            self._process = None


@contextmanager
def running(*, app_url: str, owner_url: str, folder: Path, mode: str) -> Iterator[PgBouncer]:
    """One that serves. Without the program the test is left out, but never in CI, which installs
    it."""
    if PROGRAM is None:
        reason = "pgbouncer is not installed (on Debian: apt-get install pgbouncer)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    bouncer = PgBouncer(app_url=app_url, owner_url=owner_url, folder=folder, mode=mode)
    try:
        bouncer.start()
        yield bouncer
    finally:
        bouncer.stop()


def _recommended() -> str:
    block = re.search(r"```ini\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None, "docs/scale.md shows no pgbouncer.ini"
    return block[1]


def _verifier(owner_url: str, role: str) -> str:
    """The line of userlist.txt that docs/scale.md tells to make."""
    statement = re.search(r"^ +(SELECT format.*;)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert statement is not None
    with psycopg.connect(owner_url) as server:
        row = server.execute(statement[1].replace("tuppence_app", role).encode()).fetchone()
    assert row is not None
    return f"{row[0]}\n"
