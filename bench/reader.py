"""What `bench.reads` measures, in a process with Django.

python -m bench.reader statement TRANSFERS    prints one line of JSON
python -m bench.reader relay FACTS
"""

import json
import logging
import random
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

import django

django.setup()

import structlog  # noqa: E402 (Django first)
from django.db import connection  # noqa: E402

from tuppence.kernel.clock import utc_now  # noqa: E402
from tuppence.ledger.accounts import open_account  # noqa: E402
from tuppence.ledger.queries import statement  # noqa: E402
from tuppence.outbox.consumers import Consumer  # noqa: E402
from tuppence.outbox.facts import RecordedFact  # noqa: E402
from tuppence.outbox.relay import Relay  # noqa: E402

SHORT = 1_000
PAGES = 3_000
SECONDS = 1_000

_PAY = """
SELECT count(*) FROM ledger_post(
    ARRAY[gen_random_uuid()], ARRAY[gen_random_uuid()], NULL, NULL,
    array_fill(1, ARRAY[%(legs)s]), ARRAY(SELECT n::smallint FROM generate_series(1, %(legs)s) n),
    array_fill(1::smallint, ARRAY[%(legs)s]), array_fill(%(debit)s::bigint, ARRAY[%(legs)s]),
    array_fill(%(credit)s::bigint, ARRAY[%(legs)s]), array_fill(1::bigint, ARRAY[%(legs)s]),
    array_fill('INR'::text, ARRAY[%(legs)s]), NULL, NULL, NULL, NULL,
    '{}', '{}', '{}', '{}', NULL, %(at)s)
"""


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    measured = {"statement": read_statements, "relay": relay_facts}[sys.argv[1]]
    print(json.dumps(measured(int(sys.argv[2]))))


def read_statements(transfers: int) -> dict[str, float]:
    """Pages of both accounts by turns, so that a disturbance meets both."""
    now = utc_now()
    long = _account_with(transfers, now=now)
    short = _account_with(SHORT, now=now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE ledger_transfer")
    took: dict[int, list[float]] = {long: [], short: []}
    for _ in range(PAGES):
        for account, times in took.items():
            until = now + timedelta(seconds=random.uniform(100, SECONDS))
            began = time.perf_counter()
            page = statement(account, limit=50, until=until)
            times.append(1000 * (time.perf_counter() - began))
            if account == long and len(page.items) != 50:
                raise SystemExit("a page of the long statement is not full")
    return {
        "ratio": _quantile(took[long], 0.99) / _quantile(took[short], 0.99),
        "p50_ms": round(_quantile(took[long], 0.5), 2),
        "p99_ms": round(_quantile(took[long], 0.99), 2),
    }


def relay_facts(facts: int) -> dict[str, float]:
    """Writes facts like those of payments, and relays all there are."""
    relay = Relay([Consumer(name=f"bench{number}", batch=_nothing) for number in range(3)])
    relay.drain()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_fact (topic, version, key, payload, classification, subject)"
            " SELECT 'payment.succeeded', 1, 'pay_' || n, jsonb_build_object('journal', n,"
            " 'amount', 12500, 'unit', 'INR', 'from', 'wal_' || n, 'to', 'wal_' || n + 1),"
            " 'ledger', n"
            " FROM generate_series(1, %s) AS n",
            [facts],
        )
    took: list[float] = []
    began = time.perf_counter()
    idle = 0
    while idle < 2:
        step = time.perf_counter()
        idle = 0 if relay.step() else idle + 1
        took.append(1000 * (time.perf_counter() - step))
    return {
        "rate": facts / (time.perf_counter() - began),
        "p50_ms": round(_quantile(took, 0.5), 2),
        "p99_ms": round(_quantile(took, 0.99), 2),
    }


def _account_with(transfers: int, *, now: datetime) -> int:
    """An account with so many transfers, spread over `SECONDS`."""
    account = open_account(unit="INR", code="bench-statement", at=now, floor=None)
    other = open_account(unit="INR", code="bench-statement", at=now)
    with connection.cursor() as cursor:
        for second in range(SECONDS):
            at = now + timedelta(seconds=second)
            legs = transfers // SECONDS
            cursor.execute(_PAY, {"legs": legs, "debit": account, "credit": other, "at": at})
    return account


def _nothing(facts: Sequence[RecordedFact]) -> None:
    pass


def _quantile(values: list[float], part: float) -> float:
    return sorted(values)[int(part * (len(values) - 1))]


if __name__ == "__main__":
    main()
