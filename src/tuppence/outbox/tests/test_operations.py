"""What an operator does: replay, start, remove, and see."""

import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.transaction import TransactionManagementError

from tuppence.outbox import inbox, operations, queries
from tuppence.outbox.consumers import Consumer, declared
from tuppence.outbox.facts import RecordedFact
from tuppence.outbox.models import Cursor, Delivery
from tuppence.outbox.operations import ConsumerUnknown, ReplayRefused
from tuppence.outbox.relay import Relay
from tuppence.outbox.tests.conftest import Tally

Tell = Callable[..., list[int]]


@pytest.fixture
def poisoned(tally: Tally) -> list[int]:
    """The ids that the consumer ``one`` fails on for now."""
    return []


@pytest.fixture
def relay(tally: Tally, poisoned: list[int]) -> Relay:
    def handle(fact: RecordedFact) -> None:
        if fact.id in poisoned:
            raise ValueError("poison")
        tally.add(consumer="one", fact_id=fact.id)

    return Relay([Consumer(name="one", routes={"test.happened": handle})])


def _dead(fact_id: int) -> None:
    Delivery.objects.filter(fact_id=fact_id).update(state="dead", attempts=5)


class TestReplay:
    def test_delivers_a_dead_letter_once_its_cause_is_mended(
        self, tell: Tell, tally: Tally, relay: Relay, poisoned: list[int]
    ) -> None:
        poisoned += [2]
        tell({}, {}, {})
        relay.drain()
        _dead(2)
        poisoned.clear()
        operations.replay(consumer="one", fact_id=2)
        relay.drain()
        relay.drain()
        assert tally.of("one") == [1, 3, 2]
        assert Delivery.objects.get().state == "done"

    def test_of_all_dead_letters(
        self, tell: Tell, tally: Tally, relay: Relay, poisoned: list[int]
    ) -> None:
        poisoned += [1, 3]
        tell({}, {}, {})
        relay.drain()
        _dead(1)
        _dead(3)
        poisoned.clear()
        assert operations.replay_dead(consumer="one") == 2
        relay.drain()
        assert tally.of("one") == [2, 1, 3]
        assert operations.replay_dead(consumer="one") == 0

    def test_of_what_was_applied_is_refused(self, tell: Tell, tally: Tally, relay: Relay) -> None:
        tell({})
        relay.drain()
        with pytest.raises(ReplayRefused, match="has applied fact 1"):
            operations.replay(consumer="one", fact_id=1)
        relay.drain()
        assert tally.of("one") == [1]

    def test_of_what_was_applied_by_a_replay_is_refused(
        self, tell: Tell, tally: Tally, relay: Relay, poisoned: list[int]
    ) -> None:
        poisoned += [1]
        tell({})
        relay.drain()
        poisoned.clear()
        operations.replay(consumer="one", fact_id=1)
        relay.drain()
        with pytest.raises(ReplayRefused, match="has applied"):
            operations.replay(consumer="one", fact_id=1)
        assert tally.of("one") == [1]

    def test_with_force_applies_again(self, tell: Tell, tally: Tally, relay: Relay) -> None:
        tell({})
        relay.drain()
        for _ in range(2):
            operations.replay(consumer="one", fact_id=1, force=True)
            relay.drain()
        assert tally.of("one") == [1, 1, 1]

    def test_asked_for_twice_applies_once(
        self, tell: Tell, tally: Tally, relay: Relay, poisoned: list[int]
    ) -> None:
        poisoned += [1]
        tell({})
        relay.drain()
        poisoned.clear()
        operations.replay(consumer="one", fact_id=1)
        operations.replay(consumer="one", fact_id=1)
        relay.drain()
        assert tally.of("one") == [1]

    def test_of_a_claimed_fact_does_nothing(
        self, tell: Tell, tally: Tally, relay: Relay, poisoned: list[int]
    ) -> None:
        """The claim decides, even where the delivery row would have it done again."""
        poisoned += [1]
        tell({})
        relay.drain()
        poisoned.clear()
        operations.replay(consumer="one", fact_id=1)
        with transaction.atomic():
            assert inbox.claim(consumer="one", fact_id=1)
        relay.drain()
        assert tally.of("one") == []
        assert Delivery.objects.get().state == "done"

    def test_reaches_back_before_the_start(self, tell: Tell, tally: Tally, relay: Relay) -> None:
        tell({}, {})
        operations.start(consumer="one", at="now")
        relay.drain()
        operations.replay(consumer="one", fact_id=1)
        relay.drain()
        assert tally.of("one") == [1]

    def test_of_what_has_not_arrived_or_does_not_exist_is_refused(
        self, tell: Tell, relay: Relay
    ) -> None:
        relay.drain()
        tell({})
        with pytest.raises(ReplayRefused, match="in its turn"):
            operations.replay(consumer="one", fact_id=1)
        with pytest.raises(ReplayRefused, match="no fact 99"):
            operations.replay(consumer="one", fact_id=99)
        with pytest.raises(ConsumerUnknown):
            operations.replay(consumer="none", fact_id=1)
        assert not Delivery.objects.exists()


