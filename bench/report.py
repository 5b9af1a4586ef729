"""A run's results: kept in bench/results/, and shown as a table."""

import json
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import server

RESULTS = server.ROOT / "bench" / "results"
LESS_IS_BETTER = ("bytes", "statement", "home")
ORDER = (
    "single", "batch", "allowances", "skew", "size", "bytes", "statement", "relay", "http",
    "http controls", "home",
)  # fmt: skip


def keep(result: dict[str, Any], *, kind: str, quick: bool) -> dict[str, Any]:
    """Writes ``latest.json`` (or ``sweep.json``) and the same under the time of the run."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    result = result | {"quick": quick, "at": at}
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(result, indent=2) + "\n"
    (RESULTS / f"{kind}.json").write_text(text)
    (RESULTS / f"{at.replace(':', '')}-{kind}.json").write_text(text)
    return result


def measured(result: dict[str, Any]) -> list[str]:
    """The rows of a result, in their order: an older one has fewer."""
    return [name for name in ORDER if name in result["rows"]]


def met(name: str, row: dict[str, Any]) -> bool:
    """Whether a row's ratio is what it must be."""
    if name in LESS_IS_BETTER:
        return bool(row["ratio"] <= row["must"])
    return bool(row["ratio"] >= row["must"])


def too_late(row: dict[str, Any]) -> bool:
    """Whether a row has a bound on its p99 and misses it."""
    return bool("p99_must_ms" in row and row["p99_ms"] >= row["p99_must_ms"])


def show(console: Console, result: dict[str, Any]) -> None:
    console.print(machine(result["machine"]))
    before, after = result["yardstick"]
    console.print(
        f"pgbench TPC-B, scale 50, prepared, 16 clients: {result['yardstick_tps']:,} tps "
        f"({before['tps']:,.0f} before, {after['tps']:,.0f} after)"
        + (" (QUICK)" if result["quick"] else "")
    )
    table = Table("workload", "ratio", "must", "aim", "a second", "p50 ms", "p99 ms")
    for name in measured(result):
        one = result["rows"][name]
        table.add_row(
            name,
            _judged(f"{one['ratio']} {'B' if name == 'bytes' else 'x'}", good=met(name, one)),
            str(one["must"]),
            str(one["aim"]),
            f"{one['rate']:,}" if one["rate"] else "",
            str(one["p50_ms"] or ""),
            _p99(one),
        )
    console.print(table)
    for line in details(result):
        console.print(line)


def machine(known: dict[str, Any]) -> str:
    return (
        f"{known['cpu']}, {known['cores']} cores, {known['memory_gib']} GiB, {known['system']}, "
        f"{known['postgresql']}, Python {known['python']}"
    )


def details(result: dict[str, Any]) -> list[str]:
    """What the table has no column for: both sides of `size`, the web worker, the driver."""
    size, web = result["size"], result["http"]
    lines = [
        f"size: {name} {size[name]['ratio']} x, {size[name]['full']['rate']:,} a second with "
        f"{size['transfers']:,} transfers, {size[name]['empty']['rate']:,} when empty"
        for name in ("single", "batch")
    ]
    if home := result.get("home"):  # which older results do not have
        full, empty = home["full"], home["empty"]
        lines.append(
            f"home: p50 {full['p50_ms']} ms and p99 {full['p99_ms']} ms with {home['people']:,} "
            f"people, seeded in {home['seeding_seconds']} s; {empty['p50_ms']} and "
            f"{empty['p99_ms']} ms with the demo family alone"
        )
    missed = "" if web["worker_mb"] < web["worker_must_mb"] else ", which is MISSED"
    return [
        *lines,
        f"http: a web worker had at most {web['worker_mb']} MB (must: under "
        f"{web['worker_must_mb']} MB{missed})",
        f"http: the driver ({web['driver']}) took {web['driver_busy']:.0%} of a core, "
        f"{web['driver_request_us']} µs a request",
    ]


def _p99(row: dict[str, Any]) -> str:
    if row["p99_ms"] is None:
        return ""
    if (must := row.get("p99_must_ms")) is None:
        return str(row["p99_ms"])
    return _judged(f"{row['p99_ms']}", good=not too_late(row)) + f" (must: < {must})"


def _judged(text: str, *, good: bool) -> str:
    return f"[{'green' if good else 'red'}]{text}[/]"
