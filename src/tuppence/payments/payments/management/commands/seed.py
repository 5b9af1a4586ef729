"""``seed``: a large made-up population, for measuring and for trying things out at size."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from tuppence.kernel.clock import utc_now
from tuppence.payments.payments.seed import SeedRefused, seed


class Command(BaseCommand):
    help = "Makes families, shops and months of payments, as the owner. Stopped, it goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--users", type=int, default=2_000_000)
        parser.add_argument("--payments", type=int, default=10_000_000)
        parser.add_argument(
            "--force", action="store_true", help="even where people live who are not made up"
        )

    def handle(self, *, users: int, payments: int, force: bool, **_: Any) -> None:
        if settings.ENVIRONMENT.mode == "production":
            raise CommandError("a production system gets no made-up people")
        bars = Bars(
            TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(),
            TimeElapsedColumn(), console=Console(stderr=True), disable=not sys.stderr.isatty(),
        )  # fmt: skip
        tasks: dict[str, Any] = {}
        try:
            with bars:
                for one in seed(users=users, payments=payments, now=utc_now(), force=force):
                    if one.what not in tasks:
                        tasks[one.what] = bars.add_task(one.what, total=one.total)
                    bars.update(tasks[one.what], completed=one.done)
        except SeedRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{users:,} people and {payments:,} payments are there")
