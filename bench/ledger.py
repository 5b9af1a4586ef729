"""The ledger's rows: single, batch, skew, bytes."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass

from bench import server
from tuppence.stack.postgres import Cluster

ACCOUNTS = 100_000
BATCH = 500
FUNDS = 10**11


@dataclass(frozen=True)
class Run:
    """What a workload did: journals a second, and the latency of its calls in milliseconds."""

    rate: float
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True)
class Bench:
    """A migrated database with funded, limited accounts ``first`` .. ``first + ACCOUNTS - 1``."""

    cluster: Cluster
    first: int

    def drive(self, *, processes: int, callers: int, batch: int, seconds: int, skew: bool) -> Run:
        """Runs processes of callers side by side, all started at once."""
        command = [sys.executable, "-m", "bench.driver"]
        numbers = (callers, batch, seconds, int(skew), self.first, ACCOUNTS)
        drivers = [
            subprocess.Popen(
                [*command, *map(str, numbers)],
                env=environment(self.cluster),
                cwd=server.ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(processes)
        ]
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

    def size(self) -> tuple[int, int]:
        """Bytes of all the ledger's tables and indexes, and how many transfers they hold."""
        sql = (
            "VACUUM (ANALYZE) ledger_balance, ledger_limit; SELECT"
            " (SELECT sum(pg_total_relation_size(oid)) FROM pg_class"
            "  WHERE relname LIKE 'ledger\\_%' AND relkind = 'r') || ' ' ||"
            " (SELECT count(*) FROM ledger_transfer);"
        )
        total, transfers = query(self.cluster, sql).split()
        return int(total), int(transfers)


def environment(cluster: Cluster) -> dict[str, str]:
    return {
        name: value for name, value in os.environ.items() if not name.startswith("TUPPENCE_")
    } | {
        "TUPPENCE_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "tuppence.config.settings",
        "DATABASE_URL": cluster.url("tuppence"),
    }


def query(cluster: Cluster, sql: str) -> str:
    lines = [part for one in sql.split(";") if one.strip() for part in ("-c", one)]
    return server.run(cluster, "psql", "-X", "-q", "-A", "-t", *lines, database="tuppence").strip()


def migrate(cluster: Cluster) -> None:
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0"],
        env=environment(cluster),
        cwd=server.ROOT,
        check=True,
    )


def prepare(cluster: Cluster) -> Bench:
    """Migrates, opens the accounts, funds each by a transfer and gives each a daily limit."""
    server.run(cluster, "createdb", "tuppence")
    migrate(cluster)
    first = query(
        cluster,
        f"""
        SELECT min(id) FROM ledger_open_accounts(
            array_fill('INR'::text, ARRAY[{ACCOUNTS}]),
            array_fill('bench'::text, ARRAY[{ACCOUNTS}]),
            array_fill(0::bigint, ARRAY[{ACCOUNTS}]), array_fill(NULL::bigint, ARRAY[{ACCOUNTS}]),
            now()) AS id
        """,
    )
    bench = Bench(cluster, int(first))
    query(cluster, FUND.format(accounts=ACCOUNTS, first=first, funds=FUNDS))
    return bench


FUND = """
SELECT ledger_open_accounts(ARRAY['INR'], ARRAY['escrow'], ARRAY[NULL]::bigint[],
                            ARRAY[NULL]::bigint[], now());
SELECT count(*) FROM generate_series({first}, {first} + {accounts} - 1, 1000) AS start,
LATERAL ledger_post(
    ARRAY[gen_random_uuid()], ARRAY[gen_random_uuid()], NULL, NULL,
    array_fill(1, ARRAY[1000]), ARRAY(SELECT n::smallint FROM generate_series(1, 1000) n),
    array_fill(1::smallint, ARRAY[1000]),
    array_fill((SELECT max(id) FROM ledger_account), ARRAY[1000]),
    ARRAY(SELECT n FROM generate_series(start, start + 999) n),
    array_fill({funds}::bigint, ARRAY[1000]), array_fill('INR'::text, ARRAY[1000]),
    array_fill(NULL::bigint, ARRAY[1000]), array_fill(NULL::smallint, ARRAY[1000]),
    array_fill(NULL::timestamptz, ARRAY[1000]), array_fill(false, ARRAY[1000]),
    '{{}}', '{{}}', '{{}}', '{{}}', '{{}}');
SELECT count(ledger_set_limit(id, 'spend', 'day', 'sum', {funds}, 'Asia/Kolkata', NULL,
                              4::smallint, now()))
FROM ledger_account WHERE code = 'bench';
VACUUM (ANALYZE);
CHECKPOINT
"""
