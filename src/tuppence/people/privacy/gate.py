"""The gate: what every sink of product facts and events asks first. There is no second one.

A door that takes events from outside (a collecting endpoint) calls `passing` before it keeps, logs
or passes on anything of a request; for facts of the outbox, the outbox does (`outbox.gate`).
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.transaction import TransactionManagementError

from tuppence.outbox.gate import Use
from tuppence.people.identity.operations.people import ZONE
from tuppence.people.privacy import queries, rules

_COUNT = """
    INSERT INTO privacy_held_back (day, door, kind, reason, count)
    SELECT (%s::timestamptz AT TIME ZONE 'UTC')::date, %s, held.kind, held.reason, held.count
      FROM unnest(%s::text[], %s::text[], %s::bigint[]) AS held (kind, reason, count)
"""


def passing(uses: Sequence[Use], *, purpose: str | None, door: str) -> list[bool]:
    """Which of the uses may pass: see `rules.held_back`. Those that may not are counted, by day and
    kind, with nothing of whose they were.

    ``purpose`` None asks for any that the person has opted in to. What they opted in to is read
    under a lock until the caller's transaction ends, so that a withdrawal which was answered is
    never followed by something collected. Raises `TransactionManagementError` without one.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("what passes is kept in the transaction of its asking")
    subjects = sorted({use.subject for use in uses if use.subject is not None})
    born, now = queries.born(subjects)
    chosen = queries.chosen(subjects, purpose=purpose)
    verdicts = [_verdict(use, born=born, chosen=chosen, now=now) for use in uses]
    held = Counter(
        (use.kind, verdict) for use, verdict in zip(uses, verdicts, strict=True) if verdict
    )
    if held:
        kinds, reasons = zip(*held, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [now, door, [*kinds], [*reasons], [*held.values()]])
    return [verdict is None for verdict in verdicts]


def _verdict(
    use: Use, *, born: queries.Born, chosen: dict[int, datetime], now: datetime
) -> rules.Held | None:
    at = use.at or now
    return rules.held_back(
        birth_date=None if use.subject is None else born.get(use.subject),
        day=at.astimezone(ZONE).date(),
        chosen_at=None if use.subject is None else chosen.get(use.subject),
        at=at,
    )
