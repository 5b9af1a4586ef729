import pytest

from tuppence.edge.tests.conftest import environment, no_counts
from tuppence.payments.wallets.tests.household import Household, a_household

__all__ = ["environment", "no_counts"]


@pytest.fixture
def home(db: None) -> Household:
    return a_household()
