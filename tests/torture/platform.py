"""The whole platform in a folder of its own, as `tuppence up` starts it, and its parts by process
id, to be killed one by one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import psycopg
from redis import Redis

from tuppence.stack import postgres, processes
from tuppence.stack.folder import Folder
from tuppence.stack.health import ask
from tuppence.stack.supervisor import Supervisor
from tuppence.stack.tasks import HEARTBEAT

ROOT = Path(__file__).parents[2]
OURS = ("TUPPENCE_", "DATABASE_", "REDIS_", "DJANGO_")
POST_QUEUE = 25
"""Money requests that may wait in one worker: few, so that overload is soon reached."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a consumer has come, and what it could not do."""

    behind: int
    retrying: int
    dead: int


class Platform:
    """Not running until `up`."""

    def __init__(self, folder: Path, *, workers: int = 2) -> None:
        self.folder = Folder(folder)
        self.workers = workers
        given = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self._environment = given | {
            "TUPPENCE_MODE": "demo",
            "TUPPENCE_DATA_DIR": str(folder),
            "TUPPENCE_PORT": "0",
            "TUPPENCE_WEB_WORKERS": str(workers),
            "TUPPENCE_RATE_LIMIT": "1000000",
            "TUPPENCE_POST_QUEUE": str(POST_QUEUE),
            "TUPPENCE_LOG_LEVEL": "INFO",
            "DJANGO_SETTINGS_MODULE": "tests.torture.platform_settings",
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        }
        self._supervisor = Supervisor(self.folder)

    def up(self) -> None:
        done = self.command("up", "--detach")
        assert done.returncode == 0, done.stdout + done.stderr
        remembered = self.folder.read("environment.json")
        self.port = int(remembered["TUPPENCE_PORT"])
        self.url = f"http://127.0.0.1:{self.port}"
        self._redis_url = str(remembered["REDIS_URL"])

    def down(self) -> list[psutil.Process]:
        """Stops it as a person would; gives the processes that are still there, and ends them."""
        self.command("down")
        left = processes.find(self.folder)
        processes.end(self.folder)
        return left

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`tuppence`, with these words."""
        return subprocess.run(
            [sys.executable, "-m", "tuppence.stack.cli", *words],
            env=self._environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    # Its parts

    def programs(self) -> dict[str, int | None]:
        """The process id of each program, None where it does not run just now."""
        return {
            state.name: state.pid if state.state == "RUNNING" else None
            for state in self._supervisor.states()
        }

    def pid(self, name: str) -> int:
        pid = self.programs()[name]
        assert pid is not None, f"{name} does not run"
        return pid

    def web_workers(self) -> list[int]:
        return [child.pid for child in psutil.Process(self.pid("web")).children()]

    def backends(self) -> list[int]:
        """The processes of PostgreSQL that serve the application's connections."""
        rows = self.asked(
            "SELECT pid FROM pg_stat_activity"
            " WHERE usename = 'tuppence_app' AND backend_type = 'client backend'"
        )
        return [int(pid) for (pid,) in rows]

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """One program is stopped, and started again afterwards."""
        self._supervisor._call("stopProcess", name)
        try:
            yield
        finally:
            self._supervisor._call("startProcess", name)

    # What it says of itself

    def healthy(self) -> bool:
        return ask(self.url, timeout=5).healthy

    def asked(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of a query, as the database's owner."""
        with self.connect() as connection:
            return connection.execute(query, values).fetchall()

    def connect(self) -> psycopg.Connection[Any]:
        """The database, as its owner."""
        port = int(self.folder.read("ports.json")["postgres"])
        url = postgres.Cluster(self.folder.postgres, port).url()
        return psycopg.connect(url, connect_timeout=5)

    def consumers(self) -> dict[str, Progress]:
        rows = self.asked(
            """SELECT consumer,
                      (SELECT count(*) FROM outbox_fact WHERE id > last_id),
                      (SELECT count(*) FROM outbox_delivery AS d
                        WHERE d.consumer = c.consumer AND state = 'retrying'),
                      (SELECT count(*) FROM outbox_delivery AS d
                        WHERE d.consumer = c.consumer AND state = 'dead')
                 FROM outbox_cursor AS c"""
        )
        return {name: Progress(*counts) for name, *counts in rows}

    def heartbeat(self) -> datetime:
        """When the schedule last asked, and a worker did what it asked for."""
        with Redis.from_url(self._redis_url, socket_timeout=2, socket_connect_timeout=2) as redis:
            told = redis.get(HEARTBEAT)
        text = told.decode() if isinstance(told, bytes) else None
        return datetime.fromisoformat(text) if text else datetime.min.replace(tzinfo=UTC)

    # Meddling

    def set_clock(self, seconds: float) -> None:
        """Lets the platform's Python processes believe that it is so much later."""
        (self.folder.path / "clock-offset").write_text(str(seconds))
