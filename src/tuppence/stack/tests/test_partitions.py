"""A month is detached when nothing needs it, is missed by nobody who does not look there, and comes
back as it was."""

import io
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from tuppence.ledger import accounts
from tuppence.ledger.detached import HistoryDetached
from tuppence.ledger.journals import Capture, Charge, Hold, Outcome, Reversal, Transfer
from tuppence.ledger.posting import fetch, post
from tuppence.ledger.queries import balance, balance_at, statement
from tuppence.ledger.tests.books import journal, post_one
from tuppence.outbox import consumers, operations
from tuppence.seal import queries as seal
from tuppence.seal.tests.sealing import seal_all
from tuppence.stack import partitions
from tuppence.stack.measures import Shared
from tuppence.stack.partitions import MonthKept

pytestmark = pytest.mark.django_db(transaction=True)

MAY, JUNE, JULY = (datetime(2024, month, 10, tzinfo=UTC) for month in (5, 6, 7))


class Town:
    """Three months of a teen and a shop; all of it sealed, all its facts delivered."""

    def __init__(self) -> None:
        self.bank = accounts.open_account(unit="INR", code="bank", at=MAY, floor=None)
        self.teen = accounts.open_account(unit="INR", code="wallet", at=MAY)
        self.shop = accounts.open_account(unit="INR", code="shop", at=MAY)
        self.idle = accounts.open_account(unit="INR", code="wallet", at=MAY)
        self.asked = journal(Transfer(self.bank, self.teen, 1000, "INR"))
        [self.top_up] = post([self.asked], at=MAY)
        self.paid = self.pay(MAY, 30)
        post_one(Transfer(self.bank, self.idle, 7, "INR"), at=MAY)
        self.refused = self.pay(MAY, 10**6)
        self.held = post_one(Hold(self.teen, self.shop, 50, "INR"), at=MAY)
        post_one(Capture(self.held.holds[0], 10), at=MAY)
        self.june = self.pay(JUNE, 20)
        post_one(Reversal(self.paid.journal, 1, 5), at=JUNE)
        post_one(Capture(self.held.holds[0], 15), at=JUNE)
        self.july = self.pay(JULY, 10)
        with connection.cursor() as cursor:
            cursor.execute("SELECT outbox_make_months(%s, %s)", [MAY, JULY])
            for at in (MAY, JUNE, JULY):
                cursor.execute(
                    "INSERT INTO outbox_fact (topic, version, key, payload, classification,"
                    " created_at) VALUES ('test.happened', 1, 'x', '{}', 'ledger', %s)",
                    [at],
                )
        seal_all()
        for consumer in consumers.declared():
            operations.start(consumer=consumer.name, at="now")

    def pay(self, at: datetime, amount: int) -> Outcome:
        return post_one(Transfer(self.teen, self.shop, amount, "INR"), at=at)

    def read(self) -> list[object]:
        """All that can be read of it since July, and what it holds."""
        return [
            (balance(one), balance_at(one, JULY), statement(one, since=JULY).items)
            for one in (self.bank, self.teen, self.shop, self.idle)
        ]


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def verified() -> str:
    out = io.StringIO()
    call_command("verify", stdout=out)
    return out.getvalue()


def kept(month: str) -> str:
    before = partitions.months()
    with pytest.raises(MonthKept) as told:
        partitions.detach(month)
    assert partitions.months() == before
    assert "WRONG" not in verified()
    return str(told.value)


def places(month: str) -> dict[str, bool]:
    return {one.table: one.attached for one in partitions.months() if one.month == month}


class TestComingMonths:
    def test_are_measured(self, db: None) -> None:
        def ahead() -> float:
            [family] = [f for f in Shared().collect() if f.name == "tuppence_months_ahead"]
            return float(family.samples[0].value)

        assert ahead() == 3
        with connection.cursor() as cursor:
            cursor.execute("SELECT outbox_month_name(now() + interval '3 months')")
            cursor.execute(f"DROP TABLE {cursor.fetchone()[0]}")
        assert ahead() == 2


