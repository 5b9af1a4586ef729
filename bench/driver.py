"""One process of callers. Prints ``ready``, starts when a line arrives on its standard input, and
prints what it measured as one line of JSON.

    python -m bench.driver CALLERS BATCH SECONDS SKEW FIRST_ACCOUNT ACCOUNTS

With one journal a call the callers are greenlets that share a `Gatherer`, as requests of a web
worker do; with more, each is a loop that posts whole batches.
"""

# ruff: noqa: E402 - gevent must come before what it patches
from gevent import monkey

monkey.patch_all()

import itertools
import json
import random
import sys
import time
import uuid
from bisect import bisect_left
from collections.abc import Callable, Sequence

import django
import gevent

django.setup()

from tuppence.edge.gather import Gatherer
from tuppence.ledger.journals import Charge, Journal, Key, Outcome, Transfer
from tuppence.ledger.posting import post

AMOUNT = 100
WARM_UP = 1.5
"""Seconds before the clock runs, in which every connection is opened and its statements planned."""
ZIPF = 2.0


def picker(first: int, count: int, *, skew: bool, source: random.Random) -> Callable[[], int]:
    """Draws accounts uniformly, or by Zipf's law with s = 2.0 (rank 1 is drawn 61% of the time)."""
    if not skew:
        return lambda: first + int(count * source.random())
    weights = list(itertools.accumulate(rank**-ZIPF for rank in range(1, count + 1)))
    return lambda: first + bisect_left(weights, source.random() * weights[-1])


def journal(debit: int, credit: int, *, key: str) -> Journal:
    """Two accounts, an idempotency key, one daily limit."""
    return Journal(
        key=Key(scope="bench", value=key, request="bench"),
        legs=(Transfer(debit=debit, credit=credit, amount=AMOUNT, unit="INR"),),
        charges=(Charge(account=debit, scope="spend", amount=AMOUNT),),
    )


def main() -> None:
    callers, batch, seconds, skew, first, count = (int(part) for part in sys.argv[1:7])
    source = random.Random()
    debit = picker(first, count, skew=bool(skew), source=source)
    gatherer: Gatherer[Journal, Outcome] = Gatherer(
        post, max_batch=500, max_waiting=1000, commits=True
    )
    took: list[float] = []
    run, serial = str(uuid.uuid4()), itertools.count()

    def credit(other: int) -> int:
        chosen = first + int(count * source.random())
        return chosen if chosen != other else first + (chosen - first + 1) % count

    def pair() -> Journal:
        chosen = debit()
        return journal(chosen, credit(chosen), key=f"{run}-{next(serial)}")

    def call() -> Sequence[Outcome]:
        return [gatherer.submit(pair())] if batch == 1 else post([pair() for _ in range(batch)])

    def caller() -> None:
        while (began := time.monotonic()) < end:
            outcomes = call()
            if began >= start:
                took.append(time.monotonic() - began)
            if not all(outcome.posted for outcome in outcomes):
                raise SystemExit(f"a journal was refused: {outcomes[0]}")

    print("ready", flush=True)
    sys.stdin.readline()
    start = time.monotonic() + WARM_UP
    end = start + seconds
    gevent.joinall([gevent.spawn(caller) for _ in range(callers)], raise_error=True)
    print(
        json.dumps({"journals": len(took) * batch, "seconds": time.monotonic() - start, "ms": [
            round(1000 * one, 3) for one in took]}),
        flush=True,
    )  # fmt: skip


if __name__ == "__main__":
    main()
