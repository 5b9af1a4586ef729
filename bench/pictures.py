"""`make pictures`: the tables and pictures of docs/performance.md, from what was measured.

    python -m bench.pictures [LATEST] [SWEEP]

Reads bench/results/latest.json and sweep.json, or the files that are named; one that is not there
leaves what it would write alone. Pictures go to docs/pictures/, tables between their marks.
"""

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import report, server
from bench.svg import Panel, chart

PAGE = server.ROOT / "docs" / "performance.md"
PICTURES = server.ROOT / "docs" / "pictures"
SIZES = {0: "empty", 10**5: "100,000", 10**6: "1,000,000", 10**7: "10,000,000"}


def main() -> None:
    names = sys.argv[1:] or ["latest.json", "sweep.json"]
    found = [file for name in names if (file := _file(name)) is not None]
    if not found:
        sys.exit("nothing was measured yet: run `make bench` or `make sweep`")
    for file in found:
        result = json.loads(file.read_text())
        if "rows" in result:
            _replace("rows", rows(result))
        else:
            draw(result)
            _replace("sweep", sweep(result))
            _replace("archiving", archiving(result))
        print(f"{file.name} of {result['at']} is in {PAGE.relative_to(server.ROOT)}")


def rows(result: dict[str, Any]) -> str:
    """The table of rows, the machine, and what the table has no column for."""
    before, after = (round(one["tps"]) for one in result["yardstick"])
    lines = [
        f"{report.machine(result['machine'])}; pgbench {before:,} and {after:,} tps"
        f"{' (`QUICK=1`)' if result['quick'] else ''}:",
        "",
        "| Workload | Ratio | Must | Aim | A second | p50 ms | p99 ms |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in report.measured(result):
        row = result["rows"][name]
        unit = " B" if name == "bytes" else ""
        must = (
            f"{row['must']}, p99 < {row['p99_must_ms']} ms" if "p99_must_ms" in row else row["must"]
        )
        holds = report.met(name, row) and not report.too_late(row)
        shown = name if holds else f"{name} (does not hold)"
        rate = f"{row['rate']:,}" if row["rate"] else ""
        latency = (row["p50_ms"] or "", row["p99_ms"] or "")
        cells = (shown, f"{row['ratio']}{unit}", must, row["aim"], rate, *latency)
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join([*lines, "", *(f"- {line}" for line in report.details(result))])


def sweep(result: dict[str, Any]) -> str:
    """What the pictures show, in numbers."""
    lines = [
        f"{report.machine(result['machine'])}:",
        "",
        "| | | A second | p50 ms | p99 ms |",
        "|---|---|---|---|---|",
    ]
    for curve in ("callers", "connections", "skew", "size"):
        for point in result[curve]:
            at = SIZES[point["at"]] if curve == "size" else f"{point['at']:,}"
            for name, one in point.items():
                if name != "at":
                    cells = (f"{one['rate']:,}", one["p50_ms"], one["p99_ms"])
                    lines.append(f"| {curve} {at} | {name} | " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)


def archiving(result: dict[str, Any]) -> str:
    told = [
        f"`{name}` {one['on']:,} a second with it, {one['off']:,} without "
        f"({one['on'] / one['off'] - 1:+.0%})"
        for name, one in result["archiving"].items()
    ]
    return "; ".join(told) + "."


def draw(result: dict[str, Any]) -> None:
    for name, curve, along in (
        ("ledger-concurrency", "callers", "callers, one journal each at a time"),
        ("http-concurrency", "connections", "connections that pay"),
        ("skew", "skew", "Zipf's s of the accounts that pay (0: uniform)"),
        ("size", "size", "transfers in the ledger"),
    ):
        points = result[curve]
        at = [SIZES[p["at"]] if curve == "size" else f"{p['at']:g}" for p in points]
        panels = [_panel("a second", points, "rate"), _panel("p99, ms", points, "p99_ms")]
        text = chart(places=at, along=along, panels=panels)
        (PICTURES / f"bench-{name}.svg").write_text(text)


def _panel(title: str, points: Sequence[dict[str, Any]], figure: str) -> Panel:
    names = [name for name in points[0] if name != "at"]
    return Panel(title, {name: [point[name][figure] for point in points] for name in names})


def _file(name: str) -> Path | None:
    return next((f for f in (Path(name), report.RESULTS / name) if f.is_file()), None)


def _replace(part: str, text: str) -> None:
    """Puts text between the marks of a part of the page."""
    begin, end = f"<!-- {part}: written by `make pictures` -->", f"<!-- end of {part} -->"
    page = PAGE.read_text()
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not pattern.search(page):
        sys.exit(f"{PAGE} has no {begin}")
    PAGE.write_text(pattern.sub(lambda _: f"{begin}\n{text}\n{end}", page))


if __name__ == "__main__":
    main()