class TestInbox:
    def test_tells_the_first_time_from_the_second(self, outbox_database: str) -> None:
        with transaction.atomic():
            assert inbox.claim(consumer="task", fact_id=1)
            assert not inbox.claim(consumer="task", fact_id=1)
            assert inbox.claim(consumer="other_task", fact_id=1)

    def test_forgets_a_claim_whose_work_was_rolled_back(self, outbox_database: str) -> None:
        with transaction.atomic():
            inbox.claim(consumer="task", fact_id=1)
            transaction.set_rollback(True)
        with transaction.atomic():
            assert inbox.claim(consumer="task", fact_id=1)

    def test_requires_a_transaction(self, outbox_database: str) -> None:
        with pytest.raises(TransactionManagementError):
            inbox.claim(consumer="task", fact_id=1)


class TestConsumers:
    def test_start_where_they_are_told_and_only_once(self, tell: Tell) -> None:
        assert operations.start(consumer="early", at="now")
        tell({}, {})
        assert operations.start(consumer="now", at="now")
        assert operations.start(consumer="all", at="beginning")
        assert not operations.start(consumer="all", at="now")
        starts = dict(Cursor.objects.values_list("consumer", "last_id"))
        assert starts == {"early": 0, "now": 2, "all": 0}

    def test_are_forgotten_with_all_that_is_theirs(
        self, tell: Tell, relay: Relay, poisoned: list[int]
    ) -> None:
        poisoned += [1]
        tell({})
        relay.drain()
        operations.remove(consumer="one")
        assert not Cursor.objects.exists()
        assert not Delivery.objects.exists()
        with pytest.raises(ConsumerUnknown):
            operations.remove(consumer="one")

    @pytest.mark.parametrize("name", ["", "Has Space", "x" * 51])
    def test_need_a_plain_name(self, name: str) -> None:
        with pytest.raises(ValueError, match="no name"):
            Consumer(name=name, batch=print)

    def test_need_one_kind_of_handler(self) -> None:
        with pytest.raises(ValueError, match="either"):
            Consumer(name="none")
        with pytest.raises(ValueError, match="either"):
            Consumer(name="both", batch=print, routes={"test.happened": print})

    def test_of_this_installation_are_sound(self) -> None:
        assert {consumer.name for consumer in declared()} >= {"security_log"}


class TestTheCommand:
    def _run(self, *arguments: str) -> str:
        out = StringIO()
        call_command("outbox", *arguments, stdout=out)
        return out.getvalue()

    def test_shows_how_far_behind_consumers_are(self, tell: Tell) -> None:
        operations.start(consumer="one", at="beginning")
        tell({}, {})
        (row,) = queries.lag()
        assert (row.facts, row.seconds > 0) == (2, True)
        shown = self._run("status")
        assert "not declared" in shown
        assert "security_log" in shown
        assert json.loads(self._run("status", "--json"))[0]["facts"] == 2

    def test_lists_and_replays_dead_letters(
        self, tell: Tell, tally: Tally, relay: Relay, poisoned: list[int]
    ) -> None:
        poisoned += [1, 2]
        tell({}, {})
        relay.drain()
        _dead(1)
        _dead(2)
        assert "one fact 1, 5 attempts" in self._run("dead")
        assert self._run("dead", "someone_else") == ""
        poisoned.clear()
        self._run("replay", "one", "--fact", "1")
        self._run("replay", "one", "--dead")
        relay.drain()
        assert tally.of("one") == [1, 2]
        with pytest.raises(CommandError, match="has applied"):
            self._run("replay", "one", "--fact", "1")

    def test_starts_declared_consumers_and_removes_others(self, tell: Tell) -> None:
        tell({})
        self._run("start", "security_log", "--at", "now")
        assert Cursor.objects.get().last_id == 1
        with pytest.raises(CommandError, match="already"):
            self._run("start", "security_log", "--at", "now")
        with pytest.raises(CommandError, match="not declared"):
            self._run("start", "stranger", "--at", "now")
        with pytest.raises(CommandError, match="take it out"):
            self._run("remove", "security_log")
        operations.start(consumer="stranger", at="now")
        self._run("remove", "stranger")
        assert Cursor.objects.count() == 1

    def test_relays_what_is_there(self, tell: Tell) -> None:
        tell({})
        call_command("relay", "--drain")
        assert Cursor.objects.get(consumer="security_log").last_id == 1
        with pytest.raises(CommandError, match="stranger"):
            call_command("relay", "--drain", "--consumer", "stranger")
