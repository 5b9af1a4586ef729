"""`verify` names what is no longer as it was sealed, whoever altered it and however consistently.

Each alteration is one that only a superuser can make: with triggers out of force.
"""

import json
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection

from tuppence.kernel.environment import Environment
from tuppence.ledger.journals import Capture, Hold, Release, Reversal, Transfer
from tuppence.ledger.posting import fetch
from tuppence.ledger.tests.books import NOON, bank, post_one, tampering, wallet
from tuppence.ledger.verify import Disagreement
from tuppence.ledger.whole import whole
from tuppence.seal import keys, store
from tuppence.seal.leaf import digests, encoded
from tuppence.seal.note import Checkpoint, Signer, opened
from tuppence.seal.tests.sealing import seal_all
from tuppence.seal.tree import leaf_hash, root_of
from tuppence.seal.verify import contains, verify

pytestmark = pytest.mark.django_db


class Books:
    """Journals of every kind, sealed in two checkpoints, of 7 and 10 leaves."""

    def __init__(self) -> None:
        self.bank, self.teen, self.shop = bank(), wallet(), wallet()
        self.journals = [post_one(Transfer(self.bank, self.teen, 1000, "INR")).journal]
        self.journals += [self._pay(10 + n) for n in range(3)]
        held = post_one(
            Hold(self.teen, self.shop, 60, "INR", NOON + timedelta(days=1)),
            Hold(self.teen, self.shop, 40, "INR"),
        )
        self.held = held.journal
        self.captured = post_one(Capture(held.holds[0], 25)).journal
        self.released = post_one(Release(held.holds[1])).journal
        self.journals += [self.held, self.captured, self.released]
        assert seal_all() == 7
        self.reversal = post_one(Reversal(self.journals[2], 1, 5)).journal
        self.refused = post_one(Transfer(self.teen, self.shop, 10_000, "INR")).journal
        self.journals += [self.reversal, self.refused, self._pay(9)]
        assert seal_all() == 10

    def _pay(self, amount: int) -> int:
        return post_one(Transfer(self.teen, self.shop, amount, "INR")).journal


@pytest.fixture
def books(db: None) -> Books:
    return Books()


def alter(statement: str, *arguments: object) -> None:
    with tampering(), connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        assert cursor.rowcount > 0


def wrong() -> dict[str, Disagreement]:
    return {check.name: check.disagreement for check in verify() if check.disagreement}


def columns(table: str) -> list[str]:
    return {
        "ledger_transfer": [
            "amount", "debit_seq", "credit_seq", "debit_balance", "credit_balance", "debit_id",
            "credit_id", "hold_id", "reverses_journal", "reverses_line", "line",
        ],
        "ledger_hold": ["amount", "debit_id", "credit_id", "id", "line"],
        "ledger_release": ["amount", "hold_id", "line"],
    }[table]  # fmt: skip


class TestBooksThatAreAsSealed:
    def test_have_nothing_to_name(self, books: Books) -> None:
        assert wrong() == {}

    def test_may_be_empty_or_ahead_of_the_tree(self) -> None:
        assert wrong() == {}
        post_one(Transfer(bank(), wallet(), 1, "INR"))
        assert wrong() == {}

    def test_stay_so_while_holds_go_on(self, books: Books) -> None:
        """What may change of a hold is no part of its leaf."""
        hold = fetch("SELECT id FROM ledger_hold WHERE journal_id = %s AND line = 1", [books.held])
        post_one(Capture(hold[0][0], 5, final=True))
        assert wrong() == {}


