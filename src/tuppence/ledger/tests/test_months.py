"""Transfers are in the month (UTC) of their instant, whichever that is, and read as one history."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tuppence.ledger.accounts import open_account
from tuppence.ledger.journals import Hold, Reversal, Transfer
from tuppence.ledger.posting import fetch, post
from tuppence.ledger.queries import balance_at, statement
from tuppence.ledger.tests.books import journal, post_one
from tuppence.ledger.verify import verify

pytestmark = pytest.mark.django_db

MIDNIGHT = datetime(2023, 11, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@pytest.fixture
def street(db: None) -> tuple[int, int]:
    old = datetime(2000, 1, 1, tzinfo=UTC)
    return (
        open_account(unit="INR", code="bank", at=old, floor=None),
        open_account(unit="INR", code="wallet", at=old),
    )


def month_of(posted: int) -> str:
    [(name,)] = fetch(
        "SELECT tableoid::regclass::text FROM ledger_transfer WHERE journal_id = %s", [posted]
    )
    return str(name)


def pay(street: tuple[int, int], at: datetime, amount: int = 10) -> int:
    outcome = post_one(Transfer(*street, amount, "INR"), at=at)
    assert outcome.posted
    assert outcome.at == at
    return outcome.journal


def nothing_wrong() -> bool:
    return [check for check in verify() if check.disagreement] == []


class TestTheEdgeOfAMonth:
    def test_is_midnight_in_utc_whatever_the_session_says(self, street: tuple[int, int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL timezone = 'Asia/Kolkata'")
        before, after = pay(street, MIDNIGHT - MICROSECOND), pay(street, MIDNIGHT)
        assert month_of(before) == "ledger_transfer_2023_10"
        assert month_of(after) == "ledger_transfer_2023_11"
        assert nothing_wrong()

    def test_is_no_edge_of_history(self, street: tuple[int, int]) -> None:
        before, after = pay(street, MIDNIGHT - MICROSECOND, 7), pay(street, MIDNIGHT, 5)
        assert balance_at(street[1], MIDNIGHT - 2 * MICROSECOND) == 0
        assert balance_at(street[1], MIDNIGHT - MICROSECOND) == 7
        assert balance_at(street[1], MIDNIGHT) == 12
        first = statement(street[1], limit=1)
        [newest] = first.items
        [oldest] = statement(street[1], limit=1, cursor=first.next).items
        assert [newest.journal, oldest.journal] == [after, before]
        assert [newest.seq, oldest.seq] == [2, 1]
        [only] = statement(street[1], until=MIDNIGHT).items
        assert only.journal == before

    def test_is_crossed_by_a_reversal_and_a_replay(self, street: tuple[int, int]) -> None:
        paid = pay(street, MIDNIGHT - MICROSECOND, 10)
        back = journal(Reversal(paid, 1, 4))
        [reversed_] = post([back], at=MIDNIGHT)
        [again] = post([back], at=MIDNIGHT + timedelta(days=60))
        assert (again.journal, again.at, again.replayed) == (reversed_.journal, MIDNIGHT, True)
        assert post_one(Reversal(paid, 1, 7), at=MIDNIGHT).refusal is not None
        assert nothing_wrong()


class TestAMonthThatIsMissing:
    def test_is_made_by_the_posting_that_needs_it(self, street: tuple[int, int]) -> None:
        for year in (2001, 2021, 2022):
            at = datetime(year, 2, 28, 12, tzinfo=UTC)
            assert month_of(pay(street, at)) == f"ledger_transfer_{year}_02"
        assert nothing_wrong()

    def test_is_made_for_holds_captures_and_batches(self, street: tuple[int, int]) -> None:
        legs = [Transfer(*street, 5, "INR"), Hold(*street, 5, "INR"), Transfer(*street, 1, "INR")]
        outcomes = post([journal(leg) for leg in legs], at=MIDNIGHT)
        assert [outcome.posted for outcome in outcomes] == [True] * 3
        assert nothing_wrong()

    def test_is_not_made_for_what_only_asks(self, street: tuple[int, int]) -> None:
        assert post([journal(Transfer(*street, 5, "INR"))], at=MIDNIGHT, dry_run=True)[0].posted
        assert fetch("SELECT to_regclass('ledger_transfer_2023_11')::text", []) == [(None,)]

    def test_is_not_made_far_off(self, street: tuple[int, int]) -> None:
        """The application may make months, so a fault in it, or an intruder, may not make many."""
        now = datetime.now(UTC)
        assert fetch("SELECT ledger_make_month(%s)", [now + timedelta(days=365)]) == [(True,)]
        for at in (now + timedelta(days=430), datetime(1999, 12, 31, tzinfo=UTC)):
            with pytest.raises(DatabaseError, match="too far off"), transaction.atomic():
                fetch("SELECT ledger_make_month(%s)", [at])
        with pytest.raises(DatabaseError, match="too far off"), transaction.atomic():
            post([journal(Transfer(*street, 5, "INR"))], at=now + timedelta(days=430))
        assert nothing_wrong()

    def test_is_made_once(self, street: tuple[int, int]) -> None:
        assert fetch("SELECT ledger_make_months(%s, %s)", [MIDNIGHT, MIDNIGHT]) == [(1,)]
        year = MIDNIGHT + timedelta(days=364)
        assert fetch("SELECT ledger_make_months(%s, %s)", [MIDNIGHT, year]) == [(11,)]
        assert fetch("SELECT ledger_make_months(%s, %s)", [MIDNIGHT, year]) == [(0,)]


def plan(query: str, arguments: dict[str, Any]) -> list[dict[str, Any]]:
    """The nodes of the plan that was run."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT json) " + query, arguments)
        told = cursor.fetchone()[0]
    nodes, waiting = [], [(json.loads(told) if isinstance(told, str) else told)[0]["Plan"]]
    while waiting:
        node = waiting.pop()
        nodes.append(node)
        waiting.extend(node.get("Plans", []))
    return nodes


class TestManyMonths:
    def test_are_read_from_the_newest_on_until_a_page_is_full(
        self, street: tuple[int, int]
    ) -> None:
        for n in range(36):
            at = datetime(2021 + n // 12, 1 + n % 12, 3, tzinfo=UTC)
            for _ in range(3):
                pay(street, at)
        nodes = plan(
            "SELECT * FROM ledger_transfer WHERE credit_id = %(a)s AND at >= '1970-01-01'"
            " ORDER BY at DESC, credit_seq DESC LIMIT 5",
            {"a": street[1]},
        )
        read = [node for node in nodes if "Relation Name" in node and node["Actual Loops"] > 0]
        found = {node["Relation Name"] for node in read if node["Actual Rows"] > 0}
        assert found == {"ledger_transfer_2023_12", "ledger_transfer_2023_11"}
        assert not any(node["Node Type"] in ("Sort", "Merge Append") for node in nodes)
        old = [
            node["Relation Name"] for node in read if node["Relation Name"] < "ledger_transfer_2023"
        ]
        assert old == []

    def test_take_one_insert_for_a_posting(self, street: tuple[int, int]) -> None:
        pay(street, MIDNIGHT)
        legs = [journal(Transfer(*street, 5, "INR")) for _ in range(20)]
        assert {month_of(outcome.journal) for outcome in post(legs, at=MIDNIGHT)} == {
            "ledger_transfer_2023_11"
        }
