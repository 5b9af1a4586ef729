"""Limits that fail closed count in Redis, which no rollback reaches: each test starts at zero. A
provider that checks documents, on the wire. And the town, which takes a second to build: the tests
of a module share one, and what each does to it is rolled back."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from pytest_django import DjangoDbBlocker
from schemathesis.pytest.plugin import SchemathesisFunction

from tests.conformance.town import Town, a_town
from tuppence.edge.tests.conftest import environment, no_counts
from tuppence.people.kyc.tests.simulating import connected, simulator
from tuppence.stack.pytest_plugin import a_copy

__all__ = ["environment", "no_counts"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """schemathesis names its tests after their operations, but gives pytest since 9.2 the same
    identity for them all; of such, several processes would run one, and take the rest for run."""
    for item in items:
        if isinstance(item, SchemathesisFunction):
            assert item.parent is not None
            item._id = item.parent.id.child(item.name)


FRESH = 120.0
"""Seconds after which a town is built anew: in it a PIN was given that is good for five minutes,
and a payment waits that does so for ten."""


@pytest.fixture(scope="session", autouse=True)
def _provider() -> Iterator[None]:
    with simulator() as url, connected(url):
        yield


class Towns:
    """The one that there is, in a database of its own."""

    def __init__(self) -> None:
        self._database = ExitStack()
        self._town: Town | None = None
        self._built = 0.0

    def current(self) -> Town:
        if self._town is None or time.monotonic() > self._built + FRESH:
            self.leave()
            self._database.enter_context(a_copy())
            self._town, self._built = a_town(), time.monotonic()
        return self._town

    def leave(self) -> None:
        self._town = None
        self._database.close()


@pytest.fixture(scope="module")
def towns(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Towns]:
    found = Towns()
    yield found
    with django_db_blocker.unblock():
        found.leave()


@pytest.fixture
def built(towns: Towns, django_db_blocker: DjangoDbBlocker) -> Town:
    """Before the test's transaction begins, which is in the town's database."""
    with django_db_blocker.unblock():
        return towns.current()


@pytest.fixture
def town(built: Town, db: None) -> Town:
    """Everyone, as they were when the town was built."""
    return built
