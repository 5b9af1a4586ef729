"""A whole platform for a test, in a folder of its own, used by its command line."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

from tuppence.stack.folder import Folder

OURS = ("TUPPENCE_", "DATABASE_", "REDIS_", "DJANGO_")


class Platform:
    """The command line, used as a person would."""

    def __init__(self, folder: Path, wanted_port: int) -> None:
        self.folder = Folder(folder)
        given = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self.environment = given | {
            "TUPPENCE_MODE": "demo",
            "TUPPENCE_DATA_DIR": str(folder),
            "TUPPENCE_PORT": str(wanted_port),
        }
        self.command = [sys.executable, "-m", "tuppence.stack.cli"]

    def run(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.command, *words],
            env=self.environment | settings,
            capture_output=True,
            text=True,
            check=False,
        )

    def status(self) -> dict[str, Any]:
        return dict(json.loads(self.run("status", "--json").stdout))

    def connect(self) -> psycopg.Connection[Any]:
        """The database as the application's role."""
        return psycopg.connect(self.folder.read("environment.json")["DATABASE_URL"])

    def people(self) -> int:
        with self.connect() as connection:
            row = connection.execute("SELECT count(*) FROM identity_person").fetchone()
            assert row is not None
            return int(row[0])
