"""The server that is measured: an embedded PostgreSQL of its own, settings as the platform's."""

import os
import platform
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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


def run(cluster: postgres.Cluster, program: str, *arguments: str, database: str = "") -> str:
    """Runs one of the wheel's client programs against the cluster and gives what it printed."""
    command = [
        str(postgres.binaries() / program), "-h", "127.0.0.1", "-p", str(cluster.port),
        "-U", "tuppence_owner", *arguments, *([database] if database else []),
    ]  # fmt: skip
    done = subprocess.run(
        command,
        env=os.environ | {"PGPASSWORD": cluster.password},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"{program} failed: {done.stderr[-2000:]}")
    return done.stdout


def yardstick(cluster: postgres.Cluster, *, seconds: int) -> dict[str, float]:
    """pgbench TPC-B: scale 50, prepared, 16 clients, on the very server that is measured."""
    output = run(
        cluster, "pgbench", "-M", "prepared", "-c", "16", "-j", "2", "-T", str(seconds),
        database="yardstick",
    )  # fmt: skip
    return {
        "tps": _figure(r"tps = ([0-9.]+)", output),
        "mean_ms": _figure(r"latency average = ([0-9.]+) ms", output),
    }


def make_yardstick(cluster: postgres.Cluster) -> None:
    run(cluster, "createdb", "yardstick")
    run(cluster, "pgbench", "-i", "-s", "50", "-q", database="yardstick")


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
