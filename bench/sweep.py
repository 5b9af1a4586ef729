"""The curves of docs/performance.md (`make sweep`), in some ten minutes: against callers,
connections, skew and size, and what it costs to archive the server's log."""

import shutil
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import http, ledger, server
from bench.rows import Step, figures
from tuppence.stack.postgres import Cluster

CALLERS = (1, 2, 4, 8, 16, 32, 64)
CONNECTIONS = (1, 4, 16, 64, 256)
SKEWS = (0.0, 0.5, 1.0, 1.5, 2.0)
PEOPLE = 500


@dataclass(frozen=True)
class Scale:
    """How long each point runs; and the sizes, in accounts and transfers."""

    seconds: int
    sizes: tuple[tuple[int, int], ...]


FULL = Scale(4, sizes=((100_000, 0), (100_000, 10**5), (100_000, 10**6), (1_000_000, 10**7)))
QUICK = Scale(2, sizes=((100_000, 0), (100_000, 10**5), (100_000, 10**6)))


def measure(cluster: Cluster, scale: Scale, step: Step) -> dict[str, Any]:
    """Each curve is a list of points: ``at`` and what was measured there."""
    step("making the databases")
    ledger.make_template(cluster)
    book = ledger.make(cluster, database="tuppence")
    book.settle(seconds=scale.seconds)
    curves: dict[str, Any] = {
        "machine": server.machine(),
        "callers": _callers(book, scale, step),
        "skew": _skew(book, scale, step),
        "connections": _connections(book, scale, step),
    }
    book.drop()
    curves["size"] = _sizes(cluster, scale, step)
    curves["archiving"] = _archiving(cluster, scale, step)
    return curves


def _callers(book: ledger.Ledger, scale: Scale, step: Step) -> list[dict[str, Any]]:
    points = []
    for callers in CALLERS:
        step(f"{callers} callers")
        run = book.single(seconds=scale.seconds, callers=callers)
        points.append({"at": callers, "single": figures(run)})
    return points


def _skew(book: ledger.Ledger, scale: Scale, step: Step) -> list[dict[str, Any]]:
    points = []
    for zipf in SKEWS:
        step(f"skew {zipf}")
        run = book.batch(seconds=scale.seconds, zipf=zipf)
        points.append({"at": zipf, "batch": figures(run)})
    return points


def _connections(book: ledger.Ledger, scale: Scale, step: Step) -> list[dict[str, Any]]:
    step(f"{', '.join(map(str, CONNECTIONS))} connections")
    with http.running(book) as web:
        runs = list(web.drive(seconds=scale.seconds, people=PEOPLE, connections=CONNECTIONS))
    return [
        {"at": connections, "http": figures(run)}
        for connections, run in zip(CONNECTIONS, runs, strict=True)
    ]


def _sizes(cluster: Cluster, scale: Scale, step: Step) -> list[dict[str, Any]]:
    points = []
    for accounts, transfers in scale.sizes:
        step(f"{transfers:,} transfers")
        book = ledger.make(
            cluster, database=f"size_{transfers}", accounts=accounts, transfers=transfers
        )
        book.settle(seconds=scale.seconds)
        points.append({"at": transfers, **_both(book, seconds=scale.seconds)})
        book.drop()
    return points


def _archiving(cluster: Cluster, scale: Scale, step: Step) -> dict[str, Any]:
    """The same without and with the log archived as `make up` does, by turns."""
    book = ledger.make(cluster, database="archived")
    folder = cluster.folder / "wal"
    runs: dict[str, list[dict[str, Any]]] = {"off": [], "on": []}
    for turn in ("off", "on", "off", "on"):
        step(f"archiving {turn}")
        server.restart(cluster, wal_archive=folder if turn == "on" else None)
        book.settle(seconds=scale.seconds)
        runs[turn].append(_both(book, seconds=scale.seconds))
    shutil.rmtree(folder, ignore_errors=True)
    return {
        name: {
            turn: round(sum(one[name]["rate"] for one in both) / len(both))
            for turn, both in runs.items()
        }
        for name in ("single", "batch")
    }


def _both(book: ledger.Ledger, *, seconds: int) -> dict[str, dict[str, Any]]:
    return {
        "single": figures(book.single(seconds=seconds)),
        "batch": figures(book.batch(seconds=seconds)),
    }


def show(console: Console, result: dict[str, Any]) -> None:
    for name in ("callers", "connections", "skew", "size"):
        table = Table(name, "workload", "a second", "p50 ms", "p99 ms")
        for point in result[name]:
            for workload, one in point.items():
                if workload != "at":
                    cells = (f"{one['rate']:,}", str(one["p50_ms"]), str(one["p99_ms"]))
                    table.add_row(f"{point['at']:,}", workload, *cells)
        console.print(table)
    for name, one in result["archiving"].items():
        console.print(f"archiving: {name} {one['on']:,} a second with, {one['off']:,} without")
