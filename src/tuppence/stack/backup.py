"""`tuppence backup`: a base backup of the embedded PostgreSQL while it serves, and the keeping of
them: one a day or sooner, none longer than TUPPENCE_BACKUP_DAYS and TUPPENCE_BACKUP_GB allow.
"""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import psycopg

from tuppence.kernel.clock import utc_now
from tuppence.kernel.files import sync, write_private
from tuppence.stack import display, postgres
from tuppence.stack.backups import Backups, Base, stamp
from tuppence.stack.failures import StackFailed
from tuppence.stack.installation import Installation

EVERY = timedelta(days=1)
LOOK_SECONDS = 30
"""Between two looks at whether a base backup is due."""

SHARE = 4
"""A base backup is due, too, when the log since the last takes this part of all the space that
backups may take: replaying it would take long, and it can only go once there is a newer one."""

SPACE_LEFT = 100_000_000
"""Bytes that a backup leaves free: the database itself must go on."""


class BackupFailed(StackFailed):
    """No backup was made; those that there were are untouched."""


def backup(chosen: Installation) -> Base:
    """Makes a base backup now, and removes what has become too old."""
    backups = Backups(chosen.folder.backups)
    with display.step("Base backup") as remarks, _alone(chosen):
        made = _take(chosen, backups)
        remarks.append(f"{made.bytes // 1_000_000} MB in {made.path}")
        _prune(chosen, backups)
    return made


def keep(chosen: Installation) -> None:
    """Makes one whenever it is due, until we are told to end: what supervisord runs."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    backups = Backups(chosen.folder.backups)
    while True:
        try:
            if _due(chosen, backups, now=utc_now()):
                backup(chosen)
        except (StackFailed, OSError, psycopg.Error) as failure:
            display.fail(f"tuppence: {failure}")
        time.sleep(LOOK_SECONDS)


def show(chosen: Installation, *, as_json: bool) -> None:
    """Prints the base backups and the space they and the log take."""
    backups = Backups(chosen.folder.backups)
    rows = [
        {"from": base.finished.isoformat(), "bytes": base.bytes, "folder": str(base.path)}
        for base in backups.bases()
    ]
    if as_json:
        document = {"bases": rows, "wal_bytes": backups.wal_bytes()}
        sys.stdout.write(json.dumps(document, indent=2) + "\n")
        return
    for row in rows:
        display.say(f"{row['from']}  {int(str(row['bytes'])) // 1_000_000:>8} MB  {row['folder']}")
    if not rows:
        display.say("There is no base backup yet; `tuppence backup` makes one.")
        return
    display.say(f"and {backups.wal_bytes() // 1_000_000} MB of the log since.")
    display.say(f"`tuppence restore --to TIME` takes any time from {rows[0]['from']} on.")


def check_embedded(chosen: Installation) -> None:
    """Raises `BackupFailed` when the database is not ours to back up, or backups are off."""
    if not chosen.folder.postgres.exists() and not chosen.folder.backups.exists():
        raise BackupFailed(
            f"{chosen.folder.path} holds no embedded PostgreSQL: set TUPPENCE_DATA_DIR to the "
            "folder of the installation; a server of your own is backed up with its own tools"
        )
    if chosen.variables["DATABASE_URL"] and "postgres" not in chosen.ports:
        raise BackupFailed(
            "DATABASE_URL names a server of your own: back it up, and restore it, with its own "
            "tools (docs/backup.md)"
        )


def _due(chosen: Installation, backups: Backups, *, now: datetime) -> bool:
    bases = [base for base in backups.bases() if base.timeline == backups.timeline_at(now)]
    if not bases or now - bases[-1].finished >= EVERY:
        return True
    share = chosen.environment.backup_gb * 10**9 // SHARE
    return backups.wal_bytes(since=bases[-1]) >= share


def _take(chosen: Installation, backups: Backups) -> Base:
    check_embedded(chosen)
    if not chosen.environment.backup_days:
        raise BackupFailed("TUPPENCE_BACKUP_DAYS is 0, so nothing is backed up: set it and restart")
    cluster = postgres.Cluster(chosen.folder.postgres, chosen.ports["postgres"])
    _check_server(cluster, chosen)
    making = backups.base / ".making"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True, mode=0o700)
    try:
        _copy(cluster, making)
        write_private(making / "password", cluster.password)
        [now] = cluster.row("SELECT clock_timestamp()")
        whole = backups.base / stamp(now)
        making.rename(whole)
        sync(backups.base)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return Base(whole)


def _check_server(cluster: postgres.Cluster, chosen: Installation) -> None:
    """Raises `BackupFailed` unless the server runs, archives its log, and its copy will fit."""
    try:
        archives, size = cluster.row(
            "SELECT current_setting('archive_mode'),"
            " (SELECT sum(pg_database_size(oid))::bigint FROM pg_database)"
        )
    except psycopg.OperationalError as error:
        raise BackupFailed(
            f"the embedded PostgreSQL of {chosen.folder.path} does not answer "
            f"({str(error).strip()}): start it with `make up`. A folder in which nothing runs "
            "can simply be copied"
        ) from error
    if archives != "on":
        raise BackupFailed(
            "the server was started without archiving its log, so a backup could not be brought "
            "forward: `make down` and `make up`, then try again"
        )
    free = shutil.disk_usage(chosen.folder.backups).free  # it may be a disk of its own
    if free < size + SPACE_LEFT:
        raise BackupFailed(
            f"the disk of {chosen.folder.backups} is too full: {free // 1_000_000} MB are free, "
            f"and a copy may take {size // 1_000_000} MB. Free some, or lower TUPPENCE_BACKUP_GB"
        )


def _copy(cluster: postgres.Cluster, into: Path) -> None:
    """Runs pg_basebackup, which ends with everything flushed to the disk."""
    done = subprocess.run(
        [
            str(postgres.binaries() / "pg_basebackup"), "--pgdata", str(into), "--format=tar",
            "--compress=client-gzip:1", "--wal-method=stream", "--checkpoint=fast",
            "--no-password", "--host=127.0.0.1", f"--port={cluster.port}",
            "--username=tuppence_owner",
        ],
        env=os.environ | {"PGPASSWORD": cluster.password},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise BackupFailed(f"pg_basebackup failed: {done.stderr.strip()[-2000:]}")


def _prune(chosen: Installation, backups: Backups) -> None:
    environment = chosen.environment
    backups.prune(
        oldest=utc_now() - timedelta(days=environment.backup_days),
        most_bytes=environment.backup_gb * 10**9,
    )


@contextmanager
def _alone(chosen: Installation) -> Iterator[None]:
    """One backup at a time; not the folder's own lock, as a backup hinders no start or stop."""
    chosen.folder.backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (chosen.folder.backups / "lock").open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BackupFailed("a backup is being made just now: wait for it") from error
        yield
