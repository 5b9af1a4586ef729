"""Delivering to one consumer: a page in one transaction, together with the move of its cursor.

So a page is delivered wholly or not at all, whatever dies in between. A page that fails is done
again fact by fact, each in a savepoint, so that one poisonous fact cannot stop the others.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import structlog
from django.db import DatabaseError, connection, transaction
from structlog.contextvars import bound_contextvars

from tuppence.outbox import inbox, pages
from tuppence.outbox.consumers import Consumer, NotNow
from tuppence.outbox.facts import RecordedFact
from tuppence.outbox.pages import Page

MAX_ATTEMPTS: Final = 5
FIRST_RETRY_SECONDS: Final = 2
"""Failures before a delivery is dead, and the first pause; each later pause is four times as long
(2 s, 8 s, 32 s, 128 s)."""

MAX_FAILURES_OF_A_PAGE: Final = 25
"""More failures than this in one page mean that the handler is broken, not that facts are."""

RETRIES_AT_ONCE: Final = 100
MAX_ERROR_LENGTH: Final = 2_000

_LIMITS: Final = """
    SET LOCAL statement_timeout = '30s';
    SET LOCAL lock_timeout = '5s';
    SET LOCAL idle_in_transaction_session_timeout = '60s'
"""

_RECORD_FAILURE: Final = """
    INSERT INTO outbox_delivery AS delivery
           (consumer, fact_id, state, attempts, next_at, last_error)
    VALUES (%(consumer)s, %(fact_id)s, 'retrying', 1,
            clock_timestamp() + make_interval(secs => %(pause)s), %(error)s)
    ON CONFLICT (consumer, fact_id) DO UPDATE
       SET attempts = delivery.attempts + 1,
           state = CASE WHEN delivery.attempts + 1 >= %(most)s THEN 'dead' ELSE 'retrying' END,
           next_at = clock_timestamp()
                     + make_interval(secs => %(pause)s * power(4, delivery.attempts)),
           last_error = excluded.last_error,
           updated_at = clock_timestamp()
    RETURNING state, attempts
"""

_DUE: Final = """
    SELECT delivery.fact_id
      FROM outbox_delivery AS delivery JOIN outbox_cursor USING (consumer)
     WHERE delivery.consumer = %s AND delivery.state = 'retrying'
       AND delivery.next_at <= clock_timestamp() AND delivery.fact_id <= outbox_cursor.last_id
     ORDER BY delivery.fact_id LIMIT %s
       FOR UPDATE OF delivery SKIP LOCKED
"""

log = structlog.get_logger(__name__)


class ConsumerBroken(Exception):
    """The handler fails on nearly everything. Nothing was delivered and no fact is blamed."""


def deliver(*, consumer: Consumer, read: Callable[[int], Page]) -> int:
    """Delivers the next page and moves the cursor; returns how many ids it moved over.

    Zero when there is nothing, or another relay has this consumer in hand. A failing fact is put
    down for a retry. Raises `ConsumerBroken`, the handler's own `NotNow`, and `DatabaseError` when
    the connection is lost.
    """
    try:
        with _cursor_locked(consumer) as last_id:
            if last_id is None:
                return 0
            page = read(last_id)
            consumer.handle(consumer.wanted(page.facts))
            _advance(consumer, last_id=last_id, upto=page.upto)
            return page.upto - last_id
    except NotNow:
        raise
    except Exception as error:
        if connection_lost():
            raise
        log.warning("outbox_page_failed", consumer=consumer.name, error=_describe(error))
    return _deliver_one_by_one(consumer=consumer, read=read)


def _deliver_one_by_one(*, consumer: Consumer, read: Callable[[int], Page]) -> int:
    with _cursor_locked(consumer) as last_id:
        if last_id is None:
            return 0
        page = read(last_id)
        upto, failures = page.upto, 0
        for fact in consumer.wanted(page.facts):
            error = _attempt(consumer, fact)
            if error is None:
                continue
            failures += 1
            if failures > MAX_FAILURES_OF_A_PAGE:
                raise ConsumerBroken(_describe(error)) from error
            dead = _record_failure(consumer, fact.id, error)
            if consumer.ordered and not dead:
                upto = fact.id - 1
                break
        _advance(consumer, last_id=last_id, upto=upto)
        return upto - last_id


def retry_due(*, consumer: Consumer) -> int:
    """Makes the deliveries again whose time has come; returns how many were tried.

    Each is claimed in the inbox, so what was applied before is not applied again.
    Raises `DatabaseError` when the connection is lost.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(_LIMITS)
        cursor.execute(_DUE, [consumer.name, RETRIES_AT_ONCE])
        due = [fact_id for (fact_id,) in cursor.fetchall()]
        for fact_id, fact in pages.among(due).items():
            error = _attempt(consumer, fact, claimed=True)
            if error is not None:
                _record_failure(consumer, fact_id, error)
                continue
            cursor.execute(
                "UPDATE outbox_delivery SET state = 'done', updated_at = clock_timestamp()"
                " WHERE consumer = %s AND fact_id = %s",
                [consumer.name, fact_id],
            )
            log.info("outbox_delivered_late", consumer=consumer.name, fact=fact_id)
    return len(due)


