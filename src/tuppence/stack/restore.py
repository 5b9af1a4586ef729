"""`tuppence restore --to TIME`: the embedded PostgreSQL as it was at that time.

The past is rebuilt beside the database, from a base backup and the archived log, by a server that
nobody else can reach; only when it has come up whole do the two change places. The database as it
was is kept under another name. Whatever fails or is interrupted before that changes nothing.
"""

import shutil
import signal
import tarfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from tuppence.kernel.clock import utc_now
from tuppence.kernel.files import write_private
from tuppence.seal import keys
from tuppence.stack import archive, display, postgres, processes, rootless
from tuppence.stack.backup import check_embedded
from tuppence.stack.backups import Backups, Base, Restore, leave_note
from tuppence.stack.failures import StackFailed
from tuppence.stack.folder import Folder, free_port
from tuppence.stack.installation import Installation
from tuppence.stack.supervisor import last_lines

LATEST = "latest"
RESTORING = processes.RESTORING
SPACE_BESIDES = 500_000_000
"""Bytes that a restore may take beside the data itself: log that is replayed and written."""

STOPS_WITHIN = 600
"""Seconds for the checkpoint that ends the server, which writes all that was replayed."""


class RestoreFailed(StackFailed):
    """Nothing was restored, and the database is as it was."""


def restore(chosen: Installation, *, to: str) -> None:
    """Puts the database as it was at ``to`` (RFC 3339, or ``latest``) in the place of the one that
    is there, which is kept aside. Raises `RestoreFailed`."""
    check_embedded(chosen)
    folder = chosen.folder
    folder.prepare()
    with folder.lock():
        now = utc_now()
        target = now if to == LATEST else instant(to, now=now)
        restored = folder.postgres / RESTORING
        _stop(restored)  # of a restore that was killed
        if processes.find(folder):
            raise RestoreFailed("the platform runs: stop it with `make down`, then try again")
        postgres.finish_swap(folder.postgres)
        backups = Backups(folder.backups)
        backups.adopt(folder.postgres / "data")
        base = _base_for(backups, target)
        _check_same_cluster(base, folder)
        _check_space(base, folder)
        _give_password(base, folder)
        parent = backups.timeline_at(target)
        try:
            with display.step("Unpacking the base backup") as remarks:
                remarks.append(f"of {base.finished:%Y-%m-%d %H:%M:%S} UTC")
                _unpack(base, restored)
            with display.step("Replaying the log") as remarks:
                timeline = _replay(folder, restored, to=None if to == LATEST else target, on=parent)
                remarks.append(f"up to {'its end' if to == LATEST else target.isoformat()}")
        except BaseException:
            shutil.rmtree(restored, ignore_errors=True)
            raise
        aside = f"data.before-{now:%Y%m%dT%H%M%SZ}"
        with display.step("Changing places"):
            _keep_history(restored, backups)
            leave_note(restored, Restore(at=now, to=target, parent=parent, timeline=timeline))
            postgres.swap(folder.postgres, restored=restored, aside=aside)
            backups.adopt(folder.postgres / "data")
    display.say(f"\nThe database is as it was then; as it was now it is in {aside}, beside it.")
    _say_about_the_seal(chosen)
    display.say("Start it with `make up`, and check the books with `.venv/bin/tuppence verify`.")


def _say_about_the_seal(chosen: Installation) -> None:
    """What is signed from now on contradicts what was signed after that time, if anything was; the
    sealer finds out by itself, and then waits for a name."""
    environment = chosen.environment
    if not environment.seal_key:
        return
    key = keys.signer_of(environment).key
    display.say(
        "\nHad journals been signed after that time, the tree needs a new name before it is signed"
        "\nagain, as others may hold what was signed; `tuppence logs worker` then says"
        " seal_fork_refused. Set"
        f"\n  TUPPENCE_SEAL_ORIGIN={_next_name(key.name)}"
        f"\n  TUPPENCE_SEAL_FORMER_KEYS={','.join((key.text, *environment.seal_former_keys))}"
        "\nand tell those who have the old key (docs/seal.md)."
    )


def _next_name(name: str) -> str:
    """``pay.example.org/ledger`` -> ``pay.example.org/ledger-2`` -> ``...-3``."""
    stem, _, number = name.rpartition("-")
    return f"{stem}-{int(number) + 1}" if stem and number.isdigit() else f"{name}-2"


