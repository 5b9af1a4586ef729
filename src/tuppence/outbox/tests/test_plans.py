"""The relay reads facts by id over all their months: a merge of indexes that stops when a page is
full. Shapes, not times."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from django.db import connection

from tuppence.outbox import pages, schema

pytestmark = pytest.mark.django_db

MONTHS, A_MONTH, PAGE = 24, 50, 100

Node = dict[str, Any]


@pytest.fixture
def first() -> int:
    """The id before two years of facts, of which the last few are in no month of their own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT outbox_make_months('2022-01-01Z', '2023-12-01Z')")
        cursor.execute(
            "INSERT INTO outbox_fact (topic, version, key, payload, classification, created_at)"
            " SELECT 'test.happened', 1, 'x', '{}', 'ledger',"
            " timestamptz '2022-01-02Z' + n / %s * interval '1 month'"
            " FROM generate_series(0, %s) AS n RETURNING id",
            [A_MONTH, A_MONTH * MONTHS + 5],
        )
        return int(cursor.fetchone()[0]) - 1


def nodes(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[Node]:
    with connection.cursor() as cursor:
        # The tables are so small that reading them whole would be quicker than any index.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("EXPLAIN (ANALYZE, FORMAT json) " + statement, parameters)
        [(told,)] = cursor.fetchall()
    return walk((told if isinstance(told, list) else json.loads(told))[0]["Plan"])


def walk(node: Node) -> list[Node]:
    return [node, *(below for each in node.get("Plans", []) for below in walk(each))]


def is_a_merge_of_indexes(plan: list[Node], upto: int) -> bool:
    """And reads no more than so many rows, and one of each month to know where to begin."""
    read = [node for node in plan if "Relation Name" in node]
    return (
        "Merge Append" in {node["Node Type"] for node in plan}
        and {node["Node Type"] for node in read} <= {"Index Scan", "Index Only Scan"}
        and all("id" in node.get("Index Cond", "") for node in read)
        and sum(node["Actual Rows"] * node["Actual Loops"] for node in read) <= upto + len(read)
        and not any("Sort" in node["Node Type"] for node in plan)
    )


class TestTwoYearsOfFacts:
    def test_are_read_by_the_page(self, first: int) -> None:
        after = first + MONTHS * A_MONTH // 2
        plan = nodes(pages._AFTER, [after, after + 10**6, PAGE])
        assert is_a_merge_of_indexes(plan, PAGE)

    def test_are_looked_at_by_the_frontier(self, first: int) -> None:
        look = schema.read("frontier.sql").format(table="outbox_fact")
        plan = nodes(look, {"settled": first + MONTHS * A_MONTH - 10, "limit": PAGE})
        assert is_a_merge_of_indexes(plan, 16)
