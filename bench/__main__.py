"""`make bench`: prints the table and writes bench/results/latest.json. Asserts no time.

QUICK=1 runs each workload for a tenth of the time.
"""

import json
import os
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import http, ledger, reads, server

SECONDS = 20


def main() -> None:
    quick = os.environ.get("QUICK", "") not in ("", "0")
    seconds = max(SECONDS // 10, 2) if quick else SECONDS
    console = Console(width=100)
    with server.running() as cluster:
        with console.status("making 100,000 accounts and pgbench's tables"):
            server.make_yardstick(cluster)
            bench = ledger.prepare(cluster)
        with console.status("running"):
            result = measure(bench, seconds=seconds)
    result |= {"quick": quick, "at": datetime.now(UTC).isoformat(timespec="seconds")}
    show(console, result)
    folder = server.ROOT / "bench" / "results"
    folder.mkdir(exist_ok=True)
    text = json.dumps(result, indent=2) + "\n"
    (folder / "latest.json").write_text(text)
    (folder / f"{result['at'].replace(':', '')}.json").write_text(text)


def measure(bench: ledger.Bench, *, seconds: int) -> dict[str, Any]:
    """Every row. The yardstick runs before and after the workloads, and its mean is what counts,
    so that a machine that tires or is disturbed does so for both."""
    before = server.yardstick(bench.cluster, seconds=seconds)
    bench.drive(processes=2, callers=1, batch=ledger.BATCH, seconds=seconds, skew=False)  # settle
    size, transfers = bench.size()
    batch = bench.drive(processes=2, callers=1, batch=ledger.BATCH, seconds=seconds, skew=False)
    skew = bench.drive(processes=2, callers=1, batch=ledger.BATCH, seconds=seconds, skew=True)
    single = bench.drive(processes=2, callers=8, batch=1, seconds=seconds, skew=False)
    grown, more = bench.size()
    statement = reads.statement(bench)
    relay = reads.relay(bench)
    with http.running(bench.cluster) as web:
        paid = web.drive(seconds=seconds)
    after = server.yardstick(bench.cluster, seconds=seconds)
    tps = (before["tps"] + after["tps"]) / 2
    return {
        "machine": server.machine(),
        "yardstick_tps": round(tps),
        "yardstick_mean_ms": round((before["mean_ms"] + after["mean_ms"]) / 2, 2),
        "rows": {
            "single": row(single, ratio=single.rate / tps, must=1.5, aim=2.5),
            "batch": row(batch, ratio=batch.rate / tps, must=4, aim=8),
            "skew": row(skew, ratio=skew.rate / batch.rate, must=0.9, aim=1.0),
            "bytes": {
                "ratio": round((grown - size) / (more - transfers)), "must": 450, "aim": 300,
                "rate": None, "p50_ms": None, "p99_ms": None,
            },
            "statement": {
                "ratio": round(statement.ratio, 2), "must": 2.0, "aim": 1.2, "rate": None,
                "p50_ms": statement.p50_ms, "p99_ms": statement.p99_ms,
            },
            "relay": row(relay, ratio=relay.rate / single.rate, must=1.0, aim=3.0),
            "http": row(paid, ratio=paid.rate / tps, must=0.4, aim=1.0),
        },
        "http": {
            "worker_mib": round(paid.memory), "driver": "bench.http_driver",
            "driver_busy": round(paid.busy, 2), "connections": http.CONNECTIONS,
        },
    }  # fmt: skip


def row(run: ledger.Run, *, ratio: float, must: float, aim: float) -> dict[str, Any]:
    return {
        "ratio": round(ratio, 2),
        "must": must,
        "aim": aim,
        "rate": round(run.rate),
        "p50_ms": round(run.p50_ms, 2),
        "p99_ms": round(run.p99_ms, 2),
    }


def show(console: Console, result: dict[str, Any]) -> None:
    machine = result["machine"]
    console.print(f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB")
    console.print(f"{machine['postgresql']}, Python {machine['python']}, {machine['system']}")
    console.print(
        f"pgbench TPC-B, scale 50, prepared, 16 clients: {result['yardstick_tps']:,} tps, "
        f"mean {result['yardstick_mean_ms']} ms" + (" (QUICK)" if result["quick"] else "")
    )
    table = Table("workload", "ratio", "must", "aim", "a second", "p50 ms", "p99 ms")
    for name, one in result["rows"].items():
        less_is_better = name in ("bytes", "statement")
        met = one["ratio"] <= one["must"] if less_is_better else one["ratio"] >= one["must"]
        table.add_row(
            name,
            f"[{'green' if met else 'red'}]{one['ratio']}[/]" + (" B" if name == "bytes" else " x"),
            str(one["must"]),
            str(one["aim"]),
            f"{one['rate']:,}" if one["rate"] else "",
            str(one["p50_ms"] or ""),
            str(one["p99_ms"] or ""),
        )
    console.print(table)


if __name__ == "__main__":
    main()
