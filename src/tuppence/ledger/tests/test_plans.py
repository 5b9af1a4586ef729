"""How the ledger's months are read: the queries' own SQL, with two years of months there.

Shapes, not times: which partitions a plan opens, and that none of them is sorted.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tuppence.ledger import posting, queries
from tuppence.ledger.accounts import open_account
from tuppence.ledger.journals import Transfer
from tuppence.ledger.tests.books import journal

pytestmark = pytest.mark.django_db

MONTHS = [datetime(2022 + n // 12, n % 12 + 1, 10, tzinfo=UTC) for n in range(24)]
A_MONTH = 10
"""Transfers of a month on either side of the account."""

Node = dict[str, Any]


class Recorder:
    """Stands in for the queries' `fetch`, and keeps what they ask."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    def __call__(self, statement: str, parameters: Any, **_: Any) -> list[tuple[Any, ...]]:
        if isinstance(parameters, Mapping):
            self.asked.append((statement, parameters))
        return posting.fetch(statement, parameters)

    def nodes(self, mode: str) -> list[Node]:
        """Those of the plan of what was asked last, as it ran, in a ``generic`` plan (that the
        server keeps for a prepared statement) or a ``custom`` one."""
        statement, parameters = self.asked[-1]
        names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", statement)))
        for place, name in enumerate(names, 1):
            statement = statement.replace(f"%({name})s", f"${place}")
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL plan_cache_mode = force_{mode}_plan")
            # The tables are so small that reading them whole would be quicker than any index.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute(f"PREPARE asked AS {statement}")
            values = ", ".join(["%s"] * len(names))
            cursor.execute(
                f"EXPLAIN (ANALYZE, FORMAT json) EXECUTE asked ({values})",
                [parameters[name] for name in names],
            )
            [(told,)] = cursor.fetchall()
            cursor.execute("DEALLOCATE asked")
        return walk((told if isinstance(told, list) else json.loads(told))[0]["Plan"])


def walk(node: Node) -> list[Node]:
    return [node, *(below for each in node.get("Plans", []) for below in walk(each))]


def months_read(nodes: list[Node], index: str) -> list[str]:
    """The months whose index of one side was opened."""
    return sorted(
        node["Relation Name"].removeprefix("ledger_transfer_")
        for node in nodes
        if node["Actual Loops"] > 0 and f"{index}_id" in node.get("Index Cond", "")
    )


@pytest.fixture
def account() -> int:
    """One that pays and is paid ten times a month."""
    other = open_account(unit="INR", code="bank", at=MONTHS[0], floor=None)
    account = open_account(unit="INR", code="wallet", at=MONTHS[0], floor=None)
    for at in MONTHS:
        ways = [(account, other), (other, account)] * A_MONTH
        posting.post([journal(Transfer(*way, 1, "INR")) for way in ways], at=at)
    return account


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setattr(queries, "fetch", recorder)
    return recorder


@pytest.mark.parametrize("mode", ["generic", "custom"])
class TestTwoYearsOfMonths:
    def test_are_read_for_a_page_only_until_it_is_full(
        self, account: int, recorder: Recorder, mode: str
    ) -> None:
        """Fifty lines, of which either side might be all: five months of it."""
        until = MONTHS[11] + timedelta(days=1)
        page = queries.statement(account, limit=50, until=until)
        assert len(page.items) == 50
        nodes = recorder.nodes(mode)
        for side in ("debit", "credit"):
            assert set(months_read(nodes, side)) <= {f"2022_{n:02}" for n in range(7, 13)}
        ordered(nodes)

    def test_are_not_read_for_a_balance_but_for_the_one(
        self, account: int, recorder: Recorder, mode: str
    ) -> None:
        at = MONTHS[11] + timedelta(days=1)
        assert queries.balance_at(account, at) == 0
        nodes = recorder.nodes(mode)
        assert months_read(nodes, "debit") == months_read(nodes, "credit") == ["2022_12"]
        ordered(nodes)


def ordered(nodes: list[Node]) -> None:
    """Each side is an append of months in order: nothing but the two sides is put in order."""
    sides = [
        {below["Node Type"] for each in node["Plans"] for below in walk(each)}
        for node in nodes
        if node["Node Type"] == "Append"
        and all("ledger_transfer_" in each.get("Relation Name", "") for each in node["Plans"])
    ]
    assert sides == [{"Index Scan"}] * 2
