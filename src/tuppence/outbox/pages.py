"""Settled facts, read in pages. They never change, so consumers that are in step share a page."""

import json
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django.db import connection

from tuppence.outbox.facts import RecordedFact

PAGE: Final = 2_000
"""Facts in one page, which is what one transaction of a consumer delivers."""

_COLUMNS: Final = "id, topic, version, key, payload, classification, subject, created_at"
_AFTER: Final = " ".join(
    ("SELECT", _COLUMNS, "FROM outbox_fact WHERE id > %s AND id <= %s ORDER BY id LIMIT %s")
)
_AMONG: Final = " ".join(("SELECT", _COLUMNS, "FROM outbox_fact WHERE id = ANY(%s) ORDER BY id"))


@dataclass(frozen=True, slots=True)
class Page:
    """Every fact with ``after < id <= upto``."""

    after: int
    upto: int
    facts: tuple[RecordedFact, ...]


class Pages:
    """Reads pages, and keeps the last one for the next consumer that asks for the same."""

    def __init__(self) -> None:
        self._last: Page | None = None

    def read(self, *, after: int, settled: int) -> Page:
        """The next page after an id; its facts all lie within the settled ones."""
        last = self._last
        if last is not None and last.after == after and last.upto > after:
            return last
        with connection.cursor() as cursor:
            cursor.execute(_AFTER, [after, settled, PAGE])
            facts = tuple(_fact(row) for row in cursor.fetchall())
        upto = facts[-1].id if len(facts) == PAGE else max(after, settled)
        self._last = Page(after, upto, facts)
        return self._last


def among(ids: list[int]) -> dict[int, RecordedFact]:
    """Single facts by id."""
    with connection.cursor() as cursor:
        cursor.execute(_AMONG, [ids])
        return {row[0]: _fact(row) for row in cursor.fetchall()}


def _fact(row: tuple[Any, ...]) -> RecordedFact:
    number, topic, version, key, payload, classification, subject, created_at = row
    return RecordedFact(
        number,
        topic,
        version,
        key,
        # One page serves several consumers: none may change what the next one sees.
        MappingProxyType(json.loads(payload)),
        classification,
        subject,
        created_at,
    )
