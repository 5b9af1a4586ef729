"""More callers than may wait: the surplus is told so at once, the others are answered soon.

How quick a machine is plays no part: the database makes no progress until the surplus has been
turned away. Had they to wait for it, they would wait for ever.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from tests.torture.customers import Customer
from tests.torture.platform import POST_QUEUE, Platform

CALLERS = 200
LONGEST_HOLD = 30.0
"""Seconds after which the database goes on although the surplus is still waiting: a failure."""
SLOWEST = 20.0
"""Seconds within which all who were taken on are answered once the database goes on: an order of
magnitude, no measurement."""


def overload(platform: Platform, crowd: Customer) -> str:
    """Raises AssertionError when too many wait, or those who may not wait do."""
    # In each worker: a batch at the database, and those that wait for the next.
    waiting = platform.workers * 2 * (POST_QUEUE + 1)
    answers: Counter[int] = Counter()
    begun = time.monotonic()
    turned_away = released = 0.0
    with _shop_held(platform, crowd.shops[0]) as release:
        for status in crowd.rush(CALLERS):
            answers[status] += 1
            if not released and answers[503] >= CALLERS - waiting:
                turned_away = time.monotonic() - begun
                released = time.monotonic()
                release.set()
    told = dict(answers)
    assert released, f"too many wait: {told}"
    assert turned_away < LONGEST_HOLD, f"the surplus had to wait: {told}"
    took = time.monotonic() - released
    assert took < SLOWEST, f"who was taken on waited {took:.1f} s: {told}"
    assert answers[201], f"nobody was taken on: {told}"
    assert answers[201] + answers[503] == CALLERS, f"some got another answer: {told}"
    return (
        f"{answers[503]} of {CALLERS} turned away while nothing moved, "
        f"{answers[201]} answered within {took:.1f} s of its moving on"
    )


@contextmanager
def _shop_held(platform: Platform, shop: str) -> Iterator[threading.Event]:
    """Nobody else can pay the shop until the event is set: its balance's row is locked."""
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with platform.connect() as connection:
            connection.execute(
                "SELECT 1 FROM ledger_balance JOIN wallets_wallet AS w USING (account_id)"
                " JOIN payments_merchant AS m ON m.wallet_id = w.id WHERE m.handle = %s"
                " FOR UPDATE OF ledger_balance",
                [shop],
            )
            held.set()
            release.wait(LONGEST_HOLD)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(10), "the shop could not be held"
    try:
        yield release
    finally:
        release.set()
        holder.join()
