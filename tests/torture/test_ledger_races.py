"""Many connections post at once: on one account, in deadlock-prone orders, under one key."""

import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.torture.ledger_clients import NOON, Client, at_once, pay
from tuppence.ledger.journals import Hold, Outcome, Release

pytestmark = pytest.mark.torture

CLIENTS = 8
BOOKS_IN_ONE_LOOK = """
    SELECT sum(credits_posted - debits_posted), sum(debits_pending) - held,
           sum(credits_pending) - held, sum(seq) - 2 * (SELECT count(*) FROM ledger_transfer)
    FROM ledger_balance, (SELECT coalesce(sum(reserved), 0) AS held FROM ledger_hold) AS holds
    GROUP BY held
"""


@pytest.fixture
def client(committed_database: str) -> Client:
    return Client(committed_database)


def until(reached: Callable[[], bool]) -> None:
    """However busy the machine is."""
    deadline = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def code(outcome: Outcome) -> str | None:
    return outcome.refusal.code if outcome.refusal else None


class TestHotAccount:
    def test_is_never_overdrawn(self, committed_database: str, client: Client) -> None:
        """Eight clients ask for 2,400 of an account that holds 1,000."""
        bank, teen, shop = client.open((None, None), (0, None), (0, None))
        client.post([pay(bank, teen, 1000)])
        answers: list[Outcome] = []

        def spend(own: Client, number: int) -> None:
            for _ in range(15):
                answers.extend(own.post([pay(teen, shop) for _ in range(20)]))

        at_once(committed_database, CLIENTS, spend)
        assert len(answers) == 2400
        assert sum(answer.posted for answer in answers) == 1000
        assert {code(answer) for answer in answers} == {None, "insufficient_funds"}
        assert client.disagreements() == []

    def test_keeps_its_ceiling(self, committed_database: str, client: Client) -> None:
        bank, jar = client.open((None, None), (0, 500))

        def fill(own: Client, number: int) -> None:
            for _ in range(5):
                own.post([pay(bank, jar, 7) for _ in range(10)])

        at_once(committed_database, CLIENTS, fill)
        [(held,)] = client.ask(
            "SELECT credits_posted FROM ledger_balance WHERE account_id = %s", jar
        )
        assert held == 497
        assert client.disagreements() == []


class TestOppositeOrders:
    def test_wait_for_each_other_but_never_in_a_circle(
        self, committed_database: str, client: Client
    ) -> None:
        """Batches name the same few accounts and keys in every order, with limits, holds, sweeps
        and changes to accounts between them, and `verify` looks on. A deadlock would be raised."""
        bank, *some = client.open((None, None), *[(-10_000, None)] * 6)
        for account in some[:3]:
            client.limit(account, "day", 1_000_000)
            # So few that even a busy machine passes them in a second.
            client.limit(account, "rolling", 8, seconds=1)

        looks: list[object] = []

        def mix(own: Client, number: int) -> None:
            dice = random.Random(number)
            for turn in range(25):
                batch = []
                for _ in range(12):
                    debit, credit = dice.sample(some, 2)
                    soon = datetime.now(UTC) + timedelta(milliseconds=dice.randrange(1, 40))
                    holds = (Hold(credit, debit, 1, "INR", soon),) * dice.randrange(2)
                    key = f"{turn} {dice.randrange(20)}" if dice.random() < 0.3 else None
                    batch.append(pay(debit, credit, 1, key=key, scope="spend", legs=holds))
                placed = [hold for answer in own.post(batch) for hold in answer.holds]
                own.post([pay(bank, some[0], 1, legs=(Release(h),)) for h in placed[::-3]])
                match number:
                    case 0:
                        own.ask("SELECT ledger_expire_holds(clock_timestamp(), 20)")
                        own.ask("SELECT ledger_prune_rolling(clock_timestamp(), 20)")
                    case 1:
                        account = dice.choice(some)
                        own.ask("SELECT ledger_set_frozen(%s, %s)", account, dice.random() < 0.5)
                        own.ask("SELECT ledger_set_bounds(%s, -20000, NULL)", account)
                    case 2:
                        looks.append(own.disagreements())

        at_once(committed_database, CLIENTS, mix)
        assert looks == [[]] * 25
        assert ("limit_reached",) in client.ask("SELECT DISTINCT code FROM ledger_refusal")
        assert client.disagreements() == []


