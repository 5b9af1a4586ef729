"""Delivery: exactly once in the database, whatever handlers do and whatever dies."""

import threading
import time
from collections.abc import Callable, Sequence

import psycopg
import pytest
from django.db import connection
from structlog.contextvars import get_contextvars

from tuppence.outbox import delivery, pages, queries
from tuppence.outbox.consumers import Consumer, NotNow
from tuppence.outbox.facts import RecordedFact
from tuppence.outbox.models import Cursor, Delivery, DeliveryState
from tuppence.outbox.relay import Relay
from tuppence.outbox.tests.conftest import Tally

Tell = Callable[..., list[int]]


class _Killed(BaseException):
    """Stands for a process that dies: nothing catches it."""


def _counting(tally: Tally, name: str, **options: object) -> Consumer:
    """A consumer that applies facts to the tally, and fails on those that say ``poison``."""

    def handle(fact: RecordedFact) -> None:
        tally.add(consumer=name, fact_id=fact.id)
        if fact.payload.get("poison"):
            raise ValueError("poison")

    return Consumer(name=name, routes={"test.happened": handle}, **options)  # type: ignore[arg-type]


def _state(name: str, fact_id: int) -> tuple[str, int]:
    row = Delivery.objects.get(consumer=name, fact_id=fact_id)
    return row.state, row.attempts


def _let_pauses_pass() -> None:
    Delivery.objects.update(next_at="2000-01-01T00:00:00Z")


class TestDelivery:
    def test_hands_every_fact_to_every_consumer_in_order(self, tell: Tell, tally: Tally) -> None:
        ids = tell(*({"n": n} for n in range(5)))
        Relay([_counting(tally, "one"), _counting(tally, "two")]).drain()
        assert tally.of("one") == tally.of("two") == ids
        assert {row.facts for row in queries.lag()} == {0}

    def test_goes_on_where_an_earlier_relay_stopped(self, tell: Tell, tally: Tally) -> None:
        first = tell({}, {})
        Relay([_counting(tally, "one")]).drain()
        second = tell({})
        Relay([_counting(tally, "one")]).drain()
        assert tally.of("one") == first + second

    def test_gives_a_handler_only_what_it_is_for(self, tell: Tell, tally: Tally) -> None:
        tell({}, topic="test.other")
        wanted = tell({})
        secret = Consumer(name="secret", batch=_refuse, classifications=frozenset({"security"}))
        Relay([_counting(tally, "one"), secret]).drain()
        assert tally.of("one") == wanted
        assert list(Cursor.objects.values_list("last_id", flat=True)) == [2, 2]

    def test_gives_a_batch_handler_a_page_at_once(
        self, tell: Tell, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pages, "PAGE", 3)
        seen: list[list[int]] = []
        tell({}, {}, {}, {}, {})
        Relay([Consumer(name="b", batch=lambda facts: seen.append([f.id for f in facts]))]).drain()
        assert seen == [[1, 2, 3], [4, 5]]

    def test_one_handler_cannot_change_what_another_sees(self, tell: Tell) -> None:
        def meddle(fact: RecordedFact) -> None:
            fact.payload["n"] = 0  # type: ignore[index]

        tell({"n": 1})
        seen: list[object] = []
        Relay(
            [
                Consumer(name="a", routes={"test.happened": meddle}),
                Consumer(name="b", batch=lambda facts: seen.extend(f.payload["n"] for f in facts)),
            ]
        ).drain()
        assert seen == [1]

    def test_a_consumer_that_starts_now_is_spared_the_past(self, tell: Tell, tally: Tally) -> None:
        tell({})
        relay = Relay([_counting(tally, "late", start="now"), _counting(tally, "all")])
        relay.drain()
        later = tell({})
        relay.drain()
        assert (tally.of("late"), tally.of("all")) == (later, [1, *later])


