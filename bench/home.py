"""The row `home`: the demo guardian's first screen among two million people, over that in a
database where there is nobody else."""

import http.client
import json
import subprocess
import sys
import time
from typing import Any

from bench import http as web_server
from bench import ledger, server
from tuppence.stack.postgres import Cluster

PATH = "/v1/home"
WARM_UP = 1.5
"""Seconds until both workers have answered for a while."""
TURN = 1.0
"""Seconds that each is asked for by turns, so that a disturbance meets both."""
EACH = 10
"""People for each payment: some history, though the ledger's own size is another row."""
SETTINGS = {"TUPPENCE_RATE_LIMIT": "10000000"}
"""Of one person, who here asks as fast as they are answered."""


class Visitor:
    """Someone signed in who asks over one connection, again as soon as they are answered, so that
    nothing waits for anything else. ``took``: milliseconds."""

    def __init__(self, web: web_server.Web) -> None:
        token = web.run([sys.executable, "-m", "bench.visitor"]).strip()
        self.headers = {"Authorization": f"Bearer {token}"}
        self.connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=30)
        self.took: list[float] = []

    def ask(self, *, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (began := time.monotonic()) < end:
            self.connection.request("GET", PATH, headers=self.headers)
            answer = self.connection.getresponse()
            body = answer.read()
            self.took.append(1000 * (time.monotonic() - began))
            if answer.status != 200:
                raise SystemExit(f"no answer: {answer.status} {body[:500]!r}")
        shown = json.loads(body)
        if len(shown["children"]) != 2 or len(shown["payments"]) != 10:
            raise SystemExit(f"not the demo family's home: {body[:500]!r}")

    def quantiles(self) -> dict[str, float]:
        took = sorted(self.took)
        p50, p99 = took[len(took) // 2], took[len(took) * 99 // 100]
        return {"p50_ms": round(p50, 2), "p99_ms": round(p99, 2)}


def measure(cluster: Cluster, *, people: int, seconds: int) -> dict[str, Any]:
    """Both databases' figures, and how long it took to seed the people."""
    empty, full = _made(cluster, "home_empty"), _made(cluster, "home_full")
    began = time.monotonic()
    _seed(full, people)
    seeding = time.monotonic() - began
    with (
        web_server.running(empty, settings=SETTINGS) as web_of_empty,
        web_server.running(full, settings=SETTINGS) as web_of_full,
    ):
        visitors = []
        for book, web in ((empty, web_of_empty), (full, web_of_full)):
            web.run([sys.executable, "-m", "django", "seed_demo"])
            with server.connect(cluster, database=book.database) as connection:
                connection.execute("VACUUM (ANALYZE)")
                connection.execute("CHECKPOINT")
            visitors.append(Visitor(web))
        for visitor in visitors:
            visitor.ask(seconds=WARM_UP)
            visitor.took.clear()
        for _ in range(round(seconds / TURN)):
            for visitor in visitors:
                visitor.ask(seconds=TURN)
    for book in (empty, full):
        book.drop()
    of_empty, of_full = (visitor.quantiles() for visitor in visitors)
    return {
        "people": people,
        "seeding_seconds": round(seeding),
        "full": of_full,
        "empty": of_empty,
    }


def _made(cluster: Cluster, name: str) -> ledger.Ledger:
    server.execute(cluster, f"CREATE DATABASE {name} TEMPLATE {ledger.TEMPLATE}")
    return ledger.Ledger(cluster, name, first=0, accounts=0)


def _seed(book: ledger.Ledger, people: int) -> None:
    words = ["seed", "--users", str(people), "--payments", str(people // EACH)]
    subprocess.run(
        [sys.executable, "-m", "django", *words],
        env=server.environment(book.cluster, database=book.database),
        cwd=server.ROOT,
        stdout=subprocess.DEVNULL,
        check=True,
    )
