"""What is measured when somebody asks: of the systems that all processes share.

Each part is looked at by itself, so that the one that is away does not hide the others.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from redis import Redis
from redis.exceptions import RedisError

from tuppence.kernel.clock import utc_now
from tuppence.outbox import queries
from tuppence.stack.backups import Backups
from tuppence.stack.tasks import HEARTBEAT, VERIFIED

log = structlog.get_logger(__name__)

Families = Iterator[GaugeMetricFamily]
TASKS = "celery"
"""The list in Redis in which Celery's tasks wait."""


_SEAL_LAG = """
    SELECT CASE WHEN (SELECT max(id) FROM ledger_journal) > ends.journal
                  OR ends.size > coalesce(signed.size, 0)
                THEN extract(epoch FROM clock_timestamp() - coalesce(signed.at, '-infinity'))
                ELSE 0 END
      FROM seal_end() AS ends
      LEFT JOIN LATERAL (
        SELECT size, at FROM seal_checkpoint ORDER BY size DESC LIMIT 1
      ) AS signed ON true
"""
_MONTHS_AHEAD = r"""
    SELECT min(months) FROM (
        SELECT count(*) FILTER (WHERE relname > ledger_month_name(now())) AS months
          FROM pg_inherits JOIN pg_class ON oid = inhrelid
         WHERE inhparent = 'ledger_transfer'::regclass
        UNION ALL
        SELECT count(*) FILTER (WHERE relname > outbox_month_name(now()) AND relname ~ '\d$')
          FROM pg_inherits JOIN pg_class ON oid = inhrelid
         WHERE inhparent = 'outbox_fact'::regclass
    ) AS ahead
"""


class Shared(Collector):
    """A collector for `prometheus_client`; made for one answer."""

    def collect(self) -> Families:
        up = GaugeMetricFamily("tuppence_up", "Whether a part answers", labels=["part"])
        for part, look in (("database", _database), ("redis", _redis)):
            families = _looked(look)
            up.add_metric([part], float(families is not None))
            yield from families or ()
        yield up
        yield from _disk()
        yield from _backups(utc_now())


def _looked(look: Callable[[], Families]) -> list[GaugeMetricFamily] | None:
    try:
        return list(look())
    except (DatabaseError, RedisError) as error:
        log.warning("measure_failed", error=str(error))
        return None


def _database() -> Families:
    seconds = _by_consumer("lag_seconds", "Age of the oldest fact not yet handed to a consumer")
    facts = _by_consumer("lag_facts", "Facts not yet handed to a consumer")
    retrying = _by_consumer("retrying", "Facts that a consumer failed on, to be tried again")
    dead = _by_consumer("dead", "Facts that a consumer failed on for good")
    for row in queries.lag():
        for family, value in (
            (seconds, row.seconds),
            (facts, row.facts),
            (retrying, row.retrying),
            (dead, row.dead),
        ):
            family.add_metric([row.consumer], value)
    yield from (seconds, facts, retrying, dead)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_archiver"
            " WHERE last_failed_time > coalesce(last_archived_time, '-infinity')"
        )
        [failing] = cursor.fetchone()
        cursor.execute(_SEAL_LAG)
        [behind] = cursor.fetchone()
        cursor.execute(_MONTHS_AHEAD)
        [ahead] = cursor.fetchone()
    yield _one("archive_failing", "Whether PostgreSQL's log could not be archived", failing)
    yield _one("seal_lag_seconds", "Since the last signed root, when journals wait for one", behind)
    yield _one(
        "months_ahead", "Months after this one that transfers and facts have tables for", ahead
    )


def _by_consumer(name: str, meaning: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"tuppence_relay_{name}", meaning, labels=["consumer"])


def _redis() -> Families:
    url = settings.ENVIRONMENT.redis_url
    with Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2) as redis:
        waiting: Any = redis.llen(TASKS)
        beat: Any = redis.get(HEARTBEAT)
        verified: Any = redis.get(VERIFIED)
    yield _one("tasks_waiting", "Tasks that wait for the Celery worker", waiting)
    if beat is not None:
        age = (utc_now() - datetime.fromisoformat(beat.decode())).total_seconds()
        yield _one("heartbeat_age_seconds", "Since beat asked and the worker answered", age)
    if verified is not None:
        told = json.loads(verified)
        age = (utc_now() - datetime.fromisoformat(told["at"])).total_seconds()
        yield _one("verify_ok", "Whether the books agreed when they were last verified", told["ok"])
        yield _one("verify_age_seconds", "Since the books were last verified", age)


def _disk() -> Families:
    usage = shutil.disk_usage(settings.ENVIRONMENT.data_dir)
    yield _one("disk_free_bytes", "Free space of the data folder's disk", usage.free)
    yield _one("disk_bytes", "Size of the data folder's disk", usage.total)


def _backups(now: datetime) -> Families:
    """Nothing for a server of one's own, whose backups are not ours to know."""
    environment = settings.ENVIRONMENT
    if not environment.backup_days or not (environment.data_dir / "postgres").exists():
        return
    bases = Backups(environment.data_dir / "backups").bases()
    age = (now - bases[-1].finished).total_seconds() if bases else float("inf")
    yield _one("backup_age_seconds", "Since the newest base backup", age)


def _one(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"tuppence_{name}", meaning, value=float(value))