class TestAFailingFact:
    def test_is_passed_by_the_others_and_tried_again(self, tell: Tell, tally: Tally) -> None:
        _, poison, _ = tell({}, {"poison": True}, {})
        relay = Relay([_counting(tally, "one")])
        relay.drain()
        assert tally.of("one") == [1, 3]
        assert _state("one", poison) == ("retrying", 1)
        assert "ValueError: poison" in Delivery.objects.get().last_error

    def test_waits_longer_each_time_and_then_is_dead(self, tell: Tell, tally: Tally) -> None:
        (poison,) = tell({"poison": True})
        relay, waits = Relay([_counting(tally, "one")]), []
        for _ in range(delivery.MAX_ATTEMPTS):
            relay.drain()
            row = Delivery.objects.get()
            waits.append(round((row.next_at - row.updated_at).total_seconds()))
            _let_pauses_pass()
        assert waits[:4] == [2, 8, 32, 128]
        assert _state("one", poison) == ("dead", delivery.MAX_ATTEMPTS)
        relay.drain()
        assert tally.of("one") == []
        assert [row.fact_id for row in queries.dead_letters()] == [poison]

    def test_leaves_no_trace_of_its_failed_attempts(self, tell: Tell, tally: Tally) -> None:
        tries: list[int] = []

        def third_time_lucky(fact: RecordedFact) -> None:
            tries.append(fact.id)
            tally.add(consumer="one", fact_id=fact.id)
            if len(tries) < 4:  # once in its page, then alone
                raise ValueError("not yet")

        (fact_id,) = tell({})
        relay = Relay([Consumer(name="one", routes={"test.happened": third_time_lucky})])
        for _ in range(4):
            relay.drain()
            _let_pauses_pass()
        assert tally.of("one") == [fact_id]
        assert _state("one", fact_id) == ("done", 2)

    def test_that_breaks_a_deferred_constraint_is_the_one_blamed(
        self, tell: Tell, tally: Tally
    ) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE parent (id bigint PRIMARY KEY);"
                "CREATE TABLE child (parent bigint REFERENCES parent DEFERRABLE INITIALLY DEFERRED)"
            )

        def orphan(fact: RecordedFact) -> None:
            tally.add(consumer="one", fact_id=fact.id)
            if fact.payload.get("poison"):
                with connection.cursor() as cursor:
                    cursor.execute("INSERT INTO child VALUES (1)")

        tell({}, {"poison": True}, {})
        Relay([Consumer(name="one", routes={"test.happened": orphan})]).drain()
        assert tally.of("one") == [1, 3]
        assert _state("one", 2) == ("retrying", 1)

    def test_that_breaks_the_sql_transaction_harms_no_other(self, tell: Tell, tally: Tally) -> None:
        def divide(fact: RecordedFact) -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / %s", [fact.payload["by"]])
            tally.add(consumer="one", fact_id=fact.id)

        tell({"by": 1}, {"by": 0}, {"by": 2})
        Relay([Consumer(name="one", routes={"test.happened": divide})]).drain()
        assert tally.of("one") == [1, 3]

    def test_blocks_those_behind_it_when_the_consumer_is_ordered(
        self, tell: Tell, tally: Tally
    ) -> None:
        tell({}, {"poison": True}, {})
        relay = Relay([_counting(tally, "one", ordered=True)])
        for attempt in range(1, delivery.MAX_ATTEMPTS):
            relay.drain()
            assert tally.of("one") == [1]
            assert _state("one", 2) == ("retrying", attempt)
            assert queries.positions(("one",))[0].blocked
            _let_pauses_pass()
        relay.drain()
        assert tally.of("one") == [1, 3]
        assert _state("one", 2) == ("dead", delivery.MAX_ATTEMPTS)

    def test_that_recovers_unblocks_an_ordered_consumer(self, tell: Tell, tally: Tally) -> None:
        healed: list[bool] = []

        def handle(fact: RecordedFact) -> None:
            if fact.id == 2 and not healed:
                raise ValueError("not yet")
            tally.add(consumer="one", fact_id=fact.id)

        tell({}, {}, {})
        consumer = Consumer(name="one", routes={"test.happened": handle}, ordered=True)
        relay = Relay([consumer])
        relay.drain()
        healed.append(True)
        _let_pauses_pass()
        relay.drain()
        assert tally.of("one") == [1, 2, 3]
        assert _state("one", 2) == ("done", 1)


class TestTheLog:
    def test_names_the_consumer_and_a_fact_that_is_delivered_by_itself(self, tell: Tell) -> None:
        told: list[dict[str, object]] = []

        def fail(fact: RecordedFact) -> None:
            told.append(get_contextvars())
            raise ValueError("never")

        ids = tell({"n": 1}, {"n": 2})
        Relay([Consumer(name="picky", routes={"test.happened": fail})]).drain()
        assert told[0] == {"consumer": "picky"}
        assert [each.get("fact") for each in told[1:]] == ids
        assert {each["consumer"] for each in told} == {"picky"}
        assert get_contextvars() == {}


