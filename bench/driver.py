"""One process of callers. Prints ``ready``, starts when a line arrives on its standard input, and
prints what it measured as one line of JSON.

    python -m bench.driver '{"callers": 8, "batch": 1, "seconds": 20, "zipf": 0,
                             "first": 1, "count": 100000, "apart": 1}'

``count`` accounts take part, ``apart`` from each other in their ids, from ``first`` on; those that
pay are drawn by Zipf's law, uniformly when ``zipf`` is 0. It stops by itself.

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


def picker(count: int, *, zipf: float, source: random.Random) -> Callable[[], int]:
    """Draws numbers from 0: uniformly, or by Zipf's law (with s = 2.0 the first is drawn 61% of the
    time)."""
    if not zipf:
        return lambda: int(count * source.random())
    weights = list(itertools.accumulate(rank**-zipf for rank in range(1, count + 1)))
    return lambda: bisect_left(weights, source.random() * weights[-1])


def journal(debit: int, credit: int, *, key: str) -> Journal:
    """Two accounts, an idempotency key, one daily limit."""
    return Journal(
        key=Key(scope="bench", value=key, request="bench"),
        legs=(Transfer(debit=debit, credit=credit, amount=AMOUNT, unit="INR"),),
        charges=(Charge(account=debit, scope="spend", amount=AMOUNT),),
    )


def main() -> None:
    job = json.loads(sys.argv[1])
    batch, count = job["batch"], job["count"]
    source = random.Random()
    payer = picker(count, zipf=job["zipf"], source=source)
    gatherer: Gatherer[Journal, Outcome] = Gatherer(
        post, max_batch=500, max_waiting=1000, commits=True
    )
    took: list[float] = []
    run, serial = str(uuid.uuid4()), itertools.count()

    def account(number: int) -> int:
        return int(job["first"] + job["apart"] * number)

    def pair() -> Journal:
        pays, paid = payer(), int(count * source.random())
        paid = paid if paid != pays else (pays + 1) % count
        return journal(account(pays), account(paid), key=f"{run}-{next(serial)}")

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
    end = start + job["seconds"]
    gevent.joinall([gevent.spawn(caller) for _ in range(job["callers"])], raise_error=True)
    print(
        json.dumps({"journals": len(took) * batch, "seconds": time.monotonic() - start, "ms": [
            round(1000 * one, 3) for one in took]}),
        flush=True,
    )  # fmt: skip


if __name__ == "__main__":
    main()
