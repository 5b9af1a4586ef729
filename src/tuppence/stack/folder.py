"""The data folder: where every embedded server, log and secret of one installation lives.

postgres/  redis/      the embedded servers' data
backups/               of the embedded PostgreSQL, and its archived log (tuppence.stack.backups)
logs/                  one file a program, rotated
run/                   supervisord's configuration and pid file, gunicorn's scratch files
static/                collected static files
secrets.json           generated once: keys and passwords (mode 0600)
ports.json             the embedded servers' ports, kept from start to start
environment.json       the settings that the programs were last started with (mode 0600)
lock                   held while something starts or stops
"""

import errno
import fcntl
import json
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuppence.kernel.files import write_private
from tuppence.stack.failures import StackFailed

SPACE_NEEDED = 300_000_000
"""Bytes that a first start may use: an empty cluster, its write-ahead log, the demo family."""

SPACE_NEEDED_AGAIN = 100_000_000
"""Bytes that must be free to start what is there already."""

LONGEST_PATH = 700
"""Bytes of the folder's path: PostgreSQL's own paths, which begin with it, have 1,023 at most. (No
socket stands in the folder, whose path could have 107.)"""


class FolderUnusable(StackFailed):
    """The data folder cannot be used as it is; nothing in it was changed."""


class Busy(StackFailed):
    """Another command is starting or stopping this installation just now."""


@dataclass(frozen=True, slots=True)
class Folder:
    path: Path

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def redis(self) -> Path:
        return self.path / "redis"

    @property
    def backups(self) -> Path:
        return self.path / "backups"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def run(self) -> Path:
        return self.path / "run"

    def log(self, program: str) -> Path:
        return self.logs / f"{program}.log"

    def prepare(self) -> None:
        """Makes the folder unless it is there. Raises `FolderUnusable` before anything is written
        when it belongs to someone else, cannot be written to, or its disk is full, or its name is
        one that a program could not be told."""
        self._check_name()
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise FolderUnusable(
                f"{self.path} cannot be made ({error.strerror}): "
                "set TUPPENCE_DATA_DIR to a folder that you may write to"
            ) from error
        self._check_owner()
        self._check_space()
        self._check_writable()
        for folder in (self.logs, self.run):
            folder.mkdir(exist_ok=True, mode=0o700)

    def _check_name(self) -> None:
        name = str(self.path)
        try:
            long = len(name.encode()) > LONGEST_PATH
            strange = not name.isprintable()
        except UnicodeEncodeError:
            long, strange = False, True
        if long or strange:
            wrong = f"longer than {LONGEST_PATH} bytes" if long else "not printable text in UTF-8"
            raise FolderUnusable(
                f"the path {name!a} is {wrong}: set TUPPENCE_DATA_DIR to another folder"
            )

    def _check_owner(self) -> None:
        for part in (self.path, self.postgres, self.redis):
            if part.exists() and part.stat().st_uid != os.geteuid():
                raise FolderUnusable(
                    f"{part} belongs to user {part.stat().st_uid} and you are user "
                    f"{os.geteuid()}; it was left alone. Run as its owner, or set "
                    "TUPPENCE_DATA_DIR to a folder of your own"
                )

    def _check_space(self) -> None:
        free = shutil.disk_usage(self.path).free
        needed = SPACE_NEEDED_AGAIN if self.postgres.exists() else SPACE_NEEDED
        if free < needed:
            raise FolderUnusable(
                f"the disk of {self.path} is full: {free // 1_000_000} MB are free and "
                f"{needed // 1_000_000} MB are needed. Free some, or move the folder to another "
                "disk and set TUPPENCE_DATA_DIR to its new place"
            )

    def _check_writable(self) -> None:
        try:
            with tempfile.TemporaryFile(dir=self.path):
                pass
        except OSError as error:
            raise FolderUnusable(
                f"{self.path} cannot be written to ({error.strerror}): make it writable, or set "
                "TUPPENCE_DATA_DIR to another folder"
            ) from error

    @contextmanager
    def lock(self) -> Iterator[None]:
        """One command at a time changes what runs here; raises `Busy` when another one does."""
        with (self.path / "lock").open("a+") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                held.seek(0)
                raise Busy(
                    f"another tuppence command (process {held.read().strip() or 'unknown'}) is "
                    f"starting or stopping {self.path}: wait for it, or end it and try again"
                ) from error
            held.truncate(0)
            held.write(f"{os.getpid()}\n")
            held.flush()
            yield

    def secrets(self) -> dict[str, str]:
        """Keys and passwords by name, generated the first time and kept."""
        known = self.read("secrets.json")
        sizes = {
            "secret_key": 48,
            "app_password": 48,
            "redis_password": 48,
            "supervisor_password": 48,
            "metrics_token": 48,
            "kyc_token": 48,
            "kyc_webhook_secret": 48,
            "push_key": 32,  # a P-256 key, likewise
            "seal_key": 32,  # an Ed25519 seed, no more and no less
        }
        missing = {n: secrets.token_urlsafe(size) for n, size in sizes.items() if n not in known}
        if missing:
            self.write("secrets.json", known | missing)
        return {name: str(value) for name, value in (known | missing).items()}

    def ports(self, *names: str) -> dict[str, int]:
        """A free loopback port for each name: the one of last time unless it was taken since."""
        ports = {name: int(port) for name, port in self.read("ports.json").items()}
        for name in names:
            if name not in ports or not port_is_free("127.0.0.1", ports[name]):
                ports[name] = free_port()
        self.write("ports.json", ports)
        return ports

    def read(self, name: str) -> dict[str, Any]:
        """A JSON file of the folder; an absent one is empty."""
        file = self.path / name
        try:
            content = json.loads(file.read_text())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise FolderUnusable(
                f"{file} cannot be read ({error}): put it back from a backup, or move it away and "
                "it will be made anew (people will have to log in again)"
            ) from error
        return dict(content)

    def write(self, name: str, content: dict[str, Any]) -> None:
        """Replaces a JSON file at once, readable by its owner only."""
        write_private(self.path / name, json.dumps(content, indent=2) + "\n")


def free_port(host: str = "127.0.0.1") -> int:
    """A port that nobody listens on at this moment. Raises OSError when the host is not ours."""
    return _bound(host, 0)


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now. Raises OSError when nobody ever could: the host is
    not this machine's, or the port is reserved to root."""
    try:
        return _bound(host, port) == port
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        return False


def _bound(host: str, port: int) -> int:
    """The port that a server would get there; 0 asks for any."""
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as probe:
        # As gunicorn does: connections that a server closed moments ago are no hindrance.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        return int(probe.getsockname()[1])
