"""Ledgers that are measured, each a database of its own, and callers that post to them."""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from bench import preload, server
from tuppence.stack.postgres import Cluster

ACCOUNTS = 100_000
"""How many accounts take part in a workload, however many there are."""
BATCH = 500
TEMPLATE = "migrated"


@dataclass(frozen=True)
class Run:
    """What a workload did: journals a second, and the latency of its calls in milliseconds."""

    rate: float
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True)
class Ledger:
    """A migrated database with limited accounts ``first`` .. ``first + accounts - 1``."""

    cluster: Cluster
    database: str
    first: int
    accounts: int

    def single(self, *, seconds: int, callers: int = 16) -> Run:
        """Callers with one journal each at a time, as requests of two web workers."""
        processes = min(callers, 2)
        return self._drive(processes, callers // processes, 1, seconds=seconds)

    def batch(self, *, seconds: int, zipf: float = 0.0) -> Run:
        """Two callers with 500 journals a call."""
        return self._drive(2, 1, BATCH, seconds=seconds, zipf=zipf)

    def settle(self, *, seconds: int) -> None:
        """Posts until caches are warm and pages are in the log whole since the last checkpoint, and
        lets the planner know."""
        self.batch(seconds=seconds)
        server.execute(self.cluster, "VACUUM (ANALYZE)", database=self.database)

    def _drive(
        self, processes: int, callers: int, batch: int, *, seconds: int, zipf: float = 0.0
    ) -> Run:
        """Runs processes of callers side by side."""
        # Callers draw from equally many accounts in every ledger, or those of a larger one would
        # meet less often; they are strewn over it, or they would find all they need on few pages.
        count = min(ACCOUNTS, self.accounts)
        job = {
            "callers": callers, "batch": batch, "seconds": seconds, "zipf": zipf,
            "first": self.first, "count": count, "apart": self.accounts // count,
        }  # fmt: skip
        return self.side_by_side("bench.driver", job, processes=processes, seconds=seconds)

    def side_by_side(
        self, module: str, job: dict[str, Any], *, processes: int, seconds: int
    ) -> Run:
        """Runs processes of a module that does as bench.driver does, all started at once."""
        drivers = [
            subprocess.Popen(
                [sys.executable, "-m", module, json.dumps(job)],
                env=server.environment(self.cluster, database=self.database),
                cwd=server.ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(processes)
        ]
        try:
            return _measured(drivers, seconds=seconds)
        finally:
            for driver in drivers:
                driver.kill()
                driver.wait()

    def size(self) -> tuple[int, int]:
        """Bytes of all the ledger's tables and indexes, and how many transfers they hold."""
        for table in ("ledger_balance", "ledger_limit"):
            server.execute(self.cluster, f"VACUUM (ANALYZE) {table}", database=self.database)
        [row] = server.execute(
            self.cluster,
            "SELECT (SELECT sum(pg_total_relation_size(oid)) FROM pg_class"
            r"  WHERE relname LIKE 'ledger\_%' AND relkind = 'r'),"
            " (SELECT count(*) FROM ledger_transfer)",
            database=self.database,
        )
        return int(row[0]), int(row[1])

    def drop(self) -> None:
        server.execute(self.cluster, f"DROP DATABASE {self.database} WITH (FORCE)")


def _measured(drivers: list["subprocess.Popen[str]"], *, seconds: int) -> Run:
    for driver in drivers:
        if driver.stdout is None or driver.stdout.readline() != "ready\n":
            raise SystemExit("a benchmark driver did not start")
    for driver in drivers:
        if driver.stdin is not None:
            driver.stdin.write("go\n")
            driver.stdin.flush()
    results = [json.loads(driver.communicate(timeout=seconds + 60)[0]) for driver in drivers]
    took = sorted(ms for result in results for ms in result["ms"])
    return Run(
        rate=sum(result["journals"] / result["seconds"] for result in results),
        p50_ms=took[len(took) // 2],
        p99_ms=took[len(took) * 99 // 100],
    )


def make_template(cluster: Cluster) -> None:
    """A migrated database that `make` copies."""
    server.execute(cluster, f"CREATE DATABASE {TEMPLATE}")
    server.migrate(cluster, database=TEMPLATE)


def make(
    cluster: Cluster, *, database: str, accounts: int = ACCOUNTS, transfers: int = 0
) -> Ledger:
    """A ledger with so many accounts and transfers in it, all on the disk."""
    server.execute(cluster, f"CREATE DATABASE {database} TEMPLATE {TEMPLATE}")
    with server.connect(cluster, database=database) as connection:
        first = preload.accounts(connection, accounts)
        preload.history(
            cluster, database=database, first=first, accounts=accounts, transfers=transfers
        )
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")
    return Ledger(cluster, database, first, accounts)
