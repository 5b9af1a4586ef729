"""The table of policy as a file: read, checked as a whole, and laid over the built-in one.

A file is TOML: a table for each row, by its name. What is wrong is told all at once, as it is of
settings.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar, cast
from zoneinfo import ZoneInfo

from tuppence.kernel.environment import SettingsInvalid
from tuppence.kernel.money import AmountInvalid, parse_major

T = TypeVar("T")

_MEMBERS = {"value", "source", "checked", "doubtful", "note"}
_UNIT = re.compile(r"[A-Z0-9][A-Z0-9_.-]{0,31}", re.ASCII)
_CODE = re.compile(r"[0-9]{4}", re.ASCII)


class PolicyInvalid(SettingsInvalid):
    """The table cannot be used; the message names every row that is wrong and why."""


class Malformed(ValueError):
    """A row, or its value, is not of the form it must have."""


@dataclass(frozen=True, slots=True)
class Policy(Generic[T]):
    """One row: what holds (``value``), who says so (``source``), and when that was looked up.
    ``doubtful``: only secondary sources were at hand."""

    value: T
    source: str
    checked: date
    doubtful: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """A row that the table must have: its name, how its value is read (raising `Malformed`),
    and what it does."""

    name: str
    read: Callable[[Any], T]
    meaning: str


class Table:
    """Rows that were read, asked for by what declares them."""

    def __init__(self, values: Mapping[str, Policy[Any]]) -> None:
        self._values = values

    def __getitem__(self, row: Row[T]) -> Policy[T]:
        return cast(Policy[T], self._values[row.name])


def parse(rows: Sequence[Row[Any]], *texts: str) -> Table:
    """The table in some files' texts, later rows in place of earlier ones. Raises `PolicyInvalid`,
    which names all that is wrong: rows that are missing, unknown or malformed."""
    found: dict[str, Any] = {}
    for text in texts:
        try:
            found |= tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise PolicyInvalid([f"the policy file is not TOML: {error}"]) from error
    known = {row.name: row for row in rows}
    problems = [f"{name}: there is no such row" for name in sorted(found.keys() - known.keys())]
    values: dict[str, Policy[Any]] = {}
    for name, row in known.items():
        try:
            values[name] = _policy(row, found.get(name))
        except Malformed as error:
            problems.append(f"{name}: {error}")
    if problems:
        raise PolicyInvalid(problems)
    return Table(values)


def _policy(row: Row[T], given: Any) -> Policy[T]:
    if not isinstance(given, dict):
        raise Malformed("the row is missing" if given is None else "must be a table")
    if strange := given.keys() - _MEMBERS:
        raise Malformed(f"does not know {', '.join(sorted(strange))}")
    source, checked = given.get("source"), given.get("checked")
    if not isinstance(source, str) or not source.strip():
        raise Malformed("must name its source")
    if not isinstance(checked, date) or isinstance(checked, datetime):
        raise Malformed("must say when it was checked, such as 2026-11-28")
    doubtful, note = given.get("doubtful", False), given.get("note", "")
    if not isinstance(doubtful, bool) or not isinstance(note, str):
        raise Malformed("doubtful is true or false, and a note is a text")
    return Policy(row.read(given.get("value")), source, checked, doubtful, note)


def amounts(value: Any) -> dict[str, int]:
    """Minor units by unit, from decimals: ``{ INR = "1000" }``."""
    return dict(_amounts(_table(value)))


def _amounts(value: dict[str, Any]) -> Iterator[tuple[str, int]]:
    for unit, amount in value.items():
        if not _UNIT.fullmatch(unit):
            raise Malformed(f"{unit!r} is no unit")
        if not isinstance(amount, str):
            raise Malformed('an amount is a text, such as "1000.50"')
        try:
            yield unit, parse_major(amount, unit=unit)
        except AmountInvalid as error:
            raise Malformed(f"{amount!r} is no amount of {unit}: {error}") from error


def codes(value: Any) -> dict[str, str]:
    """Merchant category codes (ISO 18245), each with the group it belongs to."""
    found = _table(value)
    for code, group in found.items():
        if not _CODE.fullmatch(code) or not isinstance(group, str) or not group:
            raise Malformed(f"{code!r} must be four digits, and its group a text")
    return found


def unit(value: Any) -> str:
    if not isinstance(value, str) or not _UNIT.fullmatch(value):
        raise Malformed("must be a unit, such as INR")
    return value


def zone(value: Any) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, TypeError, OSError) as error:
        raise Malformed("must be an IANA time zone, such as Asia/Kolkata") from error
    return str(value)


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not value:
        raise Malformed("must be a table with at least one entry")
    return value
