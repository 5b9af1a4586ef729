import pytest

from tuppence.payments.wallets.tests.household import Household, a_household


@pytest.fixture
def home(db: None) -> Household:
    return a_household()
