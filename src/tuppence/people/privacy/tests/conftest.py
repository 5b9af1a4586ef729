import pytest

from tuppence.edge.tests.conftest import environment, no_counts
from tuppence.people.privacy.tests.sinks import Sink

__all__ = ["environment", "no_counts"]


@pytest.fixture
def sink() -> Sink:
    return Sink()
