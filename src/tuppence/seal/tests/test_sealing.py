"""Every committed journal is sealed once, in order, whoever commits late or dies."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from tuppence.ledger.journals import Transfer
from tuppence.ledger.posting import fetch, post
from tuppence.ledger.tests.books import bank, journal, post_one, wallet
from tuppence.ledger.whole import whole
from tuppence.seal import keys, store
from tuppence.seal.note import Checkpoint, Signer, opened
from tuppence.seal.sealer import HistoryRewritten, Sealer
from tuppence.seal.tests.sealing import seal_all
from tuppence.seal.verify import verify

_PAY = """SELECT journal_id FROM ledger_post(
    ARRAY[%s::uuid], ARRAY[%s::uuid], NULL, NULL, ARRAY[1], ARRAY[1::smallint],
    ARRAY[1::smallint], ARRAY[%s::bigint], ARRAY[%s::bigint], ARRAY[1::bigint], ARRAY['INR'],
    NULL, NULL, NULL, ARRAY[false], '{}', '{}', '{}', '{}', NULL, NULL, false)"""

Connect = Callable[[], psycopg.Connection]


@pytest.fixture
def connect(committed_database: str) -> Iterator[Connect]:
    opened: list[psycopg.Connection] = []

    def open_one() -> psycopg.Connection:
        opened.append(psycopg.connect(committed_database))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


def pay(writer: psycopg.Connection) -> int:
    """A payment between accounts of its own, in the writer's open transaction."""
    accounts = [
        writer.execute(
            "SELECT * FROM ledger_open_accounts(ARRAY['INR'], ARRAY['test'], ARRAY[NULL]::bigint[],"
            " ARRAY[NULL]::bigint[], now())"
        ).fetchone()
        for _ in range(2)
    ]
    row = writer.execute(_PAY, [uuid4(), uuid4(), *[a[0] for a in accounts if a]]).fetchone()
    assert row is not None
    return int(row[0])


def sealed() -> list[int]:
    rows = fetch("SELECT unnest(journals) FROM (SELECT * FROM seal_leaves ORDER BY first) AS l", [])
    return [journal for (journal,) in rows]


def a_signer() -> Signer:
    signer = keys.signer()
    assert signer is not None
    return signer


def seal(by: Sealer) -> list[int]:
    by.seal(a_signer())
    return sealed()


class TestALateCommit:
    def test_is_waited_for(self, connect: Connect) -> None:
        late, early = connect(), connect()
        first, second = pay(late), pay(early)
        assert first < second
        early.commit()
        by = Sealer()
        assert seal(by) == []
        late.commit()
        assert seal(by) == [first, second]

    def test_is_waited_for_when_its_transaction_is_the_newest_of_all(
        self, connect: Connect
    ) -> None:
        early, late = connect(), connect()
        early.execute("SELECT pg_current_xact_id()")
        first, second = pay(late), pay(early)
        assert first < second
        early.commit()
        assert seal(Sealer()) == []
        late.commit()
        assert seal(Sealer()) == [first, second]

    def test_that_never_comes_is_passed(self, connect: Connect) -> None:
        lost, kept = connect(), connect()
        _, second = pay(lost), pay(kept)
        kept.commit()
        by = Sealer()
        assert seal(by) == []
        lost.rollback()
        assert seal(by) == [second]

    def test_is_waited_for_over_many_passes(self, connect: Connect) -> None:
        """The gap is remembered: writers that begin later do not hold it open."""
        late, early, younger = connect(), connect(), connect()
        first, second = pay(late), pay(early)
        early.commit()
        by = Sealer()
        assert seal(by) == []
        younger.execute("SELECT pg_current_xact_id()")
        late.rollback()
        assert seal(by) == [second]
        assert first not in sealed()

    def test_has_its_transaction_id_before_its_journals(self, connect: Connect) -> None:
        """What the frontier stands on: seen from outside while the posting waits for a lock."""
        holder, waiter, watcher = connect(), connect(), connect()
        key = uuid4()
        statement = _PAY.replace("ARRAY[%s::uuid], ARRAY[%s::uuid]", f"ARRAY['{key}'::uuid], "
                                 f"ARRAY['{key}'::uuid]")  # fmt: skip
        holder.execute(statement, [1, 2])
        thread = threading.Thread(target=lambda: waiter.execute(statement, [1, 2]))
        thread.start()
        for _ in range(1500):
            time.sleep(0.02)
            found = watcher.execute(
                "SELECT backend_xid FROM pg_stat_activity"
                " WHERE pid = %s AND wait_event_type = 'Lock'",
                [waiter.info.backend_pid],
            ).fetchone()
            watcher.commit()
            if found:
                break
        holder.rollback()
        thread.join()
        assert found is not None
        assert found[0] is not None


