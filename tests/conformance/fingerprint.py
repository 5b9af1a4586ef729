"""Everything that is stored, in a form that two moments can be compared by."""

from django.db import connection

_TABLES = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
ORDER BY relname
"""


def fingerprint() -> dict[str, str]:
    """Every table's name, with the number of its rows and a digest of all that is in them.

    A table that is added tomorrow is in it by itself.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        # To start other processes for tables of a few rows takes six times as long as to read them.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute(" UNION ALL ".join(_digest(table) for table in tables))
        found = cursor.fetchall()
        cursor.execute("RESET max_parallel_workers_per_gather")
    return {name: f"{rows} rows, {digest}" for name, rows, digest in found}


def changed(before: dict[str, str]) -> set[str]:
    """The tables that are not as they were."""
    now = fingerprint()
    return {name for name in before | now if before.get(name) != now.get(name)}


def _digest(table: str) -> str:
    # A sum, as that needs no order.
    return f"SELECT '{table}', count(*), sum(hashtextextended(t::text, 0)) FROM \"{table}\" AS t"
