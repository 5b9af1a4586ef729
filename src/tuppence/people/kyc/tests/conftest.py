"""One simulator for the room's tests; each has a provider whose breaker nobody else has tripped."""

from collections.abc import Iterator

import pytest

from tuppence.edge.tests.conftest import environment, no_counts
from tuppence.people.kyc import provider
from tuppence.people.kyc.tests.simulating import connected, simulator

__all__ = ["environment", "no_counts"]


@pytest.fixture(scope="session")
def simulated() -> Iterator[str]:
    with simulator() as url:
        yield url


@pytest.fixture(autouse=True)
def _connected(simulated: str) -> Iterator[None]:
    provider._provider.cache_clear()
    with connected(simulated):
        yield
    provider._provider.cache_clear()
