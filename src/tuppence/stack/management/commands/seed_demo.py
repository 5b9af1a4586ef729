"""``manage seed_demo``: the demo family, once; answers JSON with its log-ins."""

import json
from argparse import ArgumentParser
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tuppence.kernel.clock import utc_now
from tuppence.payments.asks import demo as asks
from tuppence.payments.chores import demo as chores
from tuppence.payments.gifts import demo as gifts
from tuppence.payments.goals import demo as goals
from tuppence.payments.payments import demo

CHAPTERS: Final = (chores.chapter, goals.chapter, gifts.chapter, asks.chapter)
"""What rooms above the payments add to the family's story."""


class Command(BaseCommand):
    help = "Makes the demo family with four months of history, unless it is there (demo mode only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=2026, help="which story is told")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENVIRONMENT.mode == "production":
            raise CommandError("a production system gets no demo family")
        seeded = demo.seed(now=utc_now(), seed=options["seed"], chapters=CHAPTERS)
        logins = [
            {"name": someone.name, "role": someone.role, "phone": someone.phone}
            for someone in demo.PEOPLE
        ]
        self.stdout.write(json.dumps({"seeded": seeded, "logins": logins}))