class TestABrokenHandler:
    def test_is_left_alone_and_no_fact_is_blamed(self, tell: Tell, tally: Tally) -> None:
        ids = tell(*({} for _ in range(delivery.MAX_FAILURES_OF_A_PAGE + 1)))
        broken = Consumer(name="a_broken", batch=_refuse)
        Relay([broken, _counting(tally, "whole")]).drain()
        assert tally.of("whole") == ids
        assert Cursor.objects.get(consumer="a_broken").last_id == 0
        assert not Delivery.objects.exists()

    def test_that_says_not_now_is_waited_for_and_no_fact_is_blamed(
        self, tell: Tell, tally: Tally, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tuppence.outbox.relay.BROKEN_WAIT", 0.01)
        ids = tell({"n": 1}, {"n": 2})
        back: list[bool] = []

        def handle(facts: Sequence[RecordedFact]) -> None:
            if not back:
                raise NotNow("away")
            for fact in facts:
                tally.add(consumer="waits", fact_id=fact.id)

        relay = Relay([Consumer(name="waits", batch=handle)])
        relay.drain()
        assert Cursor.objects.get(consumer="waits").last_id == 0
        assert not Delivery.objects.exists()
        back.append(True)
        time.sleep(0.05)
        relay.drain()
        assert tally.of("waits") == ids

    def test_goes_on_when_it_is_mended(
        self, tell: Tell, tally: Tally, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tuppence.outbox.relay.BROKEN_WAIT", 0.01)
        ids = tell(*({} for _ in range(delivery.MAX_FAILURES_OF_A_PAGE + 1)))
        mended: list[bool] = []

        def handle(facts: Sequence[RecordedFact]) -> None:
            if not mended:
                raise RuntimeError("broken")
            for fact in facts:
                tally.add(consumer="one", fact_id=fact.id)

        relay = Relay([Consumer(name="one", batch=handle)])
        relay.drain()
        mended.append(True)
        threading.Event().wait(0.02)
        relay.drain()
        assert tally.of("one") == ids


class TestADeath:
    def test_in_the_middle_of_a_page_loses_and_doubles_nothing(
        self, tell: Tell, tally: Tally
    ) -> None:
        deaths = iter([True, False])

        def handle(fact: RecordedFact) -> None:
            tally.add(consumer="one", fact_id=fact.id)
            if fact.id == 3 and next(deaths, False):
                raise _Killed

        ids = tell({}, {}, {}, {}, {})
        consumer = Consumer(name="one", routes={"test.happened": handle})
        with pytest.raises(_Killed):
            Relay([consumer]).drain()
        assert tally.of("one") == []
        Relay([consumer]).drain()
        assert tally.of("one") == ids
        assert not Delivery.objects.exists()

    @pytest.mark.parametrize("deadly", [1, 2], ids=["in its page", "alone"])
    def test_of_the_connection_blames_no_fact(
        self,
        tell: Tell,
        tally: Tally,
        outbox_database: str,
        deadly: int,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("tuppence.outbox.relay.BROKEN_WAIT", 0.0)
        calls = iter(range(1, 100))

        def handle(fact: RecordedFact) -> None:
            call = next(calls)
            if call == deadly:
                with psycopg.connect(outbox_database, autocommit=True) as other:
                    pid = connection.connection.info.backend_pid
                    other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
            tally.add(consumer="one", fact_id=fact.id)
            if call < deadly:
                raise ValueError("so that the page is done again fact by fact")

        ids = tell({}, {})
        Relay([Consumer(name="one", routes={"test.happened": handle})]).drain()
        assert tally.of("one") == ids
        assert not Delivery.objects.exists()

    def test_of_the_database_is_survived_by_the_loop(
        self,
        tell: Tell,
        tally: Tally,
        outbox_database: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("tuppence.outbox.relay.BROKEN_WAIT", 0.01)
        stop = threading.Event()

        def handle(fact: RecordedFact) -> None:
            tally.add(consumer="one", fact_id=fact.id)
            if fact.payload.get("last"):
                stop.set()

        tell({})
        relay = Relay([Consumer(name="one", routes={"test.happened": handle})])
        relay.drain()
        tell({"last": True})
        with psycopg.connect(outbox_database, autocommit=True) as other:
            pid = connection.connection.info.backend_pid
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        relay.run(stop)
        assert tally.of("one") == [1, 2]


class TestTwoRelays:
    def test_share_the_work_and_apply_nothing_twice(
        self, tell: Tell, tally: Tally, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pages, "PAGE", 7)
        consumers = [_counting(tally, name) for name in ("a", "b", "c")]
        stop, failures = threading.Event(), []

        def relay() -> None:
            try:
                Relay(consumers).run(stop)
            except BaseException as error:
                failures.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=relay) for _ in range(3)]
        for thread in threads:
            thread.start()
        ids: list[int] = []
        for _ in range(40):
            ids += tell(*({} for _ in range(10)))
        while any(row.facts for row in queries.lag()):
            stop.wait(0.02)
        stop.set()
        for thread in threads:
            thread.join()
        assert not failures
        assert [tally.of(name) for name in ("a", "b", "c")] == [ids, ids, ids]

    def test_leave_a_consumer_to_whoever_has_its_cursor(
        self, tell: Tell, tally: Tally, connect: Callable[[], psycopg.Connection]
    ) -> None:
        relay = Relay([_counting(tally, "one")])
        relay.drain()
        ids = tell({})
        other = connect()
        other.execute("SELECT FROM outbox_cursor WHERE consumer = 'one' FOR UPDATE")
        relay.drain()
        assert tally.of("one") == []
        other.rollback()
        relay.drain()
        assert tally.of("one") == ids


def _refuse(facts: Sequence[RecordedFact]) -> None:
    raise RuntimeError(f"not meant to have {len(facts)} facts")


def test_states_are_those_that_the_sql_writes() -> None:
    assert {state.value for state in DeliveryState} == {"retrying", "dead", "done"}