@contextmanager
def _cursor_locked(consumer: Consumer) -> Iterator[int | None]:
    """A transaction of its own that holds the consumer's cursor; its position, or None when there
    is no such cursor or another relay holds it."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(_LIMITS)
        cursor.execute(
            "SELECT last_id FROM outbox_cursor WHERE consumer = %s FOR UPDATE SKIP LOCKED",
            [consumer.name],
        )
        row: tuple[Any, ...] | None = cursor.fetchone()
        yield None if row is None else row[0]


def _attempt(consumer: Consumer, fact: RecordedFact, *, claimed: bool = False) -> Exception | None:
    """Hands one fact over inside a savepoint; what went wrong, or None."""
    try:
        with bound_contextvars(fact=fact.id), transaction.atomic():
            if not claimed or inbox.claim(consumer=consumer.name, fact_id=fact.id):
                consumer.handle(consumer.wanted([fact]))
                # A deferred foreign key fails now, where it is known whose fault it is.
                connection.check_constraints()
    except NotNow:
        raise
    except Exception as error:
        if connection_lost():
            raise
        return error
    return None


def _record_failure(consumer: Consumer, fact_id: int, error: Exception) -> bool:
    """Counts the failure and sets the next attempt; whether the delivery is now dead."""
    values: dict[str, str | int] = {
        "consumer": consumer.name,
        "fact_id": fact_id,
        "pause": FIRST_RETRY_SECONDS,
        "most": MAX_ATTEMPTS,
        "error": _describe(error),
    }
    with connection.cursor() as cursor:
        cursor.execute(_RECORD_FAILURE, values)
        state, attempts = cursor.fetchone()
    event = "outbox_delivery_dead" if state == "dead" else "outbox_delivery_failed"
    log.error(
        event, consumer=consumer.name, fact=fact_id, attempts=attempts, error=_describe(error)
    )
    return bool(state == "dead")


def _advance(consumer: Consumer, *, last_id: int, upto: int) -> None:
    if upto == last_id:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outbox_cursor SET last_id = %s, updated_at = clock_timestamp()"
            " WHERE consumer = %s",
            [upto, consumer.name],
        )
        if consumer.ordered:  # a fact that had blocked the way is behind us now
            cursor.execute(
                "UPDATE outbox_delivery SET state = 'done', updated_at = clock_timestamp()"
                " WHERE consumer = %s AND state = 'retrying' AND fact_id > %s AND fact_id <= %s",
                [consumer.name, last_id, upto],
            )


def connection_lost() -> bool:
    """Whether the connection is gone, so that the failure says nothing about a fact."""
    return connection.connection is None or connection.connection.closed


def _describe(error: Exception) -> str:
    # A database error repeats the row that it refused; what it says first is enough.
    text = str(error).split("\n", 1)[0] if isinstance(error, DatabaseError) else str(error)
    return f"{type(error).__name__}: {text}".replace("\x00", "")[:MAX_ERROR_LENGTH]
