"""What the house keeps of a person: one registry, from which an export reads and an erasure works.

The rooms above are not known here, so the setting PRIVACY_HOLDINGS names the list
(`tuppence.config.holdings`). A table about people that is not in it fails
tests/architecture/test_holdings.py.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.module_loading import import_string

from tuppence.kernel.ids import to_public

CHUNK: Final = 500
_NOT_SHOWN: Final[tuple[type[Any], ...]] = (models.BinaryField, models.ForeignKey)


@dataclass(frozen=True, slots=True)
class Forget:
    """What an erasure does to the rows that ``whose`` (a lookup) leads to the person from, or those
    of them that are ``among``: sets columns, or deletes the rows where ``to`` is None."""

    whose: str
    to: Mapping[str, Any] | None = None
    among: Q = field(default_factory=Q)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One table. ``whose``: the lookups that lead from its rows to a person, each by an index.
    ``prefix`` is that of its public ids. An export has every column but keys, secrets and those in
    ``hides``; ``withheld`` says why it has none at all. ``only`` leaves rows out that a lookup
    leads to and are none of the person's business. ``forgets`` is done in order; ``kept`` says why
    a table about people is left as it is.
    """

    model: str
    whose: tuple[str, ...]
    prefix: str = ""
    hides: frozenset[str] = frozenset()
    only: Mapping[str, Q] = field(default_factory=dict)
    withheld: str = ""
    forgets: tuple[Forget, ...] = ()
    kept: str = ""

    @property
    def table(self) -> type[models.Model]:
        return apps.get_model(self.model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A room's own part in an erasure. ``check`` raises what stands against it; ``act`` does it, in
    the erasure's transaction, and may raise the same. Both take the person's internal id."""

    check: Callable[[int], None] = field(default=lambda person_id: None)
    act: Callable[[int, datetime], None] = field(default=lambda person_id, now: None)


@dataclass(frozen=True, slots=True)
class Registry:
    """``steps`` come before ``holdings``: they still know who the person is."""

    holdings: tuple[Holding, ...]
    steps: tuple[Step, ...]


def registry() -> Registry:
    """The one of this installation."""
    found: Registry = import_string(settings.PRIVACY_HOLDINGS)
    return found


def exported(holding: Holding, person_id: int) -> Iterator[dict[str, Any]]:
    """The rows of a table that are about a person, as an export has them."""
    if holding.withheld:
        return
    columns = [column for column in holding.table._meta.concrete_fields if _shown(holding, column)]
    seen: set[Any] = set()
    for lookup in holding.whose:
        rows = holding.table._default_manager.filter(
            holding.only.get(lookup, Q()), **{lookup: person_id}
        )
        for row in rows.order_by().iterator(chunk_size=CHUNK):
            if row.pk not in seen:
                seen.add(row.pk)
                yield {column.name: _value(holding, row, column) for column in columns}


def forget(holding: Holding, person_id: int) -> None:
    """Does what an erasure does to a table. Requires an open transaction."""
    for one in holding.forgets:
        rows = holding.table._default_manager.filter(one.among, **{one.whose: person_id})
        if one.to is None:
            rows.delete()
        else:
            rows.update(**one.to)


def _shown(holding: Holding, column: Any) -> bool:
    inner = column.primary_key and column.name == "id"
    bytes_or_key = isinstance(column, _NOT_SHOWN)
    return not inner and not bytes_or_key and column.name not in holding.hides


def _value(holding: Holding, row: models.Model, column: Any) -> Any:
    value = getattr(row, column.attname)
    if column.name == "public_id" and holding.prefix:
        return to_public(holding.prefix, value)
    if isinstance(value, int) and column.choices:
        return str(dict(column.flatchoices)[value])
    return value
