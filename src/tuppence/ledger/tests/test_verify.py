"""`verify` is silent on books that are right, and names the row that someone has altered.

Each alteration is one that only a superuser can make: with triggers out of force.
"""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection

from tuppence.ledger import verify as ledger_verify
from tuppence.ledger.accounts import set_limit
from tuppence.ledger.journals import Capture, Charge, Hold, Release, Reversal, Transfer
from tuppence.ledger.posting import fetch
from tuppence.ledger.tests.books import NOON, bank, post_one, tampering, wallet
from tuppence.ledger.verify import Check, verify

MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


class Books:
    """A small history: journals a minute apart between a bank, a teen and a shop."""

    def __init__(self) -> None:
        self.bank, self.teen, self.shop = bank(), wallet(), wallet()
        self.last_at = NOON
        self.top_up = self._post(Transfer(self.bank, self.teen, 1000, "INR"))
        set_limit(self.teen, scope="spend", window="day", cap=500, at=NOON)
        set_limit(self.teen, scope="spend", window="rolling", cap=500, seconds=3600, at=NOON)
        self.paid = [
            self._post(
                Transfer(self.teen, self.shop, 10 + n, "INR"),
                charges=[Charge(self.teen, "spend", 10 + n)],
            )
            for n in range(6)
        ]
        self.held = self._post(Hold(self.teen, self.shop, 100, "INR"))
        self.hold = self._last_hold()
        self.captured = self._post(Capture(self.hold, 40))
        self.given_up = self._post(Hold(self.teen, self.shop, 50, "INR"))
        self.release = self._post(Release(self._last_hold()))
        self.reversal = self._post(Reversal(self.paid[2], 1, 5))
        self.refused = self._post(Transfer(self.teen, self.shop, 10_000, "INR"))

    def _post(self, leg: object, **more: object) -> int:
        self.last_at += MINUTE
        return post_one(leg, at=self.last_at, **more).journal  # type: ignore[arg-type]

    def _last_hold(self) -> int:
        return int(fetch("SELECT max(id) FROM ledger_hold", [])[0][0])


@pytest.fixture
def books(db: None) -> Books:
    return Books()


def alter(statement: str, *arguments: object) -> None:
    with tampering(), connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        assert cursor.rowcount == 1


def wrong() -> dict[str, Check]:
    return {check.name: check for check in verify() if check.disagreement is not None}


def named(check: Check) -> tuple[str, str, str]:
    assert check.disagreement is not None
    return (check.disagreement.row, check.disagreement.expected, check.disagreement.found)


