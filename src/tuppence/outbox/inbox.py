"""The inbox: what makes a second delivery of the same fact do nothing."""

from django.db import connection
from django.db.transaction import TransactionManagementError


def claim(*, consumer: str, fact_id: int) -> bool:
    """Whether this is the first time: claims the fact for the consumer in the open transaction.

    The relay claims for deliveries that it makes outside its cursor's order (retries, replays). A
    task that was queued by a handler, and so may run twice, claims under a name of its own before
    it acts. Another transaction that has claimed and not ended is waited for.
    Raises `TransactionManagementError` without an open transaction.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("a claim holds only together with what it is for")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_inbox (consumer, fact_id) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [consumer, fact_id],
        )
        return bool(cursor.rowcount)
