"""Tests run on the real PostgreSQL and Redis: servers of their own, stopped at the end, in a folder
that git ignores.

A plugin named with ``-p`` rather than a conftest, as Django's settings are read before those. With
``-n 2``, as `make test` runs them, each of the two processes that run tests has its own servers:
databases of one server would share its roles, its transaction ids and who is at work in it, and
what a test says of these would depend on the tests beside it.
"""

import os
import secrets
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tuppence.stack import postgres, redis

_PRISTINE = "pristine"
_ROOT = Path.cwd() / ".tuppence" / "test"
_SERVERS = pytest.StashKey[ExitStack]()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, Any, Any]:
    """Around the hook in which Django's settings are read. A process that only hands tests out
    to others needs no servers."""
    os.environ["TUPPENCE_MODE"] = "test"
    # Tests start hundreds of processes. Each would compile the same thousand modules for itself.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    workers = getattr(early_config.known_args_namespace, "numprocesses", None)
    if not workers or _is_a_worker():
        _start_servers(early_config)
    return (yield)


def _is_a_worker() -> bool:
    """Whether this process is one of several that run tests."""
    return "PYTEST_XDIST_WORKER" in os.environ


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Not as the process ends: a worker is killed ten seconds after it has said that it is done,
    and its servers would live on."""
    if _SERVERS in session.config.stash:
        session.config.stash[_SERVERS].close()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from tuppence.stack.pytest_turns import Turns

    config.option.loadscopereorder = False
    return Turns(config, log)


def _start_servers(config: pytest.Config) -> None:
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

    servers = config.stash[_SERVERS] = ExitStack()
    servers.callback(stop)
    config.add_cleanup(servers.close)
    os.environ.update(
        # All tests share one address and one minute; the limit's own tests set their own.
        TUPPENCE_RATE_LIMIT="1000000",
        TUPPENCE_SECRET_KEY="t" * 40,
        TUPPENCE_SEAL_KEY=secrets.token_urlsafe(32),
        TUPPENCE_PUSH_KEY=secrets.token_urlsafe(32),
        TUPPENCE_DATA_DIR=str(folder),
        DATABASE_URL=cluster.url("postgres"),
        REDIS_URL=redis_url,
    )


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
    with django_db_blocker.unblock(), a_copy() as url:
        yield url


@pytest.fixture(scope="module")
def module_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The same for all tests of a module: for those that start a server once."""
    with django_db_blocker.unblock(), a_copy() as url:
        yield url


@contextmanager
def a_copy() -> Iterator[str]:
    """The database as migrated, copied, as Django's default one; gives its URL."""
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


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that really commits (``django_db(transaction=True)``) does so in a copy too: Django
    would empty tables after it, and append-only ones are not emptied."""
    twice = [nodeid for nodeid, n in Counter(item.nodeid for item in items).items() if n > 1]
    if twice:
        # Several processes would run one of them, and say nothing of the others.
        raise pytest.UsageError(f"several tests have one name: {', '.join(twice)}")
    if _is_a_worker():
        from tuppence.stack.pytest_turns import place

        items.sort(key=lambda item: place(item.nodeid))
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