class TestADetachedMonth:
    def test_is_missed_by_nobody_who_does_not_look_there(self, town: Town) -> None:
        before = town.read()
        partitions.detach("2024-05")
        assert town.read() == before
        assert "transfers since 2024-06 add up with what was detached" in verified()
        partitions.detach("2024-06")
        assert town.read() == before
        assert "transfers since 2024-07" in verified()
        assert town.pay(JULY, 5).posted
        assert post_one(Capture(town.held.holds[0], 5), at=JULY).posted
        seal_all()
        assert "WRONG" not in verified()

    def test_is_listed(self, town: Town) -> None:
        partitions.detach("2024-05")
        told = {(m.table, m.month): m for m in partitions.months()}
        assert told["ledger_transfer", "2024-05"].rows == 4
        assert not told["ledger_transfer", "2024-05"].attached
        assert (told["outbox_fact", "2024-05"].rows, told["outbox_fact", "2024-06"].rows) == (1, 1)
        assert told["ledger_transfer", "2024-06"].attached

    def test_goes_on_with_its_facts_when_those_were_in_use(
        self, town: Town, committed_database: str
    ) -> None:
        with psycopg.connect(committed_database) as reader:
            reader.execute("SELECT count(*) FROM outbox_fact")
            with pytest.raises(MonthKept, match="facts are not yet"):
                partitions.detach("2024-05")
        assert places("2024-05") == {"ledger_transfer": False, "outbox_fact": True}
        assert "WRONG" not in verified()
        partitions.detach("2024-05")
        assert places("2024-05") == {"ledger_transfer": False, "outbox_fact": False}
        partitions.attach("2024-05")
        assert places("2024-05") == {"ledger_transfer": True, "outbox_fact": True}

    def test_is_told_to_who_asks_for_it(self, town: Town) -> None:
        partitions.detach("2024-05")
        with pytest.raises(HistoryDetached):
            balance_at(town.teen, MAY)
        with pytest.raises(HistoryDetached):
            seal.receipt_of(town.paid.journal, accounts=[town.teen], asked=True)
        assert balance_at(town.idle, JUNE) == 7
        assert statement(town.idle).items == []
        assert statement(town.teen).items[-1].seq == 4
        assert seal.receipt_of(town.june.journal, accounts=[town.teen], asked=True)
        assert seal.receipt_of(town.refused.journal, accounts=[town.teen], asked=True)

    def test_is_beyond_reversal_but_not_beyond_replay(self, town: Town) -> None:
        partitions.detach("2024-05")
        back = post_one(Reversal(town.paid.journal, 1, 1), at=JULY)
        assert back.refusal is not None
        assert back.refusal.code == "transfer_unknown"
        [again] = post([town.asked], at=JULY)
        assert (again.journal, again.replayed, again.refusal) == (town.top_up.journal, True, None)
        assert again.at == datetime(2024, 5, 1, tzinfo=UTC)
        assert "WRONG" not in verified()

    def test_takes_no_new_history(self, town: Town) -> None:
        partitions.detach("2024-05")
        new = accounts.open_account(unit="INR", code="wallet", at=MAY)
        old = accounts.open_account(unit="INR", code="bank", at=MAY, floor=None)
        with pytest.raises(Exception, match="is detached"):
            post_one(Transfer(old, new, 1, "INR"), at=MAY)
        assert post_one(Transfer(old, new, 1, "INR"), at=JUNE).posted

    def test_hides_nothing_that_is_altered_since(self, town: Town) -> None:
        partitions.detach("2024-05")
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(
                "UPDATE ledger_opening SET debits = debits + 1, credits = credits + 1"
                " WHERE account_id = %s",
                [town.teen],
            )
            cursor.execute("SET session_replication_role = DEFAULT")
        with pytest.raises(SystemExit):
            verified()

    def test_comes_back_as_it_was(self, town: Town, committed_database: str) -> None:
        before, books = town.read(), fetch("SELECT * FROM ledger_transfer ORDER BY 1, 13", [])
        partitions.detach("2024-05")
        partitions.detach("2024-06")
        with pytest.raises(MonthKept, match="detached last"):
            partitions.attach("2024-05")
        partitions.attach("2024-06")
        partitions.attach("2024-05")
        assert town.read() == before
        assert fetch("SELECT * FROM ledger_transfer ORDER BY 1, 13", []) == books
        assert fetch("SELECT * FROM ledger_opening UNION ALL SELECT month, 1, 1, 1 FROM"
                     " (SELECT 1 AS month FROM ledger_detached) AS none", []) == []  # fmt: skip
        assert balance_at(town.teen, MAY) == 960
        assert seal.receipt_of(town.paid.journal, accounts=[town.teen], asked=True)
        assert post_one(Reversal(town.paid.journal, 1, 1), at=JULY).posted
        assert "WRONG" not in verified()
        with (
            psycopg.connect(committed_database) as owner,
            pytest.raises(psycopg.errors.IntegrityError, match="append-only"),
        ):
            owner.execute("DELETE FROM ledger_transfer_2024_05")

    def test_comes_back_with_the_checks_of_today(self, town: Town) -> None:
        partitions.detach("2024-05")
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE detached.outbox_fact_2024_05 DROP CONSTRAINT outbox_fact_key_short,"
                " DROP CONSTRAINT outbox_fact_topic_shape, ADD CONSTRAINT outbox_fact_topic_shape"
                " CHECK (topic ~ '^[a-z][a-z0-9_.]{0,99}$')"
            )
        partitions.attach("2024-05")
        assert places("2024-05") == {"ledger_transfer": True, "outbox_fact": True}

    def test_does_not_come_back_otherwise(self, town: Town) -> None:
        partitions.detach("2024-05")
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("DELETE FROM detached.ledger_transfer_2024_05 WHERE amount = 30")
            cursor.execute("SET session_replication_role = DEFAULT")
        with pytest.raises(MonthKept, match="3 transfers"):
            partitions.attach("2024-05")