class TestManyWriters:
    @pytest.mark.torture
    def test_lose_no_journal_and_no_order(self, committed_database: str) -> None:
        failures: list[BaseException] = []

        def write(seed: int) -> None:
            dice = random.Random(seed)
            try:
                with psycopg.connect(committed_database) as writer:
                    for _ in range(40):
                        for _ in range(dice.randint(1, 3)):
                            pay(writer)
                        time.sleep(dice.random() * 0.01)
                        writer.rollback() if dice.random() < 0.25 else writer.commit()
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=write, args=(seed,)) for seed in range(6)]
        for thread in threads:
            thread.start()
        sealers, checkpoints = [Sealer(), Sealer()], 0
        while any(thread.is_alive() for thread in threads):
            checkpoints += sealers[checkpoints % 2].seal(a_signer()) > 0
        seal(sealers[0])
        assert failures == []
        assert checkpoints > 1
        journals = [each for (each,) in fetch("SELECT id FROM ledger_journal ORDER BY id", [])]
        assert sealed() == journals
        assert [check for check in verify() if check.disagreement] == []


class TestASealer:
    def test_signs_what_it_has_sealed(self, committed_database: str) -> None:
        post_one(Transfer(bank(), wallet(), 5, "INR"))
        assert Sealer().seal(a_signer()) == 1
        signed = store.latest()
        assert signed is not None
        assert opened(signed.note, keys.trusted()) == Checkpoint(keys.origin(), 1, signed.root)

    def test_signs_nothing_when_nothing_is_new(self, committed_database: str) -> None:
        assert Sealer().seal(a_signer()) == 0
        assert store.latest() is None
        post_one(Transfer(bank(), wallet(), 5, "INR"))
        by = Sealer()
        by.seal(a_signer())
        signed = store.latest()
        assert by.seal(a_signer()) == 0
        assert store.latest() == signed

    def test_does_one_pass_at_a_time(self, committed_database: str) -> None:
        post_one(Transfer(bank(), wallet(), 5, "INR"))
        by = Sealer()
        with by._busy:
            assert by.seal(a_signer()) == 0
        assert by.seal(a_signer()) == 1

    def test_of_two_one_is_first(self, committed_database: str) -> None:
        post_one(Transfer(bank(), wallet(), 5, "INR"))
        size, last = store.end()
        page = whole(after=last, upto=10, limit=10)
        store.append(size, page)
        with pytest.raises(Exception, match="the tree ends at leaf 1"):
            store.append(size, page)
        assert sealed() == [page[0].id]

    def test_signs_no_rewritten_history(self, committed_database: str) -> None:
        source, one = bank(), wallet()
        post_one(Transfer(source, one, 5, "INR"))
        by = Sealer()
        by.seal(a_signer())
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("UPDATE seal_leaves SET hashes = sha256('')")
            cursor.execute("SET session_replication_role = DEFAULT")
        post_one(Transfer(source, one, 6, "INR"))
        with pytest.raises(HistoryRewritten):
            by.seal(a_signer())
        assert [size for (size,) in fetch("SELECT size FROM seal_checkpoint", [])] == [1]


@pytest.mark.django_db
class TestTheTree:
    def test_grows_over_many_tiles(self) -> None:
        source, one = bank(), wallet()
        for count in (1, 254, 1, 300, 513):
            post([journal(Transfer(source, one, 1, "INR")) for _ in range(count)])
            seal_all()
        leaves = [
            each
            for (run,) in fetch("SELECT hashes FROM seal_leaves ORDER BY first", [])
            for each in store.split(run)
        ]
        assert len(leaves) == 1069
        assert store.end()[0] == 1069
        assert [check for check in verify() if check.disagreement] == []
        assert len(store.Nodes().tile(1, 0)) == 4

    def test_finds_a_journal(self) -> None:
        source, one = bank(), wallet()
        posted = [post_one(Transfer(source, one, 1, "INR")).journal for _ in range(5)]
        fetch("SELECT nextval('ledger_journal_id_seq')", [])
        posted.append(post_one(Transfer(source, one, 1, "INR")).journal)
        assert store.find(posted[0]) is None
        seal_all()
        assert [(store.find(each) or (None,))[0] for each in posted] == list(range(6))
        assert store.find(posted[5] - 1) is None
        assert store.find(0) is None

    def test_takes_no_journal_out_of_order(self) -> None:
        source, one = bank(), wallet()
        post_one(Transfer(source, one, 1, "INR"))
        post_one(Transfer(source, one, 1, "INR"))
        first, second = whole(after=0, upto=1_000_000, limit=2)
        store.append(0, [second])
        with pytest.raises(Exception, match="the tree ends at leaf 1"):
            store.append(1, [first])
