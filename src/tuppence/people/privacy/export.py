"""All that is kept about a person, as one JSON document, written as it is read."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from tuppence.kernel.ids import to_public
from tuppence.people.identity.actor import Actor
from tuppence.people.privacy import holdings
from tuppence.people.privacy.erasing import visible


def document(actor: Actor, *, person: UUID, now: datetime) -> Iterator[bytes]:
    """The document in pieces: a member for each table, named after it. Raises `NotFound` at once
    for somebody whose data the actor may not have."""
    found = visible(actor, person)
    return _pieces(found.id, name=to_public("per", found.public_id), now=now)


def _pieces(person_id: int, *, name: str, now: datetime) -> Iterator[bytes]:
    yield b'{"person":' + orjson.dumps(name) + b',"at":' + orjson.dumps(now) + b',"parts":{'
    for nth, holding in enumerate(holdings.registry().holdings):
        yield (b"," if nth else b"") + orjson.dumps(holding.model.lower()) + b":["
        for place, row in enumerate(holdings.exported(holding, person_id)):
            yield (b"," if place else b"") + orjson.dumps(row, default=_plain)
        yield b"]"
    yield b"}}"


def _plain(value: Any) -> str:
    return str(value)
