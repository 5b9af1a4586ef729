"""Reads of the outbox: where consumers are, how far behind, and what they could not take."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from tuppence.outbox.models import Delivery, DeliveryState

MAX_LISTED: Final = 1_000


@dataclass(frozen=True, slots=True)
class Position:
    """``due``: a retry's time has come. ``blocked``: the next fact of an ordered consumer failed
    and waits for its next attempt."""

    consumer: str
    last_id: int
    due: bool
    blocked: bool


_POSITIONS: Final = """
    SELECT consumer, last_id,
           EXISTS (SELECT FROM outbox_delivery AS delivery
                    WHERE delivery.consumer = position.consumer AND state = 'retrying'
                      AND fact_id <= last_id AND next_at <= clock_timestamp()),
           EXISTS (SELECT FROM outbox_delivery AS delivery
                    WHERE delivery.consumer = position.consumer AND state = 'retrying'
                      AND fact_id > last_id AND next_at > clock_timestamp())
      FROM outbox_cursor AS position
     WHERE consumer = ANY(%s)
     ORDER BY consumer
"""


def positions(consumers: tuple[str, ...]) -> list[Position]:
    """Where these consumers are; one that has not started is left out."""
    with connection.cursor() as cursor:
        cursor.execute(_POSITIONS, [list(consumers)])
        return [Position(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Lag:
    """How far behind a consumer is. ``facts`` counts ids, so rolled-back ones too; ``seconds`` is
    the age of the oldest fact that it has not been handed (0 when there is none)."""

    consumer: str
    last_id: int
    facts: int
    seconds: float
    retrying: int
    dead: int
    moved_at: datetime


_LAG: Final = """
    SELECT consumer, last_id,
           greatest((SELECT coalesce(max(id), 0) FROM outbox_fact) - last_id, 0),
           coalesce(greatest(extract(epoch FROM clock_timestamp() - (
               SELECT created_at FROM outbox_fact WHERE id > last_id ORDER BY id LIMIT 1
           )), 0), 0)::float8,
           (SELECT count(*) FROM outbox_delivery AS delivery
             WHERE delivery.consumer = position.consumer AND state = 'retrying'),
           (SELECT count(*) FROM outbox_delivery AS delivery
             WHERE delivery.consumer = position.consumer AND state = 'dead'),
           updated_at
      FROM outbox_cursor AS position
     ORDER BY consumer
"""


def lag() -> list[Lag]:
    """The lag of every consumer that has started, declared or not, by name."""
    with connection.cursor() as cursor:
        cursor.execute(_LAG)
        return [Lag(*row) for row in cursor.fetchall()]


def lag_of(consumer: str) -> Lag:
    """The lag of one consumer that has started (LookupError if it has not)."""
    for each in lag():
        if each.consumer == consumer:
            return each
    raise LookupError(consumer)


def dead_letters(*, consumer: str | None = None, limit: int = 100) -> list[Delivery]:
    """Deliveries that were given up, oldest fact first; at most `MAX_LISTED` of them."""
    dead = Delivery.objects.filter(state=DeliveryState.DEAD)
    if consumer is not None:
        dead = dead.filter(consumer=consumer)
    return list(dead.order_by("fact_id", "consumer")[: min(limit, MAX_LISTED)])
