"""Tests run on the real PostgreSQL and Redis: servers of their own, stopped at the end, in a folder
that git ignores.

A plugin named with ``-p`` rather than a conftest, as Django's settings are read before those.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tuppence.stack import postgres, redis

_PRISTINE = "pristine"
_ROOT = Path.cwd() / ".tuppence" / "test"


def _start_servers() -> None:
    _ROOT.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=_ROOT))
    (folder / "static").mkdir()
    cluster = postgres.start(folder / "postgres")
    process, redis_url = redis.start(folder / "redis", password=secrets.token_hex(8))

    def stop() -> None:
        postgres.stop(folder / "postgres")
        process.terminate()
        process.wait(timeout=10)
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    os.environ.update(
        TUPPENCE_MODE="test",
        # All tests share one address and one minute; the limit's own tests set their own.
        TUPPENCE_RATE_LIMIT="1000000",
        TUPPENCE_SECRET_KEY="t" * 40,
        TUPPENCE_SEAL_KEY=secrets.token_urlsafe(32),
        TUPPENCE_DATA_DIR=str(folder),
        DATABASE_URL=cluster.url("postgres"),
        REDIS_URL=redis_url,
    )


_start_servers()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, Any, Any]:
    """Keeps a copy of the test database as soon as it is made, before any test commits to it."""
    made = yield
    if fixturedef.argname == "django_db_setup":
        with request.getfixturevalue("django_db_blocker").unblock():
            _keep_pristine()
    return made


def _keep_pristine() -> None:
    from django.db import connection
    from django.test.utils import setup_databases

    settings = connection.settings_dict
    if not settings["NAME"].startswith("test_"):
        # pytest-django makes it only for the sake of tests that carry its own mark.
        setup_databases(verbosity=0, interactive=False)
    connection.close()
    with _maintenance(settings) as server:
        server.execute(f'CREATE DATABASE "{_PRISTINE}" TEMPLATE "{settings["NAME"]}"')


@pytest.fixture
def committed_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of the test's own, by its URL: for real commits, several connections, processes
    that are killed.

    The database as migrated is copied, Django's default connection (of every thread) points at
    the copy, and the copy is dropped afterwards. Nothing is truncated, as append-only tables refuse
    it, and no other test sees what was committed.
    """
    with django_db_blocker.unblock(), _a_copy() as url:
        yield url


@pytest.fixture(scope="module")
def module_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The same for all tests of a module: for those that start a server once."""
    with django_db_blocker.unblock(), _a_copy() as url:
        yield url


@contextmanager
def _a_copy() -> Iterator[str]:
    from django.db import connection

    settings = connection.settings_dict
    shared, copy = settings["NAME"], f"copy_{secrets.token_hex(6)}"
    connection.close()
    with _maintenance(settings) as server:
        server.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{_PRISTINE}"')
    settings["NAME"] = copy
    try:
        yield _url(settings)
    finally:
        connection.close()
        settings["NAME"] = shared
        with _maintenance(settings) as server:
            server.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that really commits (``django_db(transaction=True)``) does so in a copy too: Django
    would empty tables after it, and append-only ones are not emptied."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        if isinstance(item, pytest.Function) and mark and mark.kwargs.get("transaction"):
            item.fixturenames.insert(0, "committed_database")


def _maintenance(settings: dict[str, Any]) -> Any:
    import psycopg

    return psycopg.connect(_url({**settings, "NAME": "postgres"}), autocommit=True)


def _url(settings: dict[str, Any]) -> str:
    who = f"{settings['USER']}:{settings['PASSWORD']}"
    return f"postgresql://{who}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"
