"""``relay``: the process that delivers facts to consumers."""

import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tuppence.outbox import consumers
from tuppence.outbox.relay import Relay


class Command(BaseCommand):
    help = "Delivers committed facts to their consumers until it is told to stop (SIGTERM, Ctrl-C)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--consumer",
            action="append",
            metavar="NAME",
            help="serve only this consumer (may be repeated), as one that is slow may have its own",
        )
        parser.add_argument(
            "--drain", action="store_true", help="deliver what is there now, then end"
        )

    def handle(self, *, consumer: list[str] | None, drain: bool, **_: Any) -> None:
        known = {each.name: each for each in consumers.declared()}
        unknown = sorted(set(consumer or ()) - set(known))
        if unknown:
            raise CommandError(f"not declared: {', '.join(unknown)} (there are {sorted(known)})")
        relay = Relay(known[name] for name in (consumer or known))
        if drain:
            relay.drain()
            return
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        relay.run(stop)