class TestBooksThatAreRight:
    def test_have_nothing_to_name(self, books: Books) -> None:
        assert wrong() == {}

    def test_are_looked_at_whole_whatever_the_ranges(
        self, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[tuple[str, int, int]] = []
        monkeypatch.setattr(ledger_verify, "RANGE", 3)
        checks = list(ledger_verify.verify(watch=lambda *parts: told.append(parts)))
        assert [check for check in checks if check.disagreement] == []
        for name in ("history", "sides", "journals"):
            done = [(part, parts) for one, part, parts in told[1:] if one == name and parts > 1]
            assert [part for part, _ in done] == list(range(done[0][1]))
            assert len(done) > 2
        for size in (1, 2, 3, 7, 1000):
            ranges = fetch("SELECT * FROM ledger_verify_journal_ranges(%s)", [size])
            assert (ranges[0][0], ranges[-1][1]) == (-(2**63), 2**63 - 1)
            assert all(one[1] + 1 == two[0] for one, two in pairwise(ranges))

    def test_may_be_empty(self) -> None:
        assert wrong() == {}


class TestTransferAltered:
    """The pair of accounts sees the same row, whichever of them is looked at first."""

    def test_in_amount(self, books: Books) -> None:
        row = f"ledger_transfer journal_id={books.paid[3]} line=1"
        alter("UPDATE ledger_transfer SET amount = 12 WHERE journal_id = %s", books.paid[3])
        # 1000 - 10 - 11 - 12 = 967 before; 12 away leaves 955, where 954 is written.
        assert named(wrong()["history"]) == (row, "debit_balance 955", "debit_balance 954")

    @pytest.mark.parametrize("side", ["debit", "credit"])
    def test_in_balance(self, books: Books, side: str) -> None:
        row = f"ledger_transfer journal_id={books.paid[3]} line=1"
        alter(
            f"UPDATE ledger_transfer SET {side}_balance = 77 WHERE journal_id = %s", books.paid[3]
        )
        subject, expected, found = named(wrong()["history"])
        assert (subject, found) == (row, f"{side}_balance 77")
        assert expected == {"debit": "debit_balance 954", "credit": "credit_balance 46"}[side]

    @pytest.mark.parametrize("number", [1, 3, 5, 6, 7, 40])
    @pytest.mark.parametrize("side", ["debit", "credit"])
    def test_in_number(self, books: Books, side: str, number: int) -> None:
        was = {"debit": 5, "credit": 4}[side]
        number += number == was
        row = f"ledger_transfer journal_id={books.paid[3]} line=1"
        alter(
            f"UPDATE ledger_transfer SET {side}_seq = %s WHERE journal_id = %s",
            number,
            books.paid[3],
        )
        assert named(wrong()["history"]) == (row, f"{side}_seq {was}", f"{side}_seq {number}")

    @pytest.mark.parametrize("minutes", [-1000, -3, -2, 2, 3, 1000])
    @pytest.mark.parametrize("which", range(6))
    def test_in_time(self, books: Books, which: int, minutes: int) -> None:
        row = f"ledger_transfer journal_id={books.paid[which]} line=1"
        # Half a minute more, so that it does not land on another one's instant.
        shift = timedelta(minutes=minutes, seconds=30 if minutes > 0 else -30)
        alter(
            "UPDATE ledger_transfer SET at = at + %s WHERE journal_id = %s",
            shift,
            books.paid[which],
        )
        assert named(wrong()["history"])[0] == row

    def test_in_time_when_it_is_the_newest(self, books: Books) -> None:
        fetch("SELECT ledger_make_month(%s)", [books.last_at + timedelta(days=365)])
        alter(
            "UPDATE ledger_transfer SET at = at + interval '365 days' WHERE journal_id = %s",
            books.reversal,
        )
        subject, _, found = named(wrong()["history"])
        assert subject == f"ledger_transfer journal_id={books.reversal} line=1"
        assert found.startswith("at 2025")

    def test_in_account(self, books: Books) -> None:
        alter(
            "UPDATE ledger_transfer SET credit_id = %s WHERE journal_id = %s",
            10**15,
            books.paid[3],
        )
        row = f"ledger_transfer journal_id={books.paid[3]} line=1"
        assert named(wrong()["sides"]) == (row, "one unit", f"INR and no account {10**15}")


class TestTransferTakenAway:
    @pytest.mark.parametrize("which", range(6))
    def test_is_missed_by_number(self, books: Books, which: int) -> None:
        alter("DELETE FROM ledger_transfer WHERE journal_id = %s", books.paid[which])
        found = wrong()
        before = 1000 - sum(10 + n for n in range(which))
        assert named(found["history"]) == (
            f"ledger_transfer of account {books.teen} with number {which + 2}",
            f"a transfer that changes its balance from {before} to {before - 10 - which}",
            "none",
        )
        assert named(found["journals"]) == (
            f"ledger_journal id={books.paid[which]}",
            "a transfer, hold, release or refusal",
            "none",
        )

    def test_is_missed_when_it_was_the_last(self, books: Books) -> None:
        alter("DELETE FROM ledger_transfer WHERE journal_id = %s", books.reversal)
        assert named(wrong()["history"])[0] == (
            f"ledger_transfer of account {books.teen} with number 9"
        )

    def test_is_missed_by_what_refers_to_it(self, books: Books) -> None:
        alter("DELETE FROM ledger_transfer WHERE journal_id = %s", books.paid[2])
        assert named(wrong()["reversals"]) == (
            f"ledger_transfer journal_id={books.paid[2]} line=1",
            "a row, as it was reversed",
            "none",
        )


class TestTransferAdded:
    COLUMNS = (
        "INSERT INTO ledger_transfer (journal_id, line, debit_id, credit_id, amount, debit_seq,"
        " credit_seq, debit_balance, credit_balance, at, late)"
    )

    def test_at_the_end_is_named(self, books: Books) -> None:
        alter(
            f"{self.COLUMNS} VALUES (%s, 1, %s, %s, 5, 10, 9, 890, 115, %s, false)",
            10**9, books.teen, books.shop, books.last_at,
        )  # fmt: skip
        found = wrong()
        assert named(found["history"])[0] == f"ledger_transfer journal_id={10**9} line=1"
        assert named(found["journals"]) == (
            f"ledger_journal id={10**9}",
            "a row, as it left something",
            "none",
        )

    def test_in_between_is_named(self, books: Books) -> None:
        """A copy of another one, under the same journal."""
        alter(
            f"{self.COLUMNS} SELECT journal_id, 2, debit_id, credit_id, amount, debit_seq,"
            " credit_seq, debit_balance - amount, credit_balance + amount, at, late"
            " FROM ledger_transfer WHERE journal_id = %s",
            books.paid[3],
        )
        row = f"ledger_transfer journal_id={books.paid[3]} line=2"
        assert named(wrong()["history"])[0] == row


class TestCounterAltered:
    @pytest.mark.parametrize("column", ["debits_posted", "credits_posted", "seq"])
    @pytest.mark.parametrize("change", [-1, 1])
    def test_is_named(self, books: Books, column: str, change: int) -> None:
        alter(
            f"UPDATE ledger_balance SET {column} = {column} + %s WHERE account_id = %s",
            change,
            books.teen,
        )
        subject, expected, found = named(wrong()["history"])
        assert subject == f"ledger_balance account_id={books.teen}"
        value = {"debits_posted": 115, "credits_posted": 1005, "seq": 9}[column]
        assert f"{column} {value}," in expected
        assert f"{column} {value + change}," in found

    def test_is_named_when_it_is_what_is_pending(self, books: Books) -> None:
        alter("UPDATE ledger_balance SET debits_pending = 1 WHERE account_id = %s", books.teen)
        assert named(wrong()["pending"]) == (
            f"ledger_balance account_id={books.teen}",
            "debits_pending 60, credits_pending 0",
            "debits_pending 1, credits_pending 0",
        )

    def test_is_named_when_it_is_the_time_of_the_newest(self, books: Books) -> None:
        alter("UPDATE ledger_balance SET last_at = %s WHERE account_id = %s", NOON, books.shop)
        assert named(wrong()["history"])[0] == f"ledger_balance account_id={books.shop}"

    def test_unbalances_its_unit(self, books: Books) -> None:
        alter(
            "UPDATE ledger_balance SET credits_posted = credits_posted + 7 WHERE account_id = %s",
            books.shop,
        )
        assert named(wrong()["units"]) == (
            "ledger_balance unit=INR",
            "balances that sum to 0",
            "7",
        )


class TestBalanceRow:
    def test_taken_away_is_named(self, books: Books) -> None:
        alter("DELETE FROM ledger_balance WHERE account_id = %s", books.shop)
        row = f"ledger_balance account_id={books.shop}"
        assert named(wrong()["accounts"]) == (row, "a row", "none")

    def test_of_another_unit_is_named(self, books: Books) -> None:
        alter("UPDATE ledger_balance SET unit = 'COIN' WHERE account_id = %s", books.shop)
        row = f"ledger_balance account_id={books.shop}"
        assert named(wrong()["accounts"]) == (row, "unit INR", "unit COIN")

    def test_below_what_is_reserved_is_named(self, books: Books) -> None:
        alter("UPDATE ledger_balance SET floor = 880 WHERE account_id = %s", books.teen)
        subject, expected, found = named(wrong()["bounds"])
        assert subject == f"ledger_balance account_id={books.teen}"
        assert expected.startswith("from 880 to")
        assert found == "890, with 60 reserved to leave and 0 to come"

    def test_closed_with_money_is_named(self, books: Books) -> None:
        alter("UPDATE ledger_balance SET closed = true WHERE account_id = %s", books.shop)
        assert "closed" in named(wrong()["bounds"])[1]


class TestHoldAltered:
    def test_by_taking_it_away_is_named(self, books: Books) -> None:
        alter("DELETE FROM ledger_hold WHERE id = %s", books.hold)
        found = wrong()
        assert named(found["holds"])[0] == f"ledger_hold id={books.hold}"
        assert named(found["journals"])[0] == f"ledger_journal id={books.held}"
        assert set(found) == {"holds", "journals", "pending"}

    def test_by_taking_away_one_never_captured_is_named(self, books: Books) -> None:
        placed = post_one(Hold(books.teen, books.shop, 7, "INR"), at=books.last_at)
        alter("DELETE FROM ledger_hold WHERE id = %s", placed.holds[0])
        found = wrong()
        assert named(found["journals"])[0] == f"ledger_journal id={placed.journal}"
        assert named(found["pending"])[0] == f"ledger_balance account_id={books.teen}"

    @pytest.mark.parametrize(
        ("change", "expected", "found"),
        [
            ("reserved = 1", "reserved 60", "reserved 1, open"),
            ("captured = 41", "captured 40", "captured 41"),
            ("reserved = 0, state = 'released'", "not released", "released"),
            ("reserved = 0", "reserved 60", "reserved 0, open"),
            ("debit_id = debit_id - 1", "captures between its own accounts", "others"),
        ],
    )
    def test_in_what_it_says_is_named(
        self, books: Books, change: str, expected: str, found: str
    ) -> None:
        alter(f"UPDATE ledger_hold SET {change} WHERE id = %s", books.hold)
        row = f"ledger_hold id={books.hold}"
        assert named(wrong()["holds"]) == (row, expected, found)

    def test_by_taking_its_release_away_is_named(self, books: Books) -> None:
        alter("DELETE FROM ledger_release WHERE journal_id = %s", books.release)
        found = wrong()
        assert named(found["holds"])[1:] == ("not released", "released")
        assert named(found["journals"])[0] == f"ledger_journal id={books.release}"


class TestLimitAltered:
    @pytest.mark.parametrize("period", ["day", "rolling"])
    def test_beyond_its_cap_is_named(self, books: Books, period: str) -> None:
        [(limit,)] = fetch("SELECT id FROM ledger_limit WHERE period = %s", [period])
        if period == "day":
            alter("UPDATE ledger_limit SET used = 501 WHERE id = %s", limit)
        else:
            alter(
                "INSERT INTO ledger_rolling_charge (limit_id, at, used) VALUES (%s, now(), 501)",
                limit,
            )
        assert named(wrong()["limits"]) == (
            f"ledger_limit id={limit}",
            "spend used of 500 at most",
            "501 used",
        )

    def test_whose_cap_was_lowered_is_fine(self, books: Books) -> None:
        set_limit(books.teen, scope="spend", window="day", cap=1, at=NOON + MINUTE)
        assert wrong() == {}


class TestReversal:
    def test_of_more_than_was_moved_is_named(self, books: Books) -> None:
        alter("UPDATE ledger_transfer SET amount = 13 WHERE journal_id = %s", books.reversal)
        assert named(wrong()["reversals"]) == (
            f"ledger_transfer journal_id={books.paid[2]} line=1",
            "at most 12 moved back",
            "13 moved back",
        )


class TestJournal:
    def test_taken_away_is_named(self, books: Books) -> None:
        alter("DELETE FROM ledger_journal WHERE id = %s", books.paid[0])
        row = f"ledger_journal id={books.paid[0]}"
        assert named(wrong()["journals"]) == (row, "a row, as it left something", "none")

    def test_whose_refusal_was_taken_away_is_named(self, books: Books) -> None:
        alter("DELETE FROM ledger_refusal WHERE journal_id = %s", books.refused)
        assert named(wrong()["journals"])[0] == f"ledger_journal id={books.refused}"

    def test_with_a_leg_taken_away_is_named(self, books: Books) -> None:
        both = post_one(
            Transfer(books.teen, books.shop, 1, "INR"),
            Transfer(books.teen, books.shop, 2, "INR"),
            at=books.last_at,
        )
        alter("DELETE FROM ledger_transfer WHERE journal_id = %s AND line = 1", both.journal)
        row = f"ledger_journal id={both.journal}"
        assert named(wrong()["journals"]) == (row, "legs 1 to 2", "1 legs")


class TestGuards:
    @pytest.mark.parametrize(
        ("statement", "row"),
        [
            (
                "ALTER TABLE ledger_transfer DISABLE TRIGGER append_only",
                "trigger append_only on ledger_transfer",
            ),
            (
                "DROP TRIGGER append_only ON ledger_refusal",
                "trigger append_only on ledger_refusal",
            ),
            (
                "ALTER TABLE ledger_balance DROP CONSTRAINT ledger_balance_within_bounds",
                "constraint ledger_balance_within_bounds",
            ),
            ("GRANT INSERT ON ledger_transfer TO PUBLIC", "grants on ledger_transfer"),
            ("GRANT UPDATE (used) ON ledger_limit TO PUBLIC", "grants on ledger_limit.used"),
            (
                "ALTER FUNCTION ledger_prune_rolling(timestamptz, int) RESET search_path",
                "function ledger_prune_rolling(timestamp with time zone,integer)",
            ),
            ("SET LOCAL synchronous_commit = off", "setting synchronous_commit"),
        ],
    )
    def test_taken_down_are_named(self, books: Books, statement: str, row: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)
        found = wrong()
        assert set(found) == {"guards"}
        assert named(found["guards"])[0] == row
