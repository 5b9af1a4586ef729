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


def statement(bench: ledger.Bench) -> Statement:
    """Pages of 50, at random places, of an account with 1,000,000 transfers and one with 1,000."""
    result = _run(bench, "statement")
    return Statement(result["ratio"], result["p50_ms"], result["p99_ms"])


def relay(bench: ledger.Bench) -> ledger.Run:
    """Facts a second that the relay hands to three handlers which do nothing. A latency is that of
    one page of facts."""
    result = _run(bench, "relay")
    return ledger.Run(result["rate"], result["p50_ms"], result["p99_ms"])


def _run(bench: ledger.Bench, what: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.reader", what],
        env=ledger.environment(bench.cluster),
        cwd=server.ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    result: dict[str, float] = json.loads(done.stdout)
    return result