class TestSameKey:
    def test_posts_once_and_all_get_the_same_answer(
        self, committed_database: str, client: Client
    ) -> None:
        bank, teen = client.open((None, None), (0, None))
        shared = [pay(bank, teen, 5, key=f"key {n}") for n in range(10)]
        shared += [pay(teen, bank, 10**6, key=f"refused {n}") for n in range(3)]
        answers: list[tuple[str, Outcome]] = []

        def ask(own: Client, number: int) -> None:
            mine = [*shared, *(pay(bank, teen, 1) for _ in range(5))]
            random.Random(number).shuffle(mine)
            for journal, outcome in zip(mine, own.post(mine), strict=True):
                if journal in shared:
                    answers.append((journal.key.value, outcome))

        at_once(committed_database, CLIENTS, ask)
        for journal in shared:
            told = [outcome for key, outcome in answers if key == journal.key.value]
            assert len(told) == CLIENTS
            assert sum(not outcome.replayed for outcome in told) == 1
            same = {(o.journal, o.at, code(o), str(o.refusal)) for o in told}
            assert len(same) == 1
        [(held,)] = client.ask(
            "SELECT credits_posted - debits_posted FROM ledger_balance WHERE account_id = %s", teen
        )
        assert held == 10 * 5 + CLIENTS * 5
        assert client.disagreements() == []

    def test_with_other_requests_posts_one_of_them(
        self, committed_database: str, client: Client
    ) -> None:
        bank, teen = client.open((None, None), (0, None))
        answers: dict[int, Outcome] = {}

        def ask(own: Client, number: int) -> None:
            [answers[number]] = own.post([pay(bank, teen, 100 + number, key="one")])

        at_once(committed_database, CLIENTS, ask)
        [posted] = [number for number, answer in answers.items() if answer.posted]
        refused = [answer for answer in answers.values() if not answer.posted]
        assert [code(answer) for answer in refused] == ["idempotency_conflict"] * (CLIENTS - 1)
        assert len({answer.journal for answer in answers.values()}) == 1
        assert client.ask("SELECT amount FROM ledger_transfer") == [(100 + posted,)]

    def test_whose_first_caller_fails_is_free_again(
        self, committed_database: str, client: Client
    ) -> None:
        """The one that waits for the key posts it when the one that held it rolls back."""
        bank, teen = client.open((None, None), (0, None))
        other = Client(committed_database)
        answers: list[Outcome] = []
        other.connection.execute("BEGIN")
        assert other.post([pay(bank, teen, 5, key="one")])[0].posted
        waiting = threading.Thread(
            target=lambda: answers.extend(client.post([pay(bank, teen, 5, key="one")]))
        )
        waiting.start()
        time.sleep(0.3)
        assert answers == []
        other.connection.execute("ROLLBACK")
        waiting.join(timeout=10)
        assert [(answer.posted, answer.replayed) for answer in answers] == [(True, False)]


class TestLimit:
    def test_is_not_passed_at_the_edge_of_its_window(
        self, committed_database: str, client: Client
    ) -> None:
        """Some clients still post before midnight when others already post after it. An account
        never goes back in time, so each client alone fills the day before it goes on."""
        bank, teen, shop = client.open((None, None), (0, None), (0, None))
        midnight = datetime(2024, 5, 15, 18, 30, tzinfo=UTC)  # in India
        client.post([pay(bank, teen, 100_000)], at=NOON)
        client.limit(teen, "day", 200)
        client.limit(teen, "day", 25, measure="count")

        def spend(own: Client, number: int) -> None:
            dice = random.Random(number)
            for seconds in [-60] * 10 + [dice.randrange(-60, 60) for _ in range(10)] + [60] * 10:
                at = midnight + timedelta(seconds=seconds)
                own.post([pay(teen, shop, 7, scope="spend") for _ in range(3)], at=at)

        at_once(committed_database, CLIENTS, spend)
        rows = client.ask(
            "SELECT at >= %s, sum(amount), count(*) FROM ledger_transfer"
            " WHERE debit_id = %s GROUP BY 1 ORDER BY 1",
            midnight,
            teen,
        )
        assert rows == [(False, 175, 25), (True, 175, 25)]
        assert client.disagreements() == []


class TestFreeze:
    def test_lets_nothing_leave_once_it_has_returned(
        self, committed_database: str, client: Client
    ) -> None:
        bank, teen, shop = client.open((None, None), (0, None), (0, None))
        client.post([pay(bank, teen, 1_000_000)])
        seen: list[object] = []
        stop = threading.Event()

        def spend(own: Client, number: int) -> None:
            if number == 0:
                try:
                    until(lambda: self._spent(own, teen) != 0)
                    own.ask("SELECT ledger_set_frozen(%s, true)", teen)
                    seen.append(self._spent(own, teen))
                    until(lambda: own.ask("SELECT 1 FROM ledger_refusal LIMIT 1") != [])
                    time.sleep(0.3)
                finally:
                    stop.set()
            while not stop.is_set():
                own.post([pay(teen, shop) for _ in range(10)])

        at_once(committed_database, CLIENTS, spend)
        assert seen[0] != 0
        assert [self._spent(client, teen)] == seen
        assert client.ask("SELECT DISTINCT code FROM ledger_refusal") == [("account_frozen",)]

    def _spent(self, client: Client, account: int) -> object:
        [(spent,)] = client.ask(
            "SELECT debits_posted FROM ledger_balance WHERE account_id = %s", account
        )
        return spent


class TestReader:
    def test_sees_all_balances_sum_to_zero_at_every_instant(
        self, committed_database: str, client: Client
    ) -> None:
        accounts = client.open(*[(None, None)] * 20)
        stop = threading.Event()
        sums: set[tuple[object, ...]] = set()
        looks = 0

        def look(own: Client) -> None:
            nonlocal looks
            while not stop.is_set():
                sums.update(own.ask(BOOKS_IN_ONE_LOOK))
                looks += 1

        def move(own: Client, number: int) -> None:
            dice = random.Random(number)
            if number == 0:
                look(own)
            for _ in range(40):
                pairs = [dice.sample(accounts, 2) for _ in range(25)]
                batch = [
                    pay(debit, credit, dice.randrange(1, 99), legs=(Hold(credit, debit, 1, "INR"),))
                    for debit, credit in pairs
                ]
                placed = [hold for answer in own.post(batch) for hold in answer.holds]
                own.post([pay(*pairs[0], legs=(Release(hold),)) for hold in placed[::2]])
            stop.set()

        at_once(committed_database, CLIENTS, move)
        assert looks > 10
        assert sums == {(0, 0, 0, 0)}