class TestARowAltered:
    """Each field of each row that a journal left, by itself."""

    @pytest.mark.parametrize("column", columns("ledger_transfer"))
    @pytest.mark.parametrize("which", ["plain", "captured", "reversal"])
    def test_of_a_transfer(self, books: Books, which: str, column: str) -> None:
        journal = {"plain": books.journals[2], "captured": books.captured}.get(
            which, books.reversal
        )
        alter(
            f"UPDATE ledger_transfer SET {column} = coalesce({column}, 0) + 1000"
            " WHERE journal_id = %s",
            journal,
        )
        found = wrong()
        assert found["sealed"].row == f"ledger_journal id={journal}"
        assert found["sealed"].expected.startswith("rows as they were sealed, leaf ")
        assert found.keys() == {"sealed"}

    @pytest.mark.parametrize(
        ("table", "change"),
        [
            ("ledger_transfer", "at = at + interval '1 microsecond'"),
            ("ledger_transfer", "late = NOT late"),
            ("ledger_journal", "key = gen_random_uuid()"),
            ("ledger_journal", "request = gen_random_uuid()"),
        ],
    )
    def test_in_time_kind_or_key(self, books: Books, table: str, change: str) -> None:
        column = "id" if table == "ledger_journal" else "journal_id"
        alter(f"UPDATE {table} SET {change} WHERE {column} = %s", books.journals[3])
        assert wrong()["sealed"].row == f"ledger_journal id={books.journals[3]}"

    @pytest.mark.parametrize("column", columns("ledger_hold"))
    def test_of_a_hold(self, books: Books, column: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE ledger_hold ALTER id SET GENERATED BY DEFAULT")
        alter(
            f"UPDATE ledger_hold SET {column} = {column} + 100 WHERE journal_id = %s AND line = 1",
            books.held,
        )
        assert wrong()["sealed"].row == f"ledger_journal id={books.held}"

    @pytest.mark.parametrize(
        "change",
        ["over_capture = true", "placed_at = placed_at - interval '1 s'", "expires_at = NULL"],
    )
    def test_of_a_hold_in_its_terms(self, books: Books, change: str) -> None:
        alter(f"UPDATE ledger_hold SET {change} WHERE journal_id = %s AND line = 1", books.held)
        assert wrong()["sealed"].row == f"ledger_journal id={books.held}"

    def test_of_a_release_in_its_time(self, books: Books) -> None:
        alter(
            "UPDATE ledger_release SET at = at - interval '1 s' WHERE journal_id = %s",
            books.released,
        )
        assert wrong()["sealed"].row == f"ledger_journal id={books.released}"

    def test_of_a_transfer_in_its_journal(self, books: Books) -> None:
        alter(
            "UPDATE ledger_transfer SET journal_id = %s, line = 2 WHERE journal_id = %s",
            books.journals[3],
            books.journals[1],
        )
        assert wrong()["sealed"].row == f"ledger_journal id={books.journals[1]}"

    @pytest.mark.parametrize(
        ("table", "others"),
        [
            ("ledger_transfer", {"journal_id", "at", "late"}),
            ("ledger_release", {"journal_id", "at"}),
            (
                "ledger_hold",
                {"journal_id", "over_capture", "placed_at", "expires_at"}
                | {"reserved", "captured", "state"},  # these change, and follow from the others
            ),
        ],
    )
    def test_is_tested_in_every_column(self, books: Books, table: str, others: set[str]) -> None:
        """A column that is added must be sealed, too, or be named here."""
        found = fetch(
            "SELECT attname::text FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [table],
        )
        assert {name for (name,) in found} == {*columns(table)} | others

    @pytest.mark.parametrize("column", columns("ledger_release"))
    def test_of_a_release(self, books: Books, column: str) -> None:
        alter(
            f"UPDATE ledger_release SET {column} = {column} + 1 WHERE journal_id = %s",
            books.released,
        )
        assert wrong()["sealed"].row == f"ledger_journal id={books.released}"

    @pytest.mark.parametrize(
        "change",
        ["code = 'account_frozen'", "at = at - interval '1 s'", "data = '{\"available\": 1}'"],
    )
    def test_of_a_refusal(self, books: Books, change: str) -> None:
        alter(f"UPDATE ledger_refusal SET {change} WHERE journal_id = %s", books.refused)
        assert wrong()["sealed"].row == f"ledger_journal id={books.refused}"

    def test_of_an_account_in_its_unit(self, books: Books) -> None:
        alter("UPDATE ledger_account SET unit = 'COIN' WHERE id = %s", books.bank)
        assert wrong()["sealed"].row == f"ledger_journal id={books.journals[0]}"


class TestAJournal:
    def test_taken_away_is_missed(self, books: Books) -> None:
        journal = books.journals[4]
        for table, column in (
            ("transfer", "journal_id"),
            ("hold", "journal_id"),
            ("journal", "id"),
        ):
            with tampering(), connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM ledger_{table} WHERE {column} = %s", [journal])
        assert wrong()["sealed"] == Disagreement(
            f"ledger_journal id={journal}", "a row, sealed as leaf 4", "none"
        )

    @pytest.mark.parametrize("table", ["transfer", "hold", "release", "refusal"])
    def test_that_lost_a_row_is_named(self, books: Books, table: str) -> None:
        journal = {
            "transfer": books.journals[1], "hold": books.held, "release": books.released,
            "refusal": books.refused,
        }[table]  # fmt: skip
        alter(f"DELETE FROM ledger_{table} WHERE journal_id = %s", journal)
        assert wrong()["sealed"].row == f"ledger_journal id={journal}"

    def test_that_gained_a_row_is_named(self, books: Books) -> None:
        alter(
            "INSERT INTO ledger_transfer SELECT journal_id, debit_id, credit_id, amount, 90, 90, 0,"
            " 0, at, NULL, NULL, NULL, 2::smallint, false FROM ledger_transfer"
            " WHERE journal_id = %s",
            books.journals[1],
        )
        assert wrong()["sealed"].row == f"ledger_journal id={books.journals[1]}"

    def test_slipped_in_among_the_sealed_is_named(self, books: Books) -> None:
        lost = fetch("SELECT nextval('ledger_journal_id_seq')", [])[0][0]
        post_one(Transfer(books.teen, books.shop, 1, "INR"))
        seal_all()
        alter("INSERT INTO ledger_journal VALUES (%s, %s, %s)", lost, uuid4(), uuid4())
        found = wrong()["sealed"]
        assert (found.row, found.found) == (f"ledger_journal id={lost}", "a row")


def rewrite(books: Books, place: int) -> None:
    """Alters a transfer, and its leaf in the tree."""
    alter(
        "UPDATE ledger_transfer SET amount = amount + 1 WHERE journal_id = %s",
        books.journals[place],
    )
    journal = books.journals[place]
    [one] = whole(after=journal - 1, upto=journal, limit=1)
    index, nonce = store.find(journal) or (0, b"")
    first = 0 if index < 7 else 7
    at = (index - first) * 32
    alter(
        "UPDATE seal_leaves SET hashes = overlay(hashes PLACING %s FROM %s) WHERE first = %s",
        leaf_hash(encoded(digests(one, nonce))),
        at + 1,
        first,
    )


class TestATreeRewritten:
    """By someone who alters the ledger and makes the tree agree with it, but has no key."""

    @pytest.mark.parametrize(("place", "size", "since"), [(1, 7, 0), (9, 10, 7)])
    def test_leads_to_no_root_that_was_signed(
        self, books: Books, place: int, size: int, since: int
    ) -> None:
        rewrite(books, place)
        found = wrong()
        assert found.keys() == {"tree"}
        assert found["tree"].row == f"seal_checkpoint size={size}"
        assert found["tree"].found.endswith(f"leaves {since} to {size - 1} were rewritten")

    def test_with_its_roots_has_no_signature(self, books: Books) -> None:
        rewrite(books, 1)
        leaves = b"".join(h for (h,) in fetch("SELECT hashes FROM seal_leaves ORDER BY first", []))
        for size in (7, 10):
            root = root_of(store.split(leaves)[:size])
            alter("UPDATE seal_checkpoint SET root = %s WHERE size = %s", root, size)
        assert wrong()["tree"].row == "seal_checkpoint size=7"
        forger = Signer(name=keys.origin(), seed=bytes(32))
        for size in (7, 10):
            root = root_of(store.split(leaves)[:size])
            note = forger.sign(Checkpoint(keys.origin(), size, root).text)
            alter("UPDATE seal_checkpoint SET note = %s WHERE size = %s", note, size)
        assert wrong()["tree"].found == "no signature by a key that is trusted"

    def test_with_its_checkpoints_gone_is_told_by_one_that_was_kept(self, books: Books) -> None:
        kept = store.checkpoint(7)
        assert kept is not None
        checkpoint = opened(kept.note, keys.trusted())
        assert contains(checkpoint).disagreement is None
        rewrite(books, 1)
        alter("DELETE FROM seal_checkpoint")
        assert wrong() == {}
        found = contains(checkpoint).disagreement
        assert found is not None
        assert found.row == "checkpoint size=7"

    def test_with_its_end_cut_off_is_told_by_the_checkpoint(self, books: Books) -> None:
        alter("DELETE FROM seal_leaves WHERE first >= 7")
        assert wrong()["tree"] == Disagreement("seal_checkpoint size=10", "10 leaves", "7 leaves")
        kept = store.checkpoint(10)
        assert kept is not None
        found = contains(opened(kept.note, keys.trusted())).disagreement
        assert found is not None
        assert (found.row, found.found) == ("checkpoint size=10", "7 leaves")

    def test_in_its_nodes_is_named(self, books: Books) -> None:
        alter("INSERT INTO seal_nodes VALUES (1, 0, %s)", bytes(32))
        assert wrong()["nodes"] == Disagreement("seal_nodes level=1", "no more nodes", "a node")


class TestAKey:
    def test_that_was_retired_is_still_believed(
        self, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = keys.trusted()[0]
        use(monkeypatch, seal_key="B" * 43, seal_former_keys=(before.text,))
        post_one(Transfer(books.teen, books.shop, 1, "INR"))
        seal_all()
        assert wrong() == {}
        assert keys.trusted()[0] != before

    def test_that_is_not_in_the_settings_is_not(
        self, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        use(monkeypatch, seal_key="B" * 43)
        assert wrong()["tree"].row == "seal_checkpoint size=7"


class TestTheCommand:
    def test_tells_line_by_line(self, books: Books) -> None:
        out = StringIO()
        call_command("verify", stdout=out)
        lines = out.getvalue().splitlines()
        names = [line.split()[0] for line in lines]
        assert len(names) == 11 + 5 + 2
        seals = ["sealed", "tree", "nodes", "seals", "facts"]
        assert names[11:] == [*seals, "consent", "resting"]
        assert all(line.endswith("ok") for line in lines)

    def test_fails_and_names_the_row(self, books: Books) -> None:
        alter("UPDATE ledger_transfer SET amount = 12 WHERE journal_id = %s", books.journals[2])
        out = StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("verify", stdout=out)
        assert ended.value.code == 1
        assert f"ledger_transfer journal_id={books.journals[2]} line=1" in out.getvalue()
        assert f"ledger_journal id={books.journals[2]}" in out.getvalue()

    def test_tells_a_program(self, books: Books) -> None:
        alter("UPDATE ledger_balance SET debits_pending = 1 WHERE account_id = %s", books.shop)
        out = StringIO()
        with pytest.raises(SystemExit):
            call_command("verify", "--json", stdout=out)
        told = json.loads(out.getvalue())
        assert told["ok"] is False
        [check] = [c for c in told["checks"] if c["disagreement"]]
        assert check["name"] == "pending"
        assert check["disagreement"]["found"].startswith("debits_pending 1, ")

    def test_takes_a_checkpoint_that_was_kept(self, books: Books, tmp_path: Path) -> None:
        kept = store.checkpoint(7)
        assert kept is not None
        file = tmp_path / "checkpoint"
        file.write_text(kept.note)
        call_command("verify", checkpoint=file, stdout=StringIO())
        rewrite(books, 1)
        alter("DELETE FROM seal_checkpoint")
        out = StringIO()
        with pytest.raises(SystemExit):
            call_command("verify", checkpoint=file, stdout=out)
        assert "checkpoint size=7" in out.getvalue()
        file.write_text(kept.note.replace("7", "8"))
        with pytest.raises(CommandError, match="no checkpoint of ours"):
            call_command("verify", checkpoint=file)


class TestTheGuards:
    @pytest.mark.parametrize("table", ["seal_leaves", "seal_nodes", "seal_checkpoint"])
    def test_are_missed(self, books: Books, table: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        assert wrong()["seals"].row == f"trigger append_only on {table}"

    def test_include_the_order_of_journal_ids(self, books: Books) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ALTER SEQUENCE ledger_journal_id_seq CACHE 10")
        assert wrong()["seals"].expected == "CACHE 1"

    @pytest.mark.parametrize("table", ["seal_leaves", "seal_checkpoint"])
    @pytest.mark.parametrize("change", ["DELETE FROM {}", "TRUNCATE {}"])
    def test_refuse_the_owner(self, books: Books, table: str, change: str) -> None:
        with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
            cursor.execute(change.format(table))


def use(monkeypatch: pytest.MonkeyPatch, **changed: object) -> None:
    """Other settings for the rest of the test."""
    given: Environment = settings.ENVIRONMENT
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(given, **changed))  # type: ignore[arg-type]
