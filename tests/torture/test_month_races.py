"""Months are made by many postings at once, and taken out and back in while others pay."""

import threading
from datetime import UTC, datetime

import psycopg
import pytest

from tests.torture.ledger_clients import NOON, Client, at_once, pay
from tuppence.ledger.journals import Journal, Key, Reversal

pytestmark = pytest.mark.torture

CLIENTS = 8


@pytest.fixture
def client(committed_database: str) -> Client:
    return Client(committed_database)


def months(client: Client) -> list[str]:
    rows = client.ask(
        "SELECT relname FROM pg_class WHERE relname LIKE 'ledger\\_transfer\\_2___\\___'"
        " AND relkind = 'r' AND relispartition ORDER BY 1"
    )
    return [str(name) for (name,) in rows]


class TestAMissingMonth:
    def test_is_made_once_by_all_who_need_it_at_once(
        self, committed_database: str, client: Client
    ) -> None:
        """Each client has accounts of its own, so that nothing but the month brings them together;
        half of them come by the full way. A deadlock, or a month made twice, would be raised."""
        steps = [datetime(2025, month, 3, tzinfo=UTC) for month in range(1, 11)]
        pairs = [client.open((None, None), (0, None)) for _ in range(CLIENTS)]
        before = len(months(client))

        def post(own: Client, number: int) -> None:
            bank, teen = pairs[number]
            for at in steps:
                [paid] = own.post([pay(bank, teen, 5)], at=at)
                assert (paid.posted, paid.at) == (True, at)
                if number % 2:
                    back = Journal(
                        Key("race", f"{number} {at}", ""), (Reversal(paid.journal, 1, 1),)
                    )
                    assert own.post([back], at=at)[0].posted

        at_once(committed_database, CLIENTS, post)
        assert len(months(client)) == before + len(steps)
        assert client.disagreements() == []


class TestAnOldMonth:
    def test_goes_and_comes_back_while_others_pay(
        self, committed_database: str, client: Client
    ) -> None:
        """They pay, move back what they paid (so they read transfers before they write any), and
        make months, all of which meets the one lock that cutting a month off needs."""
        pairs = [client.open((None, None), (0, None)) for _ in range(4)]
        for bank, teen in pairs:
            client.post([pay(bank, teen, 1000)], at=NOON)
        turns, over = [0] * len(pairs), threading.Event()

        def post(own: Client, number: int) -> None:
            bank, teen = pairs[number]
            while not over.is_set():
                # A new month every few turns, for as many years as that takes.
                month = min(turns[number] // 5, 23)
                at = datetime(2024 + (6 + month) // 12, (6 + month) % 12 + 1, 3, tzinfo=UTC)
                [paid] = own.post([pay(bank, teen, 5)], at=at)
                key = Key("race", f"{number} {turns[number]}", "")
                assert own.post([Journal(key, (Reversal(paid.journal, 1, 5),))], at=at)[0].posted
                turns[number] += 1

        def operate(own: Client) -> None:
            own.ask("SELECT set_config('lock_timeout', '2s', false)")
            done = 0
            while done < 6:
                verb = ("ledger_detach_month(%s, now())", "ledger_attach_month(%s)")[done % 2]
                try:
                    own.ask(f"SELECT {verb}", NOON)
                except psycopg.errors.LockNotAvailable:
                    continue
                done += 1

        def work(own: Client, number: int) -> None:
            if number < len(pairs):
                post(own, number)
            else:
                try:
                    operate(own)
                finally:
                    over.set()

        at_once(committed_database, len(pairs) + 1, work)
        assert min(turns) > 0
        assert months(client)[0] == "ledger_transfer_2024_05"
        assert client.disagreements() == []
