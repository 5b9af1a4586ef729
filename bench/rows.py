"""Every row of the table, in one run on one server (`make bench`)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from bench import allowances, home, http, ledger, reads, server
from tuppence.stack.postgres import Cluster

Step = Callable[[str], None]
"""Is told what is being done."""

WORKER_MB = 200
"""What a web worker must stay below, in megabytes."""


@dataclass(frozen=True)
class Scale:
    """How long each workload runs, and how much is there."""

    seconds: int
    accounts: int
    transfers: int
    statement: int
    facts: int
    people: int
    users: int


FULL = Scale(
    20, 1_000_000, 10_000_000, statement=1_000_000, facts=300_000, people=1_000, users=2_000_000
)
QUICK = Scale(2, 100_000, 1_000_000, statement=100_000, facts=30_000, people=200, users=200_000)


def measure(cluster: Cluster, scale: Scale, step: Step) -> dict[str, Any]:
    """Every row. The yardstick runs before and after the workloads, and its mean is what counts,
    so that a machine that tires or is disturbed does so for both."""
    step("making the databases")
    with ThreadPoolExecutor(1) as beside:
        made = beside.submit(server.make_yardstick, cluster)
        ledger.make_template(cluster)
        book = ledger.make(cluster, database="tuppence")
    made.result()
    step("pgbench, before")
    before = server.yardstick(cluster, seconds=scale.seconds)
    rows, single = _ledger(book, scale, step)
    step("allowances")
    paid = allowances.measure(cluster, seconds=scale.seconds)
    # The row `batch` is still a rate.
    rows["allowances"] = row(paid, ratio=paid.rate / rows["batch"]["ratio"], must=0.5, aim=1.0)
    rows |= _reads(book, scale, step, single=single)
    step("http")
    with http.running(book) as web:
        [paid] = web.drive(
            seconds=scale.seconds, people=scale.people, connections=[http.CONNECTIONS]
        )
        step("http controls")
        [bound] = web.drive(
            seconds=scale.seconds, people=scale.people, connections=[http.CONNECTIONS], who="minors"
        )
    rows["size"], size = _size(cluster, scale, step)  # late: it fills the caches with its own
    step(f"home: seeding {scale.users:,} people")
    seen = home.measure(cluster, people=scale.users, seconds=scale.seconds)
    rows["home"] = _home(seen)
    step("pgbench, after")
    after = server.yardstick(cluster, seconds=scale.seconds)
    tps = (before["tps"] + after["tps"]) / 2
    for name, run in (("http", paid), ("http controls", bound)):
        rows[name] = row(run, ratio=run.rate, must=0.4, aim=1.0) | {"p99_must_ms": 100}
    for name in (
        "single",
        "batch",
        "http",
        "http controls",
    ):  # these are over the yardstick, known only now
        rows[name]["ratio"] = round(rows[name]["ratio"] / tps, 2)
    return {
        "machine": server.machine(),
        "yardstick_tps": round(tps),
        "yardstick": [before, after],
        "rows": rows,
        "size": size,
        "home": seen,
        "http": http_details(paid),
    }


def _ledger(book: ledger.Ledger, scale: Scale, step: Step) -> tuple[dict[str, Any], ledger.Run]:
    """Rows of the ledger, those over the yardstick still as rates; and the run `single`."""
    step("settling")
    book.settle(seconds=scale.seconds)
    size, transfers = book.size()
    step("batch")
    batch = book.batch(seconds=scale.seconds)
    step("skew")
    skew = book.batch(seconds=scale.seconds, zipf=2.0)
    step("single")
    single = book.single(seconds=scale.seconds)
    grown, more = book.size()
    each = (grown - size) / (more - transfers)
    rows = {
        "single": row(single, ratio=single.rate, must=1.5, aim=2.5),
        "batch": row(batch, ratio=batch.rate, must=4, aim=8),
        "skew": row(skew, ratio=skew.rate / batch.rate, must=0.9, aim=1.0),
        "bytes": row(None, ratio=each, must=450, aim=300) | {"ratio": round(each)},
    }
    return rows, single


def _reads(
    book: ledger.Ledger, scale: Scale, step: Step, *, single: ledger.Run
) -> dict[str, dict[str, Any]]:
    step("statement")
    pages = reads.statement(book, transfers=scale.statement)
    step("relay")
    relay = reads.relay(book, facts=scale.facts)
    return {
        "statement": row(None, ratio=pages.ratio, must=2.0, aim=1.2)
        | {"p50_ms": pages.p50_ms, "p99_ms": pages.p99_ms},
        "relay": row(relay, ratio=relay.rate / single.rate, must=1.0, aim=3.0),
    }


def _home(seen: dict[str, Any]) -> dict[str, Any]:
    """The row, over medians: a p99 of so few seconds is at the mercy of whatever else runs."""
    ratio = seen["full"]["p50_ms"] / seen["empty"]["p50_ms"]
    bound = {"p99_must_ms": 50, **seen["full"]}
    return row(None, ratio=ratio, must=1.5, aim=1.1) | bound


def _size(cluster: Cluster, scale: Scale, step: Step) -> tuple[dict[str, Any], dict[str, Any]]:
    """The row, which is the worse of two, and both. A full ledger and an empty one are measured by
    turns, each settled, with the same callers from equally many accounts."""
    step(f"size: entering {scale.transfers:,} transfers")
    books = {
        "full": ledger.make(
            cluster, database="full_ledger", accounts=scale.accounts, transfers=scale.transfers
        ),
        "empty": ledger.make(cluster, database="empty_ledger"),
    }
    step("size: settling")
    for book in books.values():
        book.settle(seconds=scale.seconds)
    both: dict[str, Any] = {"accounts": scale.accounts, "transfers": scale.transfers}
    full: dict[str, ledger.Run] = {}
    for name, drive in (("single", ledger.Ledger.single), ("batch", ledger.Ledger.batch)):
        step(f"size: {name}")
        empty = drive(books["empty"], seconds=scale.seconds)
        full[name] = drive(books["full"], seconds=scale.seconds)
        both[name] = {
            "ratio": round(full[name].rate / empty.rate, 2),
            "full": figures(full[name]),
            "empty": figures(empty),
        }
    for book in books.values():
        book.drop()
    worse = min(full, key=lambda name: both[name]["ratio"])
    return row(full[worse], ratio=both[worse]["ratio"], must=0.8, aim=1.0), both


def row(run: ledger.Run | None, *, ratio: float, must: float, aim: float) -> dict[str, Any]:
    return {"ratio": round(ratio, 2), "must": must, "aim": aim, **figures(run)}


def figures(run: ledger.Run | None) -> dict[str, Any]:
    """What a run did, rounded; nulls for a row that is no rate."""
    if run is None:
        return {"rate": None, "p50_ms": None, "p99_ms": None}
    return {
        "rate": round(run.rate),
        "p50_ms": round(run.p50_ms, 2),
        "p99_ms": round(run.p99_ms, 2),
    }


def http_details(run: http.Run) -> dict[str, Any]:
    """What else is worth knowing of the row `http`: the driver must not be what limits it."""
    return {
        "connections": http.CONNECTIONS,
        "workers": http.WORKERS,
        "driver": run.driver,
        "driver_busy": round(run.busy, 2),
        "driver_request_us": round(run.request_us),
        "worker_mb": round(run.worker_mb),
        "worker_must_mb": WORKER_MB,
    }
