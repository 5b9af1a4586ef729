"""``verify``: whether the books agree with themselves, and with what was sealed of them.
Exit code 1 when they do not."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from tuppence.ledger import verify as ledger
from tuppence.ledger.verify import Check
from tuppence.seal import keys
from tuppence.seal import verify as seal
from tuppence.seal.note import Checkpoint, NoteInvalid, opened


class Command(BaseCommand):
    help = "Recomputes the books and their tree; names the first row of each kind that disagrees."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")
        parser.add_argument(
            "--checkpoint",
            type=Path,
            metavar="FILE",
            help="a signed checkpoint that was kept elsewhere: is it in today's history?",
        )

    def handle(self, *, json: bool, checkpoint: Path | None, **_: Any) -> None:
        checks = []
        kept = [] if checkpoint is None else [_opened(checkpoint)]
        if (given := keys.witness().last(keys.origin())) is not None:
            kept.append(given)
        bar = Progress(
            TextColumn("{task.description:<10}"), BarColumn(), TimeElapsedColumn(),
            console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty(),
        )  # fmt: skip
        task = bar.add_task("")

        def watch(name: str, done: int, total: int) -> None:
            bar.update(task, description=name, completed=done, total=total)

        with bar:
            for check in chain(
                ledger.verify(watch=watch), seal.verify(watch=watch, kept=kept), seal.more()
            ):
                checks.append(check)
                if not json:
                    self.stdout.write(_line(check))
        ok = all(check.disagreement is None for check in checks)
        if json:
            self.stdout.write(_document(checks, ok=ok))
        if not ok:
            raise SystemExit(1)


def _opened(file: Path) -> Checkpoint:
    try:
        return opened(file.read_text(encoding="utf-8"), keys.trusted())
    except (OSError, UnicodeError, NoteInvalid) as error:
        raise CommandError(f"{file} is no checkpoint of ours: {error}") from error


def _line(check: Check) -> str:
    told = f"{check.name:<10} {check.meaning:<58} {check.count:>12,} {check.seconds:>8.2f} s"
    if check.disagreement is None:
        return f"{told}  ok"
    wrong = check.disagreement
    return (
        f"{told}  WRONG\n  {wrong.row}\n    expected {wrong.expected}\n    found    {wrong.found}"
    )


def _document(checks: list[Check], *, ok: bool) -> str:
    return json.dumps({"ok": ok, "checks": [asdict(check) for check in checks]}, indent=2)