class TestAMonthIsKept:
    def test_while_it_lasts(self, town: Town) -> None:
        month = f"{datetime.now(UTC):%Y-%m}"
        assert "not ended" in kept(month)

    def test_while_older_ones_are_there(self, town: Town) -> None:
        assert "oldest month goes first: ledger_transfer_2024_05" in kept("2024-06")

    def test_while_it_is_none(self, town: Town) -> None:
        assert "no such month" in kept("2019-01")
        assert "is no month" in kept("May")

    def test_while_it_is_not_sealed(self, town: Town) -> None:
        late = accounts.open_account(unit="INR", code="bank", at=MAY, floor=None)
        post_one(Transfer(late, town.idle, 1, "INR"), at=MAY)
        assert "not sealed" in kept("2024-05")
        seal_all()
        partitions.detach("2024-05")

    def test_while_a_consumer_has_not_had_its_facts(self, town: Town) -> None:
        name = consumers.declared()[0].name
        operations.remove(consumer=name)
        assert f"consumer {name}" in kept("2024-05")
        operations.start(consumer=name, at="beginning")
        assert f"consumer {name}" in kept("2024-05")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE outbox_cursor SET last_id = (SELECT max(id) FROM outbox_fact)")
        partitions.detach("2024-05")

    def test_while_a_fact_of_it_is_a_dead_letter(self, town: Town) -> None:
        name = consumers.declared()[0].name
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO outbox_delivery (consumer, fact_id, state)"
                " SELECT %s, min(id), 'dead' FROM outbox_fact",
                [name],
            )
        assert "dead letter" in kept("2024-05")

    def test_while_a_limit_counts_it(self, town: Town) -> None:
        past = datetime.now(UTC) - MAY + timedelta(days=1)
        accounts.set_limit(
            town.teen, scope="spend", window="rolling", cap=10**6, at=MAY,
            seconds=int(past.total_seconds()),
        )  # fmt: skip
        post_one(
            Transfer(town.teen, town.shop, 1, "INR"),
            charges=[Charge(town.teen, "spend", 1)],
            at=JULY,
        )
        seal_all()
        assert "limit" in kept("2024-05")

    def test_while_somebody_reads_for_long(self, town: Town, committed_database: str) -> None:
        with psycopg.connect(committed_database) as reader:
            reader.execute("SELECT count(*) FROM ledger_transfer")
            assert "long read" in kept("2024-05")
        partitions.detach("2024-05")
