"""Verbs of the outbox: append facts; start, remove and replay deliveries of a consumer."""

from collections.abc import Sequence
from typing import Final

from django.db import connection
from django.db.transaction import TransactionManagementError

from tuppence.outbox import facts as _facts
from tuppence.outbox.facts import Fact

_APPEND: Final = " ".join(
    (_facts.INSERT, "SELECT", _facts.COLUMNS, "FROM", _facts.ROWS, "ORDER BY fact.ordinal")
)


def append(facts: Sequence[Fact]) -> None:
    """Writes facts, in their order, in the caller's open transaction: they commit with the change
    they tell of, or not at all.

    Write them last: an id is drawn here, and the order of ids should follow the caller's row locks.
    Raises `TransactionManagementError` without an open transaction, and `django.db.IntegrityError`
    for a fact that is malformed or too large.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("facts are written in the transaction of their change")
    if facts:
        with connection.cursor() as cursor:
            cursor.execute(_APPEND, _facts.arguments(facts))
