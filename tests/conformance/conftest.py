"""Limits that fail closed count in Redis, which no rollback reaches: each test starts at zero. And
a provider that checks documents, on the wire."""

from collections.abc import Iterator

import pytest

from tuppence.edge.tests.conftest import environment, no_counts
from tuppence.people.kyc.tests.simulating import connected, simulator

__all__ = ["environment", "no_counts"]


@pytest.fixture(scope="session", autouse=True)
def _provider() -> Iterator[None]:
    with simulator() as url, connected(url):
        yield
