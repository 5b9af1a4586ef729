"""An installation of which only the embedded PostgreSQL runs: for what backups and restores do to
files, many times over."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg

from tuppence.kernel.clock import utc_now
from tuppence.kernel.environment import load
from tuppence.stack import installation, postgres, processes
from tuppence.stack.backups import Backups
from tuppence.stack.folder import Folder

SETTINGS = {"TUPPENCE_MODE": "demo"}


class SmallInstallation:
    """``rows`` are what is in it; each was committed at an instant of its own."""

    def __init__(self, path: Path) -> None:
        self.folder = Folder(path)
        self.folder.prepare()
        asked = load(SETTINGS | {"TUPPENCE_DATA_DIR": str(path)})
        composed = installation.compose(asked, self.folder, SETTINGS)
        self.chosen = installation.make_servers(composed)
        self.backups = Backups(self.folder.backups)

    @contextmanager
    def running(self) -> Iterator[None]:
        """As `tuppence up` would start it, mending what was left before."""
        processes.end(self.folder)
        self.chosen = installation.make_servers(self.chosen)
        processes.clear_stale_lock(self.folder)
        port = self.chosen.ports["postgres"]
        with self.folder.log("postgres").open("ab") as log:
            server = subprocess.Popen(
                postgres.server_command(self.folder.postgres, port=port), stdout=log, stderr=log
            )
        try:
            self._await()
            yield
        finally:
            processes.end(self.folder)
            server.wait()

    def add(self, row: int) -> datetime:
        """Commits a row; gives an instant after it and before any other."""
        with psycopg.connect(self.url) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept (row int)")
            connection.execute("INSERT INTO kept VALUES (%s)", [row])
        after = utc_now()
        time.sleep(0.01)
        return after

    def rows(self) -> list[int]:
        with psycopg.connect(self.url) as connection:
            return [row for (row,) in connection.execute("SELECT row FROM kept ORDER BY row")]

    @property
    def url(self) -> str:
        return postgres.Cluster(self.folder.postgres, self.chosen.ports["postgres"]).url("postgres")

    def _await(self) -> None:
        for _ in range(600):
            try:
                with psycopg.connect(self.url, connect_timeout=5):
                    return
            except psycopg.OperationalError:
                time.sleep(0.1)
        raise AssertionError(self.folder.log("postgres").read_text()[-2000:])
