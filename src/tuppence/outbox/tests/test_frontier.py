"""The frontier never passes a fact that is still to be committed, and never waits for no one."""

import random
import threading
import time
from collections.abc import Callable

import psycopg
import pytest
from django.db import connection, transaction

from tuppence.outbox.frontier import Frontier
from tuppence.outbox.models import StoredFact
from tuppence.outbox.pages import Pages

Connect = Callable[[], psycopg.Connection]


def _draw(writer: psycopg.Connection, key: str = "thing") -> int:
    row = writer.execute(
        "INSERT INTO outbox_fact (topic, version, key, classification, payload)"
        " VALUES ('test.happened', 1, %s, 'ledger', '{}') RETURNING id",
        [key],
    ).fetchone()
    assert row is not None
    return int(row[0])


def _look(frontier: Frontier, times: int = 3) -> int:
    for _ in range(times):
        frontier.advance()
    return frontier.settled


class TestALateCommit:
    def test_is_waited_for(self, connect: Connect) -> None:
        late, early = connect(), connect()
        first, second = _draw(late), _draw(early)
        early.commit()
        frontier = Frontier(settled=0)
        assert (first, second) == (1, 2)
        assert _look(frontier) == 0
        assert frontier.waiting
        late.commit()
        assert _look(frontier, 1) == 2
        assert not frontier.waiting

    def test_is_waited_for_when_its_transaction_is_the_newest_of_all(
        self, connect: Connect
    ) -> None:
        """Its transaction id is then above every finished one: above `pg_snapshot_xmax`."""
        early, late = connect(), connect()
        early.execute("SELECT pg_current_xact_id()")
        late.execute("SELECT pg_current_xact_id()")
        first, second = _draw(late), _draw(early)
        early.commit()
        frontier = Frontier(settled=0)
        assert (first, second) == (1, 2)
        assert _look(frontier, 5) == 0
        late.commit()
        assert _look(frontier) == 2

    def test_is_waited_for_when_it_began_in_a_savepoint(self, connect: Connect) -> None:
        late, early = connect(), connect()
        with late.transaction():
            with late.transaction():
                _draw(late)
            _draw(early)
            early.commit()
            frontier = Frontier(settled=0)
            assert _look(frontier) == 0
        assert _look(frontier) == 2

    def test_does_not_hold_back_what_lies_before_it(self, connect: Connect) -> None:
        late, early = connect(), connect()
        _draw(early)
        early.commit()
        _draw(late)
        _draw(early)
        early.commit()
        frontier = Frontier(settled=0)
        assert _look(frontier) == 1


class TestAGapThatStays:
    def test_is_passed_once_its_writer_has_rolled_back(self, connect: Connect) -> None:
        lost, kept = connect(), connect()
        _draw(lost)
        _draw(kept)
        kept.commit()
        frontier = Frontier(settled=0)
        assert _look(frontier) == 0
        lost.rollback()
        assert _look(frontier) == 2

    def test_is_passed_when_its_writers_connection_dies(self, connect: Connect) -> None:
        lost, kept = connect(), connect()
        _draw(lost)
        _draw(kept)
        kept.commit()
        frontier = Frontier(settled=0)
        assert _look(frontier) == 0
        kept.execute("SELECT pg_terminate_backend(%s, 5000)", [lost.info.backend_pid])
        kept.commit()
        assert _look(frontier) == 2

    def test_is_passed_after_a_crash_of_the_server_lost_ids(self, connect: Connect) -> None:
        """The sequence is logged 32 ids ahead, so after a crash it goes on beyond them."""
        writer = connect()
        _draw(writer)
        writer.execute("SELECT setval('outbox_fact_id_seq', 33)")
        assert _draw(writer) == 34
        writer.commit()
        assert _look(Frontier(settled=0)) == 34

    def test_several_are_passed_together(self, connect: Connect) -> None:
        writer = connect()
        for number in range(50):
            _draw(writer)
            writer.rollback() if number % 3 else writer.commit()
        _draw(writer)
        writer.commit()
        assert _look(Frontier(settled=0), 2) == 51

    def test_waits_for_older_writers_only(self, connect: Connect) -> None:
        older, lost, kept, younger = connect(), connect(), connect(), connect()
        older.execute("SELECT pg_current_xact_id()")
        _draw(lost)
        lost.rollback()
        _draw(kept)
        kept.commit()
        frontier = Frontier(settled=0)
        assert _look(frontier) == 0
        younger.execute("SELECT pg_current_xact_id()")
        older.rollback()
        assert _look(frontier) == 2


class TestTheFrontier:
    def test_refuses_to_look_inside_a_transaction(self, outbox_database: str) -> None:
        with transaction.atomic(), pytest.raises(RuntimeError, match="fresh snapshot"):
            Frontier(settled=0).advance()

    @pytest.mark.torture
    def test_misses_nothing_among_many_writers(self, outbox_database: str) -> None:
        """Writers that dawdle, roll back and overtake one another; a reader that never does."""
        writers, rounds = 8, 60
        failures: list[BaseException] = []

        def write(seed: int) -> None:
            dice = random.Random(seed)
            try:
                with psycopg.connect(outbox_database) as writer:
                    for _ in range(rounds):
                        if dice.random() < 0.3:
                            writer.execute("SELECT pg_current_xact_id()")
                        time.sleep(dice.random() * 0.004)
                        for _ in range(dice.randint(1, 4)):
                            _draw(writer)
                        time.sleep(dice.random() * 0.008)
                        writer.rollback() if dice.random() < 0.25 else writer.commit()
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=write, args=(seed,)) for seed in range(writers)]
        for thread in threads:
            thread.start()
        frontier, pages, read = Frontier(settled=0), Pages(), []
        waited = 0
        while any(thread.is_alive() for thread in threads) or frontier.advance():
            before = frontier.settled
            frontier.advance()
            waited += frontier.waiting
            position = read[-1] if read else 0
            if frontier.settled > before or frontier.settled > position:
                page = pages.read(after=position, settled=frontier.settled)
                read.extend(fact.id for fact in page.facts)
        for thread in threads:
            thread.join()
        _look(frontier)
        read.extend(f.id for f in pages.read(after=read[-1], settled=frontier.settled).facts)
        assert not failures
        assert waited > 0
        assert read == list(StoredFact.objects.order_by("id").values_list("id", flat=True))
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(id) > count(*) FROM outbox_fact")
            assert cursor.fetchone() == (True,)
