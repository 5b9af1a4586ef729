import pytest

from tuppence.payments.wallets.tests.household import Household, a_household, give


@pytest.fixture
def home(db: None) -> Household:
    """The family; Meera has 1,000 rupees."""
    made = a_household()
    give(made.meera, 1_000_00)
    return made
