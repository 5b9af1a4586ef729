"""What happened, said once: a `Fact` is written in the transaction of the change it tells of.

`operations.append` is the ordinary way. A caller that composes one SQL statement of its own (a
posting with its payment rows) puts its facts in with `INSERT`, `ROWS` and `arguments`:

    WITH posted AS MATERIALIZED (SELECT ... ),
    told AS (
        {INSERT}
        SELECT fact.topic, fact.version, fact.key,
               fact.payload || jsonb_build_object('journal', posted.journal_id),
               fact.classification, fact.subject
          FROM {ROWS} JOIN posted USING (ordinal)
         ORDER BY fact.ordinal
    )
    ...

with ``arguments(facts)`` among its parameters. Ids are then drawn after `posted` has its row locks,
so the order of ids is the order of cause and effect.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import orjson

from tuppence.kernel.arrays import numbers, texts

Classification = Literal["ledger", "security", "product"]
"""``ledger``: the books need it. ``security``: accounts' safety. ``product``: use of the product,
which is never collected about a minor."""


@dataclass(frozen=True, slots=True)
class Fact:
    """``topic`` is a dotted name (``payment.succeeded``); ``key`` the public id of its object.

    ``payload`` is a JSON object, at most 16 KiB as stored, understood together with ``version``.
    ``subject`` is the internal id of the person it is about, if it is about one: what a privacy
    rule or an erasure looks at. ``classification`` has no default: what nobody thought about would
    pass as the books' own, and so around the gate.
    """

    topic: str
    key: str
    payload: Mapping[str, Any]
    classification: Classification
    version: int = 1
    subject: int | None = None


@dataclass(frozen=True, slots=True)
class RecordedFact:
    """A fact as the relay hands it over. ``id`` is its place in the order of all facts."""

    id: int
    topic: str
    version: int
    key: str
    payload: Mapping[str, Any]
    classification: str
    subject: int | None
    created_at: datetime


COLUMNS: Final = "topic, version, key, payload, classification, subject"

INSERT: Final = f"INSERT INTO outbox_fact ({COLUMNS})"

ROWS: Final = (
    "unnest(%s::text[], %s::smallint[], %s::text[], %s::text[]::jsonb[], %s::text[], %s::bigint[])"
    f" WITH ORDINALITY AS fact ({COLUMNS}, ordinal)"
)


class GateMissed(Exception):
    """A product fact was to be written without the gate having been asked about it."""


def arguments(facts: Sequence[Fact], *, gated: bool = False) -> list[str]:
    """The parameters of `ROWS`, in its order.

    Raises `GateMissed` for a product fact, unless the caller has put them through the gate.
    """
    if not gated and any(fact.classification == "product" for fact in facts):
        raise GateMissed("a product fact is stated by operations.append")
    return [
        texts([fact.topic for fact in facts]),
        numbers([fact.version for fact in facts]),
        texts([fact.key for fact in facts]),
        texts([orjson.dumps(dict(fact.payload)).decode() for fact in facts]),
        texts([fact.classification for fact in facts]),
        numbers([fact.subject for fact in facts]),
    ]
