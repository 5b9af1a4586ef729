"""One process that pays allowances, as a worker does. It prints ``ready``, starts when a line
arrives on its standard input, and prints what it measured as a line of JSON, as bench.driver does.

    python -m bench.payday '{"seconds": 20}'
"""

import gc
import itertools
import json
import logging
import sys
import time

import django

django.setup()

# ruff: noqa: E402 (Django first)
import structlog

from tuppence.kernel.clock import utc_now
from tuppence.payments.allowances.operations.run import Ran, pay_due

WARM_UP = 1.5
"""Seconds before the clock runs, as in bench.driver."""


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    job = json.loads(sys.argv[1])
    gc.collect()
    gc.freeze()  # as config/celery.py does
    pages: list[tuple[float, int]] = []
    print("ready", flush=True)
    sys.stdin.readline()
    start = time.monotonic() + WARM_UP
    end: float = start + job["seconds"]

    def go_on(ran: Ran) -> bool:
        at = time.monotonic()
        pages.append((at, ran.paid))
        return at < end

    ran = pay_due(now=utc_now(), go_on=go_on)
    if ran.owed or ran.lapsed or ran.over:
        raise SystemExit(f"not only allowances that are paid: {ran}")
    counted = [page for page in pages if page[0] >= start]
    print(
        json.dumps(
            {
                "journals": counted[-1][1] - counted[0][1],
                "seconds": counted[-1][0] - counted[0][0],
                "ms": [
                    round(1000 * (later[0] - page[0]), 3)
                    for page, later in itertools.pairwise(counted)
                ],
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    main()
