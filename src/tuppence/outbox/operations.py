"""Verbs of the outbox: append facts; start, remove and replay deliveries of a consumer."""

from collections.abc import Sequence
from typing import Final, Literal

from django.db import connection, transaction
from django.db.models.functions import Now
from django.db.transaction import TransactionManagementError

from tuppence.outbox import facts as _facts
from tuppence.outbox import gate
from tuppence.outbox.facts import Fact
from tuppence.outbox.models import Cursor, Delivery, DeliveryState, Inbox, StoredFact

Start = Literal["beginning", "now"]

_APPEND: Final = " ".join(
    (_facts.INSERT, "SELECT", _facts.COLUMNS, "FROM", _facts.ROWS, "ORDER BY fact.ordinal")
)

# The newest id drawn, committed or not: a fact that is under way now began before the consumer did.
_START: Final = """
    INSERT INTO outbox_cursor (consumer, started_after, last_id)
    SELECT %(consumer)s, first, first
      FROM (SELECT CASE WHEN %(now)s AND is_called THEN last_value ELSE 0 END AS first
              FROM outbox_fact_id_seq) AS position
    ON CONFLICT (consumer) DO NOTHING
"""


class ConsumerUnknown(Exception):
    """No consumer of that name has a cursor."""


class ReplayRefused(Exception):
    """The fact cannot be delivered again, or must not be without force; the message says why."""


def append(facts: Sequence[Fact]) -> None:
    """Writes facts, in their order, in the caller's open transaction: they commit with the change
    they tell of, or not at all. Of product facts only those are written that the gate lets in.

    Write them last: an id is drawn here, and the order of ids should follow the caller's row locks.
    Raises `TransactionManagementError` without an open transaction, and `django.db.IntegrityError`
    for a fact that is malformed or too large.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("facts are written in the transaction of their change")
    admitted = gate.passed(facts, purpose=None, door=gate.ENTRANCE)
    if admitted:
        with connection.cursor() as cursor:
            cursor.execute(_APPEND, _facts.arguments(admitted, gated=True))


def start(*, consumer: str, at: Start) -> bool:
    """Gives a consumer its cursor, before the first fact or after the newest id drawn by now.
    Returns whether it was new; one that has started stays where it is."""
    with connection.cursor() as cursor:
        cursor.execute(_START, {"consumer": consumer, "now": at == "now"})
        return bool(cursor.rowcount)


def remove(*, consumer: str) -> None:
    """Forgets a consumer: its cursor, its open deliveries, its inbox. Raises `ConsumerUnknown`."""
    with transaction.atomic(durable=True):
        if not Cursor.objects.filter(consumer=consumer).delete()[0]:
            raise ConsumerUnknown(f"no consumer {consumer!r} has started")
        Delivery.objects.filter(consumer=consumer).delete()
        Inbox.objects.filter(consumer=consumer).delete()


def replay(*, consumer: str, fact_id: int, force: bool = False) -> None:
    """Has the relay deliver one fact again, soon, with all its attempts anew.

    What was applied is refused, unless ``force`` says that applying it twice is wanted.
    Raises `ConsumerUnknown` and `ReplayRefused`.
    """
    with transaction.atomic():
        cursor = Cursor.objects.filter(consumer=consumer).first()
        if cursor is None:
            raise ConsumerUnknown(f"no consumer {consumer!r} has started")
        if not StoredFact.objects.filter(id=fact_id).exists():
            raise ReplayRefused(f"there is no fact {fact_id}")
        if fact_id > cursor.last_id:
            raise ReplayRefused(f"fact {fact_id} has yet to reach {consumer} in its turn")
        delivery = (
            Delivery.objects.select_for_update().filter(consumer=consumer, fact_id=fact_id).first()
        )
        applied = (
            fact_id > cursor.started_after
            if delivery is None
            else delivery.state == DeliveryState.DONE
        )
        if applied and not force:
            raise ReplayRefused(f"{consumer} has applied fact {fact_id}; force applies it again")
        Inbox.objects.filter(consumer=consumer, fact_id=fact_id).delete()
        Delivery.objects.update_or_create(
            consumer=consumer,
            fact_id=fact_id,
            defaults={"state": DeliveryState.RETRYING, "attempts": 0, **_at_once()},
        )


def replay_dead(*, consumer: str) -> int:
    """Has the relay deliver all dead letters of a consumer again; returns how many."""
    return Delivery.objects.filter(consumer=consumer, state=DeliveryState.DEAD).update(
        state=DeliveryState.RETRYING, attempts=0, **_at_once()
    )


def _at_once() -> dict[str, Now]:
    return {"next_at": Now(), "updated_at": Now()}
