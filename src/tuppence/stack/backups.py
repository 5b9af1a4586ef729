"""The backups of the embedded PostgreSQL: what is kept, what can be restored, what may go.

    base/20261123T182204.123456Z/    a base backup, named for the instant from which it can serve
        base.tar.gz pg_wal.tar.gz backup_manifest      as pg_basebackup wrote them
        password                     of the schema's owner: a backup must not need another
    wal/                             every segment of the write-ahead log since the oldest of them
    restores.json                    what was restored, when: each began a timeline of its own

A base backup with the log after it gives the database as it was at any instant since. A restore to
the past begins a new *timeline*; the old one stays, so a restore can itself be undone.
"""

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from tuppence.kernel.files import write_private

STAMP = "%Y%m%dT%H%M%S.%fZ"
RESTORED = "tuppence-restore.json"
"""In a restored database's folder: what is to be noted once that folder is the one in use."""
SEGMENT = 16 * 2**20
"""Bytes of one segment of the log: PostgreSQL's default, which initdb was not told to change."""


@dataclass(frozen=True)
class Base:
    """One base backup. ``finished``: the earliest instant to which it can be restored."""

    path: Path

    @property
    def finished(self) -> datetime:
        return datetime.strptime(self.path.name, STAMP).replace(tzinfo=UTC)

    @property
    def timeline(self) -> int:
        return int(self._first_wal["Timeline"])

    @property
    def first_segment(self) -> str:
        """The position of the first segment it needs, as the last 16 letters of its file's name."""
        high, _, low = self._first_wal["Start-LSN"].partition("/")
        return f"{int(high, 16):08X}{int(low, 16) // SEGMENT:08X}"

    @property
    def system(self) -> str:
        """The identifier of the cluster it was made of."""
        return str(self._manifest["System-Identifier"])

    @property
    def data_bytes(self) -> int:
        """What it takes once unpacked."""
        return sum(file["Size"] for file in self._manifest["Files"])

    @property
    def bytes(self) -> int:
        return used(self.path)

    @property
    def _first_wal(self) -> dict[str, Any]:
        return dict(self._manifest["WAL-Ranges"][0])

    @cached_property
    def _manifest(self) -> dict[str, Any]:
        return dict(json.loads((self.path / "backup_manifest").read_text()))


@dataclass(frozen=True, slots=True)
class Restore:
    """``at``: when it was done. ``to``: the instant it went back to, on timeline ``parent``.
    ``timeline``: the one it began."""

    at: datetime
    to: datetime
    parent: int
    timeline: int


@dataclass(frozen=True, slots=True)
class Backups:
    """The folder, which need not be there yet."""

    path: Path

    @property
    def wal(self) -> Path:
        return self.path / "wal"

    @property
    def base(self) -> Path:
        return self.path / "base"

    def bases(self) -> list[Base]:
        """Every whole base backup, oldest first."""
        return [Base(path) for path in sorted(self.base.glob("*Z")) if _is_stamp(path.name)]

    def restores(self) -> list[Restore]:
        """Oldest first."""
        file = self.path / "restores.json"
        rows = json.loads(file.read_text()) if file.exists() else []
        return [_restore(row) for row in rows]

    def adopt(self, data: Path) -> None:
        """Notes the restore that a database came from, if it did and was not noted yet.

        The note travels inside the folder, so that it counts from the very rename that puts the
        database in use: noted before, a restore that was killed would seem to be done.
        """
        file = data / RESTORED
        if not file.exists():
            return
        restore = _restore(json.loads(file.read_text()))
        if restore.timeline not in {each.timeline for each in self.restores()}:
            self.note(restore)
        file.unlink()

    def note(self, restore: Restore) -> None:
        """Remembers a restore that was done."""
        rows = [asdict(each) for each in (*self.restores(), restore)]
        write_private(self.path / "restores.json", json.dumps(rows, default=str, indent=2) + "\n")

    def timeline_at(self, time: datetime) -> int:
        """The timeline that the server lived on at that time."""
        past = [restore.timeline for restore in self.restores() if restore.at <= time]
        return past[-1] if past else 1

    def base_for(self, time: datetime) -> Base | None:
        """The newest base backup from which that time can be reached; None when there is none."""
        reached = list(_lineage(self.restores(), self.timeline_at(time)))
        fitting = [
            base
            for base in self.bases()
            if any(
                base.timeline == timeline and base.finished <= min(time, until)
                for timeline, until in reached
            )
        ]
        return fitting[-1] if fitting else None

    def wal_bytes(self, *, since: Base | None = None) -> int:
        """What the archived log takes, all of it or what a base backup would replay."""
        first = since.first_segment if since else ""
        return sum(_blocks(file) for file in self.wal.glob("[0-9A-F]*") if file.name[8:24] >= first)

    def prune(self, *, oldest: datetime, most_bytes: int) -> list[Base]:
        """Removes base backups without which ``oldest`` can still be reached, then the oldest of
        what is left while all take more than ``most_bytes``; never the newest. Then the log that
        no base backup needs any more. Gives the base backups that went."""
        bases, gone = self.bases(), []
        while len(bases) > 1 and (bases[1].finished <= oldest or used(self.path) > most_bytes):
            gone.append(bases.pop(0))
            shutil.rmtree(gone[-1].path)
            self._prune_wal(bases[0])
        if bases:
            self._prune_wal(bases[0])
        return gone

    def _prune_wal(self, oldest: Base) -> None:
        for file in self.wal.glob("[0-9A-F]*"):
            # A timeline's history is a few bytes, and tells where it began.
            if file.suffix != ".history" and file.name[8:24] < oldest.first_segment:
                file.unlink(missing_ok=True)


def leave_note(data: Path, restore: Restore) -> None:
    """Says in a restored database's folder where it comes from; see `Backups.adopt`."""
    write_private(data / RESTORED, json.dumps(asdict(restore), default=str) + "\n")


def _restore(row: dict[str, Any]) -> Restore:
    return Restore(
        at=datetime.fromisoformat(row["at"]),
        to=datetime.fromisoformat(row["to"]),
        parent=row["parent"],
        timeline=row["timeline"],
    )


def stamp(time: datetime) -> str:
    """The name of a base backup that serves from this instant on."""
    return time.astimezone(UTC).strftime(STAMP)


def used(path: Path) -> int:
    """The disk space of a folder's files; one that goes in the meantime counts for nothing."""
    return sum(_blocks(file) for file in path.rglob("*"))


def _blocks(file: Path) -> int:
    try:
        return file.lstat().st_blocks * 512  # not its size: archived segments have holes
    except FileNotFoundError:
        return 0


def _is_stamp(name: str) -> bool:
    try:
        datetime.strptime(name, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return False
    return True


def _lineage(restores: Sequence[Restore], timeline: int) -> Iterator[tuple[int, datetime]]:
    """A timeline and those it came from, each with the instant up to which it counts."""
    until = datetime.max.replace(tzinfo=UTC)
    yield timeline, until
    for restore in reversed(restores):
        if restore.timeline == timeline:
            timeline, until = restore.parent, min(until, restore.to)
            yield timeline, until
