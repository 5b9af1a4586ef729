"""sql/examples.sql is true: psql prints what sql/examples.out says it does.

After a change that is meant: UPDATE_EXAMPLES=1 python -m pytest tests/architecture
"""

import os
import secrets
import subprocess
from collections.abc import Iterator

import psycopg
import pytest

from tuppence.ledger.apps import SQL
from tuppence.stack.postgres import binaries

EXAMPLES, OUTPUT = SQL / "examples.sql", SQL / "examples.out"


@pytest.fixture
def empty_database() -> Iterator[str]:
    server, name = os.environ["DATABASE_URL"], f"examples_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield f"{server.rpartition('/')[0]}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_examples_print_what_they_are_said_to(empty_database: str) -> None:
    done = subprocess.run(
        [str(binaries() / "psql"), "-X", "-d", empty_database, "-f", EXAMPLES.name],
        cwd=SQL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if os.environ.get("UPDATE_EXAMPLES"):
        OUTPUT.write_text(done.stdout)
    assert done.stdout.splitlines() == OUTPUT.read_text().splitlines()
    assert done.returncode == 0
