"""Clients that post over connections of their own, all at once, and repeat nothing themselves."""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import uuid4

import psycopg

from tuppence.ledger.journals import Charge, Journal, Key, Leg, Outcome, Transfer
from tuppence.ledger.posting import CALL, arguments, outcome

NOON = datetime(2024, 5, 15, 12, tzinfo=UTC)
CHECKS = ("units", "accounts", "bounds", "sides", "holds", "pending", "limits", "reversals",
          "journals", "guards")  # fmt: skip


class Client:
    """One connection. A deadlock, or any other fault, is raised."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True, connect_timeout=5)

    def post(self, journals: Sequence[Journal], *, at: datetime | None = None) -> list[Outcome]:
        rows = self.connection.execute(
            f"SELECT * FROM {CALL} ORDER BY 1", arguments(journals, at=at)
        )
        return [outcome(row) for row in rows]

    def ask(self, statement: str, *parameters: object) -> list[tuple[object, ...]]:
        return self.connection.execute(statement, parameters).fetchall()

    def open(self, *bounds: tuple[int | None, int | None], unit: str = "INR") -> list[int]:
        """Accounts with these floors and ceilings."""
        floors, ceilings = [floor for floor, _ in bounds], [ceiling for _, ceiling in bounds]
        rows = self.ask(
            "SELECT ledger_open_accounts(%s::text[], %s::text[], %s::bigint[], %s::bigint[], %s)",
            [unit] * len(bounds), ["test"] * len(bounds), floors, ceilings, NOON,
        )  # fmt: skip
        return [int(str(row[0])) for row in rows]

    def disagreements(self) -> list[tuple[object, ...]]:
        """What `verify` would name, in one snapshot as it takes."""
        calls = [f"{name}()" for name in CHECKS] + [f"history({-(2**63)}, {2**63 - 1})"]
        return [
            (call, *row)
            for call in calls
            for row in self.ask(f"SELECT * FROM ledger_verify_{call}")
        ]

    def limit(
        self,
        account: int,
        window: str,
        cap: int,
        *,
        measure: str = "sum",
        seconds: int | None = None,
    ) -> None:
        self.ask(
            "SELECT ledger_set_limit(%s, 'spend', %s, %s, %s, 'Asia/Kolkata', %s::int, 4::smallint,"
            " %s)",
            account, window, measure, cap, seconds, NOON,
        )  # fmt: skip


def pay(
    debit: int,
    credit: int,
    amount: int = 1,
    *,
    key: str | None = None,
    scope: str | None = None,
    legs: tuple[Leg, ...] = (),
) -> Journal:
    charges = (Charge(debit, scope, amount),) if scope else ()
    request = f"{debit} {credit} {amount}"
    transfer = Transfer(debit, credit, amount, "INR")
    return Journal(Key("race", key or uuid4().hex, request), (transfer, *legs), charges)


def at_once(url: str, count: int, work: Callable[[Client, int], None]) -> None:
    """Runs ``work`` on as many connections at once; the first fault of any is raised here."""
    faults: list[BaseException] = []
    barrier = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            client = Client(url)
            with client.connection:
                barrier.wait(timeout=30)
                work(client, number)
        except BaseException as fault:  # raised again below, in the test's own thread
            faults.append(fault)
            barrier.abort()

    threads = [threading.Thread(target=run, args=(n,), daemon=True) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    if faults:
        raise next(
            (f for f in faults if not isinstance(f, threading.BrokenBarrierError)), faults[0]
        )
    assert not any(thread.is_alive() for thread in threads)
