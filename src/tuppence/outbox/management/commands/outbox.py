"""``outbox``: what an operator sees and does."""

import dataclasses
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tuppence.outbox import consumers, operations, queries


class Command(BaseCommand):
    help = "Shows how far consumers are, lists dead letters, and replays them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        status = verbs.add_parser("status", help="lag, retries and dead letters of each consumer")
        status.add_argument("--json", action="store_true")
        dead = verbs.add_parser("dead", help="list dead letters")
        dead.add_argument("consumer", nargs="?")
        dead.add_argument("--limit", type=int, default=100)
        replay = verbs.add_parser("replay", help="deliver again: one fact, or all dead letters")
        replay.add_argument("consumer")
        which = replay.add_mutually_exclusive_group(required=True)
        which.add_argument("--fact", type=int, metavar="ID")
        which.add_argument("--dead", action="store_true", help="all dead letters of the consumer")
        replay.add_argument(
            "--force", action="store_true", help="even if the fact was applied (it is, twice then)"
        )
        start = verbs.add_parser("start", help="give a declared consumer its starting point")
        start.add_argument("consumer")
        start.add_argument("--at", choices=("beginning", "now"), required=True)
        remove = verbs.add_parser("remove", help="forget a consumer that is declared no more")
        remove.add_argument("consumer")

    def handle(self, *, verb: str, **options: Any) -> None:
        try:
            getattr(self, f"_{verb}")(options)
        except (operations.ConsumerUnknown, operations.ReplayRefused) as error:
            raise CommandError(str(error)) from error

    def _status(self, options: dict[str, Any]) -> None:
        rows = queries.lag()
        if options["json"]:
            self.stdout.write(
                json.dumps([dataclasses.asdict(row) for row in rows], default=str, indent=2)
            )
            return
        declared = {consumer.name for consumer in consumers.declared()}
        self.stdout.write(f"{'consumer':<24}{'at':>12}{'behind':>10}{'seconds':>10}  open")
        for row in rows:
            note = "" if row.consumer in declared else "  not declared"
            self.stdout.write(
                f"{row.consumer:<24}{row.last_id:>12}{row.facts:>10}{row.seconds:>10.1f}"
                f"  {row.retrying} retrying, {row.dead} dead{note}"
            )
        for name in sorted(declared - {row.consumer for row in rows}):
            self.stdout.write(f"{name:<24}  not started: the relay starts it")

    def _dead(self, options: dict[str, Any]) -> None:
        for letter in queries.dead_letters(consumer=options["consumer"], limit=options["limit"]):
            self.stdout.write(
                f"{letter.consumer} fact {letter.fact_id}, {letter.attempts} attempts,"
                f" last {letter.updated_at:%Y-%m-%d %H:%M:%S}: {letter.last_error}"
            )

    def _replay(self, options: dict[str, Any]) -> None:
        consumer = options["consumer"]
        if options["dead"]:
            count = operations.replay_dead(consumer=consumer)
            self.stdout.write(f"{count} dead letters of {consumer} go out again")
            return
        operations.replay(consumer=consumer, fact_id=options["fact"], force=options["force"])
        self.stdout.write(f"fact {options['fact']} goes to {consumer} again")

    def _start(self, options: dict[str, Any]) -> None:
        name = options["consumer"]
        if name not in {consumer.name for consumer in consumers.declared()}:
            raise CommandError(f"{name} is not declared in tuppence.config.routes")
        if not operations.start(consumer=name, at=options["at"]):
            raise CommandError(f"{name} has started already; remove it first to start anew")
        self.stdout.write(f"{name} starts at {options['at']}")

    def _remove(self, options: dict[str, Any]) -> None:
        name = options["consumer"]
        if name in {consumer.name for consumer in consumers.declared()}:
            raise CommandError(f"{name} is declared in tuppence.config.routes: take it out first")
        operations.remove(consumer=name)
        self.stdout.write(f"{name} is forgotten")
