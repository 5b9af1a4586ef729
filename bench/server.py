"""The server that is measured: an embedded PostgreSQL of its own, settings as the platform's."""

import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tuppence.stack import postgres

ROOT = Path(__file__).parent.parent


@contextmanager
def running() -> Iterator[postgres.Cluster]:
    """A fresh cluster under .tuppence/bench; it is kept for a look until the next run."""
    folder = ROOT / ".tuppence" / "bench"
    postgres.stop(folder)
    subprocess.run(["rm", "-rf", str(folder)], check=True)
    cluster = postgres.start(folder)
    try:
        yield cluster
    finally:
        postgres.stop(folder)


def restart(cluster: postgres.Cluster, *, wal_archive: Path | None) -> None:
    """Starts the server again, with its write-ahead log archived as the platform does, or not."""
    postgres.stop(cluster.folder)
    data = cluster.folder / "data"
    postgres.configure(data, wal_archive=wal_archive)
    postgres.run(
        "pg_ctl", "start", "--wait", "--timeout=60", "--pgdata", str(data),
        "--log", str(cluster.folder / "server.log"), "--options", f"-p {cluster.port}",
    )  # fmt: skip


def environment(cluster: postgres.Cluster, *, database: str) -> dict[str, str]:
    """Of a process with Django that works on a database as its owner."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith("TUPPENCE_")
    } | {
        "TUPPENCE_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "tuppence.config.settings",
        "DATABASE_URL": cluster.url(database),
    }


def migrate(cluster: postgres.Cluster, *, database: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0"],
        env=environment(cluster, database=database),
        cwd=ROOT,
        check=True,
    )


def connect(cluster: postgres.Cluster, *, database: str = "postgres") -> "psycopg.Connection[Any]":
    """As the owner, each statement a transaction of its own."""
    return psycopg.connect(cluster.url(database), autocommit=True)


def execute(
    cluster: postgres.Cluster, sql: str, *, database: str = "postgres"
) -> list[tuple[Any, ...]]:
    """One statement, and the rows that it gives."""
    with connect(cluster, database=database) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


def make_yardstick(cluster: postgres.Cluster) -> None:
    execute(cluster, "CREATE DATABASE yardstick")
    _pgbench(cluster, "-i", "-s", "50", "-q")


def yardstick(cluster: postgres.Cluster, *, seconds: int) -> dict[str, float]:
    """pgbench TPC-B: scale 50, prepared, 16 clients, on the very server that is measured. It is
    settled like the ledgers, by a run that does not count."""
    command = ["-M", "prepared", "-c", "16", "-j", "2", "-T"]
    _pgbench(cluster, *command, str(max(seconds // 2, 1)))
    output = _pgbench(cluster, *command, str(seconds))
    return {
        "tps": _figure(r"tps = ([0-9.]+)", output),
        "mean_ms": _figure(r"latency average = ([0-9.]+) ms", output),
    }


def _pgbench(cluster: postgres.Cluster, *arguments: str) -> str:
    """Runs the wheel's pgbench and gives what it printed."""
    command = [
        str(postgres.binaries() / "pgbench"), "-h", "127.0.0.1", "-p", str(cluster.port),
        "-U", "tuppence_owner", *arguments, "yardstick",
    ]  # fmt: skip
    done = subprocess.run(
        command,
        env=os.environ | {"PGPASSWORD": cluster.password},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"pgbench failed: {done.stderr[-2000:]}")
    return done.stdout


def _figure(pattern: str, text: str) -> float:
    match = re.search(pattern, text)
    if match is None:
        raise SystemExit(f"pgbench printed no {pattern!r}:\n{text}")
    return float(match[1])


def machine() -> dict[str, object]:
    """What the figures were taken on."""
    info = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = re.search(r"model name\s*:\s*(.+)", info)
    memory = re.search(r"MemTotal:\s*(\d+)", _read("/proc/meminfo"))
    return {
        "cpu": model[1] if model else platform.processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(int(memory[1]) / 2**20) if memory else None,
        "system": platform.platform(),
        "python": platform.python_version(),
        "postgresql": _version(),
    }


def _version() -> str:
    command = [str(postgres.binaries() / "postgres"), "--version"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _read(path: str) -> str:
    return Path(path).read_text() if Path(path).exists() else ""
