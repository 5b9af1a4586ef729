"""What is measured of requests that gather into batches for the ledger. Names: docs/metrics.md."""

from prometheus_client import Counter, Gauge, Histogram

SIZE = Histogram(
    "tuppence_ledger_batch_size",
    "Requests posted in one statement",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 250, 500, 1000),
)
WAIT = Histogram(
    "tuppence_ledger_batch_wait_seconds",
    "How long the longest waiting request of a batch waited before it was sent",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
STATEMENT = Histogram(
    "tuppence_ledger_statement_seconds",
    "How long the statement of a batch took, its commit and the wait for a connection with it",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
WAITING = Gauge(
    "tuppence_ledger_waiting",
    "Requests that gathered while the last batch was posted, and are the next",
    multiprocess_mode="livesum",
)
REFUSED = Counter(
    "tuppence_ledger_queue_full_total",
    "Requests that were sent away because too many waited",
)