def instant(text: str, *, now: datetime) -> datetime:
    """The time that an RFC 3339 text names. Raises `RestoreFailed` when it names none, or one
    that is yet to come."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise RestoreFailed(f"{text!r} is not a time such as 2026-05-04T13:05:00+05:30") from error
    if time.tzinfo is None:
        raise RestoreFailed(f"{text!r} does not say where: end it with Z or an offset like +05:30")
    if time > now:
        raise RestoreFailed(f"{text} is yet to come: it is {now.isoformat(timespec='seconds')} now")
    return time.astimezone(UTC)


def _base_for(backups: Backups, time: datetime) -> Base:
    base = backups.base_for(time)
    if base is not None:
        return base
    bases = backups.bases()
    if not bases:
        raise RestoreFailed(f"there is no backup in {backups.path}")
    raise RestoreFailed(
        f"no backup is that old: the earliest time that can be restored is "
        f"{bases[0].finished.isoformat()}"
    )


def _check_same_cluster(base: Base, folder: Folder) -> None:
    """Raises `RestoreFailed` when the backup is of another installation."""
    control = folder.postgres / "data" / "global" / "pg_control"
    if not control.exists():
        return  # lost with its disk, say: the backup is all there is
    system = int.from_bytes(control.read_bytes()[:8], "little")
    if str(system) != base.system:
        raise RestoreFailed(
            f"the backups in {folder.backups} were made of another database than the one in "
            f"{folder.postgres}. If that is what you want, move its data folder away first"
        )


def _check_space(base: Base, folder: Folder) -> None:
    free, needed = shutil.disk_usage(folder.path).free, base.data_bytes + SPACE_BESIDES
    if free < needed:
        raise RestoreFailed(
            f"the disk of {folder.path} is too full: {free // 1_000_000} MB are free, and "
            f"{needed // 1_000_000} MB are needed, as the database is kept beside the restored one"
        )


def _unpack(base: Base, into: Path) -> None:
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True, mode=0o700)
    for name, place in (("base.tar.gz", into), ("pg_wal.tar.gz", into / "pg_wal")):
        with tarfile.open(base.path / name) as packed:
            packed.extractall(place, filter="data")
    into.chmod(0o700)  # PostgreSQL wants it so; the filter does not take modes of folders


def _replay(folder: Folder, restored: Path, *, to: datetime | None, on: int) -> int:
    """Runs a server on the unpacked data until it has replayed the log of timeline ``on`` to the
    time (None: to its end). Gives the timeline that this began."""
    settings = {
        "restore_command": _restore_command(_sources(folder)),
        "recovery_target_timeline": str(on),
        "recovery_target_action": "promote",
        "hot_standby": "off",  # so that it answers only once it is done
    }
    if to is not None:
        settings["recovery_target_time"] = to.isoformat()
    postgres.configure(restored, wal_archive=None, also=settings)
    (restored / "recovery.signal").touch(mode=0o600)
    rootless.own(restored)
    log = folder.run / "restore.log"
    log.unlink(missing_ok=True)
    cluster = postgres.Cluster(folder.postgres, free_port())
    try:
        postgres.run(
            "pg_ctl", "start", "--wait", "--pgdata", str(restored), "--log", str(log),
            # On the command line, as it wins over what the past may have been set to.
            "--options", f"-p {cluster.port} -c archive_mode=off",
        )  # fmt: skip
        return _timeline_of(cluster, restored, reason=lambda: _reason(log, to))
    except postgres.PostgresFailed as error:
        raise _reason(log, to) from error
    finally:
        _stop(restored)
        postgres.configure(restored, wal_archive=None)


def _timeline_of(
    cluster: postgres.Cluster, restored: Path, *, reason: Callable[[], RestoreFailed]
) -> int:
    """Waits until the server accepts us, which is when its recovery is over."""
    while True:
        try:
            [segment] = cluster.row("SELECT pg_walfile_name(pg_current_wal_lsn())")
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise RestoreFailed(
                    f"the restored database does not open with {cluster.folder / 'password'}: put "
                    "the one of its time there (each backup holds it), and try again"
                ) from error
            if processes.server_of(restored) is None:
                raise reason() from error
            time.sleep(0.2)
        else:
            return int(segment[:8], 16)


def _reason(log: Path, to: datetime | None) -> RestoreFailed:
    """Why the server gave up, in our words where we know it."""
    told = last_lines(log)
    if "recovery ended before configured recovery target was reached" in told and to is not None:
        return RestoreFailed(
            f"nothing was recorded as late as {to.isoformat()}: name an earlier time, or restore "
            f"all there is with `--to {LATEST}`. PostgreSQL's own words:\n{told}"
        )
    return RestoreFailed(f"the log could not be replayed; PostgreSQL says:\n{told}")


def _stop(restored: Path) -> None:
    """Ends the server on the restored data, and waits until all it holds is on the disk."""
    server = processes.server_of(restored)
    if server is None:
        return
    server.send_signal(signal.SIGINT)
    if processes.wait([server], seconds=STOPS_WITHIN):
        raise RestoreFailed(f"the server on {restored} does not end; end process {server.pid}")


def _give_password(base: Base, folder: Folder) -> None:
    """The schema owner's password of that time, should ours be lost."""
    ours = folder.postgres / "password"
    if not ours.exists():
        write_private(ours, (base.path / "password").read_text())


def _sources(folder: Folder) -> Sequence[Path]:
    """Where log may be found: the archive; and, for the last of it, which was not archived yet,
    the databases that are or were in use here."""
    kept = [folder.postgres / "data", *sorted(folder.postgres.glob("data.before-*"))]
    return [folder.backups / "wal", *(data / "pg_wal" for data in kept if data.exists())]


def _restore_command(sources: Sequence[Path]) -> str:
    return " || ".join(f"cp {postgres.shell_path(source)}/%f %p 2>/dev/null" for source in sources)


def _keep_history(restored: Path, backups: Backups) -> None:
    """Archives where the new timeline begins: its server did not, as it might have failed yet."""
    for history in (restored / "pg_wal").glob("*.history"):
        archive.keep(history, backups.wal / history.name)
