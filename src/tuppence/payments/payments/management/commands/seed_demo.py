"""``manage seed_demo``: the demo family and console, once; answers JSON with the log-ins."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.crypto import salted_hmac

from tuppence.audit import roles
from tuppence.kernel.clock import utc_now
from tuppence.payments.payments import demo


class Command(BaseCommand):
    help = "Makes the demo family with four months of history, unless it is there (demo mode only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=2026, help="which story is told")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENVIRONMENT.mode == "production":
            raise CommandError("a production system gets no demo family")
        # Made of this installation's own secret: the same at every start, and nobody else's.
        password = salted_hmac("tuppence.demo", "operators").hexdigest()[:16]
        with transaction.atomic():
            seeded = demo.seed(now=utc_now(), seed=options["seed"])
            if seeded:
                roles.create_operators(password)
        logins = [
            {"name": someone.name, "role": someone.role, "phone": someone.phone}
            for someone in demo.PEOPLE
        ] + [{"name": role, "role": "console", "password": password} for role in roles.ROLES]
        self.stdout.write(json.dumps({"seeded": seeded, "logins": logins}))
