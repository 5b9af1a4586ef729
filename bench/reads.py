"""The rows `statement` and `relay`: one process, the platform's own Python."""

import json
import subprocess
import sys
from dataclasses import dataclass

from bench import ledger, server


@dataclass(frozen=True)
class Statement:
    """Pages of the long statement against those of the short one, by their p99; and the long one's
    latency in milliseconds."""

    ratio: float
    p50_ms: float
    p99_ms: float


def statement(book: ledger.Ledger, *, transfers: int) -> Statement:
    """Pages of 50, at random places, of an account with so many transfers and one with 1,000."""
    result = _run(book, "statement", transfers)
    return Statement(result["ratio"], result["p50_ms"], result["p99_ms"])


def relay(book: ledger.Ledger, *, facts: int) -> ledger.Run:
    """Facts a second that the relay hands to three handlers which do nothing. A latency is that of
    one page of facts."""
    result = _run(book, "relay", facts)
    return ledger.Run(result["rate"], result["p50_ms"], result["p99_ms"])


def _run(book: ledger.Ledger, what: str, count: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.reader", what, str(count)],
        env=server.environment(book.cluster, database=book.database),
        cwd=server.ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    result: dict[str, float] = json.loads(done.stdout)
    return result
