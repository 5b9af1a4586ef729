"""What `tuppence verify` says when somebody is at work whom nobody consented for."""

import pytest

from tuppence.people.consent.tests.home import Home, a_home
from tuppence.people.consent.verify import verify
from tuppence.people.identity.tests.consented import consented


@pytest.fixture
def home(db: None) -> Home:
    return a_home()


class TestVerify:
    def test_agrees_with_the_ledger(self, home: Home) -> None:
        assert [(check.count, check.disagreement) for check in verify()] == [(0, None)]
        home.asha.gives(home.meera)
        assert [(check.count, check.disagreement) for check in verify()] == [(1, None)]
        home.ravi.withdraws(home.meera)
        assert [(check.count, check.disagreement) for check in verify()] == [(1, None)]

    def test_names_who_has_no_entry(self, home: Home) -> None:
        consented(home.meera.person)
        [check] = verify()
        assert check.disagreement is not None
        assert check.disagreement.row == f"identity_person id={home.meera.person.pk}"
        assert (check.disagreement.expected, check.disagreement.found) == ("false", "true")
