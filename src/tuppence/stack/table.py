"""`tuppence stack`: the live table of systems, each with what a real probe found, and its time."""

import json
import sys
import time
from dataclasses import asdict, dataclass

from rich.table import Table

from tuppence.stack.display import OUT
from tuppence.stack.installation import Installation
from tuppence.stack.probes import Probe, every

EVERYTHING_WORKS, SOMETHING_DOES_NOT = 0, 1


@dataclass(frozen=True, slots=True)
class Row:
    """``result`` says what was found, or why not; ``ms`` how long the probe took."""

    system: str
    engine: str
    where: str
    works: bool
    result: str
    ms: float


def table(chosen: Installation, *, as_json: bool) -> int:
    """Probes every system and prints what it found; gives the command's exit code."""
    rows = [_tried(probe) for probe in every(chosen)]
    if as_json:
        sys.stdout.write(json.dumps([asdict(row) for row in rows], indent=2) + "\n")
    else:
        _show(rows)
    return EVERYTHING_WORKS if all(row.works for row in rows) else SOMETHING_DOES_NOT


def _tried(probe: Probe) -> Row:
    begun = time.perf_counter()
    try:
        result, works = probe.run(), True
    except Exception as error:
        # Whatever one system does, the others are still probed.
        result, works = f"{type(error).__name__}: {error}".splitlines()[0], False
    ms = round((time.perf_counter() - begun) * 1000, 1)
    return Row(probe.system, probe.engine, probe.where, works, result, ms)


def _show(rows: list[Row]) -> None:
    shown = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("system", "engine", "where", "", "result"):
        shown.add_column(column)
    shown.add_column("ms", justify="right")
    for row in rows:
        mark = "[green]✓[/green]" if row.works else "[red]✗[/red]"
        shown.add_row(row.system, row.engine, row.where, mark, row.result, f"{row.ms:.0f}")
    OUT.print(shown)
