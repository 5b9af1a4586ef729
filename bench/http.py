"""The rows `http` and `http controls`: signed payments over HTTP, through gunicorn as production
runs it."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.request import urlopen

import psutil

from bench import ledger, server
from tuppence.stack import database, redis
from tuppence.stack.folder import free_port
from tuppence.stack.programs import GUNICORN_SETTINGS

CONNECTIONS = 64
WORKERS = 2
WARM_UP = 2
PASSWORD = secrets.token_urlsafe(24)
"""Of the application's role, which all databases of a server share."""
FASTEST = 6000
"""Requests a second that are signed ahead, or, with few connections, 1,000 for each."""


@dataclass(frozen=True)
class Run(ledger.Run):
    """``driver`` took ``busy`` of a core, ``request_us`` microseconds a request; ``worker_mb`` is
    the most that a worker had in memory while it was paid with."""

    driver: str
    busy: float
    request_us: float
    worker_mb: float


@dataclass(frozen=True)
class Web:
    """A running server: its port, process, environment, and a folder for requests."""

    port: int
    pid: int
    environment: dict[str, str]
    folder: Path

    def drive(
        self, *, seconds: int, people: int, connections: Sequence[int], who: str = "grown-ups"
    ) -> Iterator[Run]:
        """Callers that pay as fast as they are answered, by one number of connections after the
        other. All is signed before: in sum it must take less than a signature is good for. ``who``:
        one of `payers.CASTS`, each once."""
        plays = []
        words = []
        for number in connections:
            fastest = min(FASTEST, 1000 * number)
            files = [str(self.folder / f"{name}-{number}") for name in ("warm-up", "measured")]
            words += [files[0], str(fastest * WARM_UP), files[1], str(fastest * (seconds + 1))]
            plays.append((number, files))
        self.run([sys.executable, "-m", "bench.payers", who, str(people), *words])
        for number, files in plays:
            yield self._play(files, connections=number, seconds=seconds)

    def _play(self, files: Sequence[str], *, connections: int, seconds: int) -> Run:
        driver = chosen_driver()
        with watched(self.pid) as worker:
            if driver == "wrk":
                self.run(self._wrk(files[0], connections=connections, seconds=WARM_UP))
                output = self.run(self._wrk(files[1], connections=connections, seconds=seconds))
            else:
                numbers = map(str, (self.port, connections, WARM_UP, seconds))
                output = self.run([sys.executable, "-m", "bench.http_driver", *numbers, *files])
        for file in files:
            Path(file).unlink()
        result = json.loads(output.splitlines()[-1])
        return Run(**result, driver=driver, worker_mb=worker.peak / 1e6)

    def _wrk(self, file: str, *, connections: int, seconds: int) -> list[str]:
        script = str(Path(__file__).parent / "wrk.lua")
        url = f"http://127.0.0.1:{self.port}"
        load = ["-t1", f"-c{connections}", f"-d{seconds}s"]
        return ["wrk", *load, "-s", script, url, "--", file]

    def run(self, command: list[str]) -> str:
        """What a command prints that runs as the server does. Ends the run if it fails."""
        done = subprocess.run(
            command,
            env=self.environment,
            cwd=server.ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(command[:3])} failed: {done.stderr[-2000:]}")
        return done.stdout


def chosen_driver() -> str:
    """Our own driver, or with DRIVER=wrk Debian's wrk: that takes a third more of the processor for
    each request that it checks."""
    driver = os.environ.get("DRIVER") or "ours"
    if driver not in ("ours", "wrk"):
        raise SystemExit("DRIVER: ours or wrk")
    if driver == "wrk" and shutil.which("wrk") is None:
        raise SystemExit("DRIVER=wrk needs wrk on PATH (on Debian: apt install wrk)")
    return driver


class Watch:
    """``peak``: the most bytes that any child of a process had in memory, so far."""

    def __init__(self, pid: int) -> None:
        self.parent = psutil.Process(pid)
        self.peak = 0
        self.over = threading.Event()

    def look_until_over(self) -> None:
        while not self.over.wait(0.2):
            for worker in self.parent.children():
                try:
                    self.peak = max(self.peak, worker.memory_info().rss)
                except psutil.NoSuchProcess:
                    continue


@contextmanager
def watched(pid: int) -> Iterator[Watch]:
    watch = Watch(pid)
    thread = threading.Thread(target=watch.look_until_over)
    thread.start()
    try:
        yield watch
    finally:
        watch.over.set()
        thread.join()


@contextmanager
def running(
    book: ledger.Ledger, *, settings: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Web]:
    """Redis and gunicorn with gevent workers, as the application's role, on a measured ledger."""
    folder = book.cluster.folder / f"web-{book.database}"
    for part in ("run", "static"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    store, redis_url = redis.start(folder, password=secrets.token_urlsafe(24))
    try:
        port = free_port()
        environment = server.environment(book.cluster, database=book.database) | {
            "TUPPENCE_MODE": "demo",
            "TUPPENCE_SECRET_KEY": secrets.token_urlsafe(40),
            "TUPPENCE_DATA_DIR": str(folder),
            "TUPPENCE_PORT": str(port),
            "TUPPENCE_WEB_WORKERS": str(WORKERS),
            "TUPPENCE_LOG_LEVEL": "WARNING",
            "REDIS_URL": redis_url,
            **settings,
        }
        with _gunicorn(environment | {"DATABASE_URL": _application(book)}, folder) as pid:
            yield Web(port, pid, environment, folder)
    finally:
        store.terminate()
        store.wait()


def _application(book: ledger.Ledger) -> str:
    """The URL of the ledger's database as the application's role, with the rights it has."""
    owner = book.cluster.url(book.database)
    database.create(owner, password=PASSWORD)
    server.migrate(book.cluster, database=book.database)  # the rooms give it its rights after this
    database.grant(owner)
    url = book.cluster.url(book.database, role=database.APPLICATION)
    return url.replace(book.cluster.password, PASSWORD)


@contextmanager
def _gunicorn(environment: dict[str, str], folder: Path) -> Iterator[int]:
    """gunicorn's process, once it serves."""
    with (folder / "web.log").open("ab") as log:
        web = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", str(GUNICORN_SETTINGS)],
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        _wait(int(environment["TUPPENCE_PORT"]), log=folder / "web.log")
        yield web.pid
    finally:
        os.killpg(web.pid, signal.SIGKILL)
        web.wait()


def _wait(port: int, *, log: Path) -> None:
    for _ in range(300):
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"the web server does not serve: {log.read_text()[-3000:]}")
