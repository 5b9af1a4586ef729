"""Limits of one stretch of time that does not come again."""

from datetime import datetime, timedelta

import pytest

from tuppence.ledger import tasks
from tuppence.ledger.journals import Charge, Outcome, Transfer
from tuppence.ledger.posting import fetch
from tuppence.ledger.queries import limits
from tuppence.ledger.tests.books import NOON, post_one, wallet
from tuppence.ledger.verify import verify

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def limit_once(account: int, cap: int, *, since: datetime = NOON) -> int:
    [(made,)] = fetch(
        "SELECT ledger_limit_once(%s::bigint[], %s::text[], %s::bigint[], %s::timestamptz[],"
        " %s::timestamptz[])",
        [[account], ["new"], [cap], [since], [since + HOUR]],
    )
    return int(made)


def pay(teen: int, shop: int, amount: int, *, at: datetime) -> Outcome:
    legs = Transfer(teen, shop, amount, "INR")
    return post_one(legs, charges=[Charge(teen, "new", amount)], at=at)


class TestALimitOfOneStretch:
    def test_caps_what_is_charged_in_it(self) -> None:
        teen, shop = wallet(1000), wallet()
        limit_once(teen, 50)
        assert pay(teen, shop, 30, at=NOON).posted
        refused = pay(teen, shop, 21, at=NOON + HOUR / 2).refusal
        assert refused is not None
        assert (refused.code, refused.data["used"], refused.data["window"]) == (
            "limit_reached", 30, "once",
        )  # fmt: skip
        assert datetime.fromisoformat(refused.data["resets_at"]) == NOON + HOUR
        assert pay(teen, shop, 20, at=NOON + HOUR / 2).posted
        assert [check for check in verify() if check.disagreement] == []

    def test_caps_nothing_when_it_is_over(self) -> None:
        teen, shop = wallet(1000), wallet()
        limit_once(teen, 50)
        assert pay(teen, shop, 50, at=NOON).posted
        assert pay(teen, shop, 500, at=NOON + HOUR).posted
        assert limits(teen, now=NOON + HOUR) == []
        assert limits(teen, now=NOON)[0].used == 50

    def test_is_kept_as_it_was_when_it_is_asked_for_again(self) -> None:
        teen = wallet(100)
        assert limit_once(teen, 50) == 1
        assert limit_once(teen, 99, since=NOON + HOUR) == 0
        [kept] = limits(teen, now=NOON)
        assert (kept.cap, kept.resets_at) == (50, NOON + HOUR)

    def test_is_forgotten_some_time_after_it_is_over(self) -> None:
        teen, other = wallet(100), wallet(100)
        limit_once(teen, 50)
        limit_once(other, 50, since=datetime.now(NOON.tzinfo))
        tasks.sweep()
        assert fetch("SELECT account_id FROM ledger_limit", []) == [(other,)]
