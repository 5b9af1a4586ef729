import pytest

from tuppence.payments.payees.tests.friends import acquainted
from tuppence.payments.wallets.tests.household import Household, a_household


@pytest.fixture
def home(db: None) -> Household:
    home = a_household()
    acquainted(home.asha, home.meera, home.zoya)
    return home
