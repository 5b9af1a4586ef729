"""Delivery against a model: any mixture of writers, rollbacks, failures, deaths and replays."""

from collections import Counter

import psycopg
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tuppence.outbox import delivery, operations
from tuppence.outbox.consumers import Consumer
from tuppence.outbox.facts import RecordedFact
from tuppence.outbox.models import Cursor, Delivery, StoredFact
from tuppence.outbox.relay import Relay
from tuppence.outbox.tests.conftest import Tally

NAMES = ("loose", "strict")


class _Killed(BaseException):
    """Stands for a process that dies: nothing catches it."""


class Delivering(RuleBasedStateMachine):
    """A fact's payload says on how many single attempts its handlers fail before they succeed."""

    database = ""

    @initialize()
    def begin(self) -> None:
        self.tally = Tally()
        Cursor.objects.all().delete()
        Delivery.objects.all().delete()
        self.open: list[psycopg.Connection] = []
        self.failures: dict[int, int] = {}
        self.tries: Counter[tuple[str, int]] = Counter()
        self.forced: Counter[tuple[str, int]] = Counter()
        self.replayed: set[tuple[str, int]] = set()
        self.deadly: int | None = None
        for name in NAMES:
            operations.start(consumer=name, at="now")
        self.floor = Cursor.objects.get(consumer=NAMES[0]).started_after
        self.relay = self._new_relay()

    def teardown(self) -> None:
        for writer in getattr(self, "open", []):
            writer.close()
        if hasattr(self, "relay"):
            self.deadly = None
            self._everything_arrives()

    def _new_relay(self) -> Relay:
        return Relay(
            Consumer(
                name=name,
                routes={"test.happened": self._handler(name)},
                ordered=name == "strict",
            )
            for name in NAMES
        )

    def _handler(self, name: str):  # type: ignore[no-untyped-def]
        def handle(fact: RecordedFact) -> None:
            self.tally.add(consumer=name, fact_id=fact.id)
            if fact.id == self.deadly:
                self.deadly = None
                raise _Killed
            if self.tries[name, fact.id] < fact.payload["failures"]:
                self.tries[name, fact.id] += 1
                raise ValueError("not yet")

        return handle

    @rule(failures=st.lists(st.sampled_from([0, 0, 0, 0, 2, 7, 40]), min_size=1, max_size=4))
    def write(self, failures: list[int]) -> None:
        writer = psycopg.connect(self.database)
        writer.cursor().executemany(
            "INSERT INTO outbox_fact (topic, version, key, classification, payload)"
            " VALUES ('test.happened', 1, 'thing', 'ledger',"
            " jsonb_build_object('failures', %s::int))",
            [[each] for each in failures],
        )
        self.open.append(writer)

    @precondition(lambda self: self.open)
    @rule(which=st.integers(0, 9), commit=st.booleans())
    def end(self, which: int, commit: bool) -> None:
        writer = self.open.pop(which % len(self.open))
        writer.commit() if commit else writer.rollback()
        writer.close()

    @rule()
    def step(self) -> None:
        try:
            self.relay.step()
        except _Killed:
            connection.close()
            self.relay = self._new_relay()

    @rule(ahead=st.integers(1, 5))
    def die_soon(self, ahead: int) -> None:
        reached = Cursor.objects.order_by("-last_id").values_list("last_id", flat=True)[0]
        self.deadly = reached + ahead

    @rule()
    def let_pauses_pass(self) -> None:
        Delivery.objects.update(next_at="2000-01-01T00:00:00Z")

    @rule(name=st.sampled_from(NAMES))
    def replay_dead(self, name: str) -> None:
        dead = Delivery.objects.filter(consumer=name, state="dead")
        self.replayed |= {(name, fact_id) for fact_id in dead.values_list("fact_id", flat=True)}
        operations.replay_dead(consumer=name)

    @rule(name=st.sampled_from(NAMES), back=st.integers(0, 5), force=st.booleans())
    def replay(self, name: str, back: int, force: bool) -> None:
        fact_id = Cursor.objects.get(consumer=name).last_id - back
        if fact_id <= self.floor:
            return
        row = Delivery.objects.filter(consumer=name, fact_id=fact_id).first()
        applied = fact_id in self.tally.of(name)
        try:
            operations.replay(consumer=name, fact_id=fact_id, force=force)
        except operations.ReplayRefused:
            assert applied or not StoredFact.objects.filter(id=fact_id).exists()
            return
        self.replayed.add((name, fact_id))
        if applied:
            assert force or (row is not None and row.state != "done" and self.forced[name, fact_id])
            self.forced[name, fact_id] += 1

    @invariant()
    def nothing_is_applied_twice(self) -> None:
        for name in NAMES:
            for fact_id, times in Counter(self._applied(name)).items():
                assert times <= 1 + self.forced[name, fact_id]

    @invariant()
    def the_strict_one_keeps_order(self) -> None:
        plain = [i for i in self._applied("strict") if ("strict", i) not in self.replayed]
        assert plain == sorted(plain)

    def _applied(self, name: str) -> list[int]:
        return [i for i in self.tally.of(name) if i > self.floor] if hasattr(self, "tally") else []

    def _everything_arrives(self) -> None:
        for _ in range(60):
            self.let_pauses_pass()
            self.relay.drain()
        written = set(StoredFact.objects.filter(id__gt=self.floor).values_list("id", flat=True))
        for name in NAMES:
            dead = set(
                Delivery.objects.filter(consumer=name, state="dead").values_list(
                    "fact_id", flat=True
                )
            )
            applied = set(self._applied(name))
            assert applied | dead == written
            assert not Delivery.objects.filter(consumer=name, state="retrying").exists()
            for fact_id in dead:
                assert self.tries[name, fact_id] >= delivery.MAX_ATTEMPTS


def test_any_history_ends_with_every_fact_applied_once_or_dead(
    outbox_database: str, tally: Tally
) -> None:
    Delivering.database = outbox_database
    run_state_machine_as_test(
        Delivering,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
