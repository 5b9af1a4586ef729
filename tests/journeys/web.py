"""A real web server for a test: gunicorn with gevent workers, as production runs it."""

import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psycopg
from django.core.management import call_command
from psycopg import sql

from tuppence.stack import database
from tuppence.stack.postgres import free_port
from tuppence.stack.programs import GUNICORN_SETTINGS

STARTS_WITHIN = 30.0
METRICS_TOKEN = "m" * 40


class Web:
    """Serves one database, as the application's own role. ``log`` is what it wrote. Its Redis is
    that of all tests, unless ``redis_url`` names another. ``settings``: more of them."""

    def __init__(
        self, *, owner_url: str, folder: Path, workers: int, redis_url: str = "", **settings: str
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "web.log"
        (folder / "run").mkdir()
        (folder / "static").mkdir()
        kept = {n: v for n, v in os.environ.items() if not n.startswith("TUPPENCE_")}
        self._environment = kept | {
            "TUPPENCE_MODE": "demo",
            "TUPPENCE_SECRET_KEY": "t" * 40,
            "TUPPENCE_DATA_DIR": str(folder),
            "TUPPENCE_PORT": str(self.port),
            "TUPPENCE_WEB_WORKERS": str(workers),
            "TUPPENCE_RATE_LIMIT": "1000000",
            "TUPPENCE_METRICS_TOKEN": METRICS_TOKEN,
            "TUPPENCE_LOG_LEVEL": "WARNING",
            "DATABASE_URL": migrated(owner_url),
            "REDIS_URL": redis_url or os.environ["REDIS_URL"],
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it serves."""
        command = [sys.executable, "-m", "gunicorn", "-c", str(GUNICORN_SETTINGS)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            try:
                if httpx.get(f"{self.url}/healthz").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"the web server does not serve: {self.log.read_text()[-3000:]}")

    def stop(self) -> None:
        """Ends it and all its workers, at once: how it stops is not what is tested with it."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def workers(self) -> list[int]:
        """The process ids of its workers."""
        assert self._process is not None
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        return [int(child) for child in children.split()]


def migrated(owner_url: str) -> str:
    """The database's URL for the application's role, all its rights given."""
    url = as_application(owner_url)
    # The rooms give the role its rights after each migration; the stack's own come last.
    call_command("migrate", interactive=False, verbosity=0)
    database.grant(owner_url)
    return url


def as_application(owner_url: str) -> str:
    """The database's URL for the role that may do no more than production's may, with a new
    password."""
    password = secrets.token_hex(16)
    with psycopg.connect(owner_url, autocommit=True) as connection:
        role = sql.Identifier(database.APPLICATION)
        known = "SELECT 1 FROM pg_roles WHERE rolname = %s"
        if connection.execute(known, (database.APPLICATION,)).fetchone() is None:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(password)))
    where = owner_url.rpartition("@")[2]
    return f"postgresql://{database.APPLICATION}:{password}@{where}"
