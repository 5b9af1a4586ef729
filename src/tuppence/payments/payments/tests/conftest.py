import pytest

from tuppence.payments.payees.tests.friends import acquainted
from tuppence.payments.wallets.tests.household import Household, a_household


@pytest.fixture
def home(db: None) -> Household:
    """People who have paid each other before: test_new_payees is about those who have not."""
    home = a_household()
    acquainted(home.asha, home.meera, home.kabir, home.zoya, home.arjun)
    return home
