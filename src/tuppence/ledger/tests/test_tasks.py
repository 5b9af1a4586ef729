"""Housekeeping leaves what the ledger answers as it was."""

from datetime import timedelta

import pytest

from tuppence.ledger import tasks
from tuppence.ledger.accounts import close, set_limit
from tuppence.ledger.journals import Charge, Hold, Transfer
from tuppence.ledger.posting import fetch
from tuppence.ledger.queries import balance, limits
from tuppence.ledger.tests.books import NOON, post_one, wallet

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


class TestSweep:
    def test_takes_expired_holds_out_of_the_counters(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tasks, "BATCH", 2)
        teen, shop = wallet(100), wallet()
        for _ in range(5):
            post_one(Hold(teen, shop, 10, "INR", NOON + HOUR))
        post_one(Hold(teen, shop, 7, "INR"))
        before = balance(teen)
        tasks.sweep()
        assert balance(teen) == before
        assert before.held == 7
        assert fetch("SELECT debits_pending FROM ledger_balance WHERE account_id = %s", [teen]) == [
            (7,)
        ]
        assert fetch("SELECT state, count(*) FROM ledger_hold GROUP BY 1 ORDER BY 1", []) == [
            ("expired", 5),
            ("open", 1),
        ]

    def test_lets_an_account_close_whose_holds_have_expired(self) -> None:
        teen, shop = wallet(10), wallet()
        post_one(Hold(teen, shop, 10, "INR", NOON + HOUR))
        tasks.sweep()
        close(shop)

    def test_forgets_charges_that_no_window_contains(self) -> None:
        teen, shop = wallet(100), wallet()
        set_limit(teen, scope="spend", window="rolling", cap=50, seconds=3600, at=NOON)
        post_one(Transfer(teen, shop, 50, "INR"), charges=[Charge(teen, "spend", 50)])
        post_one(Transfer(teen, shop, 10, "INR"), charges=[Charge(teen, "spend", 10)], at=None)
        before = limits(teen)
        tasks.sweep()
        assert limits(teen) == before
        assert before[0].used == 10
        assert fetch("SELECT used FROM ledger_rolling_charge", []) == [(10,)]

    def test_is_not_fooled_by_a_clock_that_is_ahead(self) -> None:
        """The application may ask for any instant; what is still in force is not swept for it."""
        teen, shop = wallet(100), wallet()
        set_limit(teen, scope="spend", window="rolling", cap=50, seconds=3600, at=NOON)
        charges = [Charge(teen, "spend", 50)]
        paid = post_one(Transfer(teen, shop, 50, "INR"), charges=charges, at=None)
        post_one(Hold(teen, shop, 20, "INR", paid.at + HOUR), at=None)
        later = paid.at + 1000 * HOUR
        assert fetch("SELECT ledger_expire_holds(%s, 10)", [later]) == [(0,)]
        assert fetch("SELECT ledger_prune_rolling(%s, 10)", [later]) == [(0,)]
