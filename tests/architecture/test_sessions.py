"""Nothing of ours outlives its transaction in a session of PostgreSQL's: a pooler lends that to
somebody else. docs/scale.md says what for."""

import re

import pytest

from tests.architecture.test_house import HOUSE, named

_FOR_LONGER = r"SET\s+(?!LOCAL\b|TRANSACTION\b|CONSTRAINTS\b)"
STATE = {
    # A function's own clause ends no statement, and UPDATE ... SET begins none.
    "setting in SQL": rf"^\s*{_FOR_LONGER}[\w.]+\s*(=|\bTO\b)[^,\n]*;",
    "setting in Python": rf"[\"'(]\s*{_FOR_LONGER}",
    "setting by function": r"\bset_config\(",
    "lock": r"\bpg_(try_)?advisory_(?!xact)\w+",
    "channel": r"\b(UN)?LISTEN\s+\w|\bNOTIFY\s+\w+\s*[;,\"]|\bpg_notify\(",
    "prepared statement": r"[\"';]\s*(PREPARE|DEALLOCATE)\s+\w",
    "cursor": r"\bWITH HOLD\b|\.cursor\(\s*(name=|[\"'])",
    "last value": r"\b(curr|last)val\(",
    "temporary table": r"\bCREATE\s+TEMP(ORARY)?\s+TABLE\s+\w+\b(?!\s+ON COMMIT DROP)",
}
BY_HAND = {"ledger/sql/examples.sql"}
"""Scripts for a person with psql, who has a session."""
MISTAKES = {
    "setting in SQL": "SET statement_timeout = '5s';",
    "setting in Python": 'cursor.execute("SET ROLE tuppence_app")',
    "setting by function": "SELECT set_config('jit', 'off', false)",
    "lock": "SELECT pg_try_advisory_lock(1)",
    "channel": 'cursor.execute("LISTEN facts")',
    "prepared statement": 'cursor.execute("DEALLOCATE ALL")',
    "cursor": 'connection.cursor("facts")',
    "last value": "SELECT currval('ids')",
    "temporary table": "CREATE TEMP TABLE page AS SELECT 1",
}


def found(state: str, text: str) -> bool:
    return re.search(STATE[state], text, re.MULTILINE) is not None


@pytest.mark.parametrize("state", STATE)
class TestASession:
    def test_keeps_nothing_of_ours(self, state: str) -> None:
        ours = [path for path in HOUSE.rglob("*") if path.suffix in {".py", ".sql"}]
        keeping = {
            named(path)
            for path in ours
            if not {"tests", "migrations"} & set(path.parts)
            and found(state, path.read_text(encoding="utf-8"))
        }
        assert keeping - BY_HAND == set()

    def test_would_be_seen_to_keep_it(self, state: str) -> None:
        assert found(state, MISTAKES[state])
