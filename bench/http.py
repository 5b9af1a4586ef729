"""The row `http`: signed payments over HTTP, through gunicorn as production runs it."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil

from bench import ledger, server
from tuppence.stack import database, postgres, redis
from tuppence.stack.folder import free_port
from tuppence.stack.programs import GUNICORN_SETTINGS

CONNECTIONS = 64
PAYERS = 1000
WORKERS = 2
FASTEST = 6000
"""Requests a second that are signed ahead."""


@dataclass(frozen=True)
class Run(ledger.Run):
    """``busy`` is how much of a core the driver took; ``memory`` the largest worker's MiB."""

    busy: float
    memory: float


@dataclass(frozen=True)
class Web:
    """A running server, its environment and its process."""

    port: int
    pid: int
    environment: dict[str, str]

    def drive(self, *, seconds: int, seed: int = 1, connections: int = CONNECTIONS) -> Run:
        """Callers that pay as fast as they are answered."""
        numbers = (connections, seconds, self.port, PAYERS, FASTEST * (seconds + 3), seed)
        driver = subprocess.Popen(
            [sys.executable, "-m", "bench.http_driver", *map(str, numbers)],
            env=self.environment,
            cwd=server.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if driver.stdout is None or driver.stdout.readline() != "ready\n":
            raise SystemExit("the HTTP driver did not start")
        result = json.loads(driver.communicate("go\n", timeout=seconds + 60)[0])
        took = sorted(result["ms"])
        return Run(
            rate=result["answers"] / result["seconds"],
            p50_ms=took[len(took) // 2],
            p99_ms=took[len(took) * 99 // 100],
            busy=result["busy"],
            memory=max(one.memory_info().rss for one in psutil.Process(self.pid).children())
            / 2**20,
        )

    def memory(self) -> float:
        """MiB of the largest worker."""
        workers = psutil.Process(self.pid).children()
        return max(worker.memory_info().rss for worker in workers) / 2**20


@contextmanager
def running(cluster: postgres.Cluster) -> Iterator[Web]:
    """Redis and gunicorn with gevent workers, as the application's role, on the measured server."""
    folder = cluster.folder / "web"
    for part in ("run", "static"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    store, redis_url = redis.start(folder, password=secrets.token_urlsafe(24))
    port = free_port()
    owner = cluster.url("tuppence")
    password = secrets.token_urlsafe(24)
    database.create(owner, password=password)
    ledger.migrate(cluster)  # the rooms give the role its rights after each migration
    database.grant(owner)
    environment = ledger.environment(cluster) | {
        "TUPPENCE_MODE": "demo",
        "TUPPENCE_SECRET_KEY": secrets.token_urlsafe(40),
        "TUPPENCE_DATA_DIR": str(folder),
        "TUPPENCE_PORT": str(port),
        "TUPPENCE_WEB_WORKERS": str(WORKERS),
        "TUPPENCE_LOG_LEVEL": "WARNING",
        "REDIS_URL": redis_url,
    }
    with (folder / "web.log").open("ab") as log:
        web = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", str(GUNICORN_SETTINGS)],
            env=environment | {"DATABASE_URL": cluster.url("tuppence", role=database.APPLICATION)
                               .replace(cluster.password, password)},
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        _wait(port, log=folder / "web.log")
        yield Web(port, web.pid, environment)
    finally:
        os.killpg(web.pid, signal.SIGKILL)
        web.wait()
        store.terminate()
        store.wait()


def _wait(port: int, *, log: Path) -> None:
    for _ in range(300):
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"the web server does not serve: {log.read_text()[-3000:]}")
