"""Writes docs/policy.md from the table of policy; --check only tells whether it is current."""

import argparse
import sys
from pathlib import Path
from typing import Any

from tuppence.kernel.money import format_minor
from tuppence.people.policy import rows
from tuppence.people.policy.table import Policy, Row

PAGE = Path(__file__).parent.parent / "docs" / "policy.md"
HEAD = """\
# Policy

Numbers that a law, a regulator or a standard chose, and what each of them does here. A row marked
(?) rests on secondary sources: have it checked before money is real.

An installation changes rows without code: `TUPPENCE_POLICY_FILE` names a TOML file with the rows it
has of its own, each with its source and the day it was looked up, in the form of
`src/tuppence/people/policy/policy.toml`. It is checked as a whole when a program starts; one that
is wrong ends the start, and the message names every row that is. Restart all programs after a
change.

| Row | Does | Value | Source | Checked |
|---|---|---|---|---|
"""
FOOT = """
What is built into the database cannot be changed by a file, and stands where it is enforced, with
its source: the age of majority (`people/identity/rules.py`), and the financial year's first month
(`ledger/accounts.py`).

This page is generated from the table by `make generate`.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when stale")
    text = HEAD + "".join(map(_line, rows.ROWS)) + FOOT
    if parser.parse_args().check:
        current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        if current != text:
            print(f"{PAGE} is stale: run `make generate`")
        return int(current != text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


def _line(row: Row[Any]) -> str:
    found = rows.load({})[row]
    doubt = " (?)" if found.doubtful else ""
    note = f". {found.note}" if found.note else ""
    return (
        f"| `{row.name}`{doubt} | {row.meaning} | {_value(found)} | {found.source}{note} "
        f"| {found.checked} |\n"
    )


def _value(policy: Policy[Any]) -> str:
    if not isinstance(policy.value, dict):
        return f"`{policy.value}`"
    return ", ".join(
        f"{name} {format_minor(value, name)}" if isinstance(value, int) else f"{name} {value}"
        for name, value in policy.value.items()
    )


if __name__ == "__main__":
    sys.exit(main())
