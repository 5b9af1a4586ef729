"""Backups and restores that fail, are killed or are done twice: never a lost database."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import psutil
import pytest

from tests.journeys.small_installation import SmallInstallation
from tuppence.stack import backup as backing
from tuppence.stack import postgres, processes
from tuppence.stack.backup import BackupFailed, backup
from tuppence.stack.backups import Restore, leave_note
from tuppence.stack.restore import RestoreFailed, restore

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallInstallation]:
    """Of a backup and three rows: ``between`` was when there were two. It runs no more."""
    made = SmallInstallation(tmp_path_factory.mktemp("home") / "data")
    try:
        with made.running():
            made.add(1)
            backup(made.chosen)
            made.between = made.add(2)  # type: ignore[attr-defined]
            made.add(3)
        yield made
    finally:
        processes.end(made.folder)


def between(kept: SmallInstallation) -> datetime:
    found: datetime = kept.between  # type: ignore[attr-defined]
    return found


def rows(kept: SmallInstallation) -> list[int]:
    with kept.running():
        return kept.rows()


class TestABackupOnAFullDisk:
    @pytest.fixture
    def small(self, tmp_path: Path) -> Iterator[SmallInstallation]:
        """Its backups are on a disk of their own, of 96 MB."""
        made = SmallInstallation(tmp_path / "data")
        made.folder.backups.mkdir(exist_ok=True)
        where = str(made.folder.backups)
        words = ["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", where]
        if subprocess.run(words, capture_output=True, check=False).returncode != 0:
            pytest.skip("no volume can be mounted here: be root, where the kernel allows it")
        try:
            yield made
        finally:
            processes.end(made.folder)
            subprocess.run(["umount", "--lazy", where], check=True)

    def test_fails_clearly_and_leaves_the_former_one(
        self, small: SmallInstallation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(backing, "SPACE_LEFT", 0)
        ballast = small.folder.backups / "ballast"
        with small.running():
            small.add(1)
            former = backup(small.chosen)
            after = small.add(2)
            before = contents(former.path)
            fill(ballast, leaving=1_500_000)
            # It is seen beforehand; and when it fills up in the middle, that is told, too.
            with pytest.raises(BackupFailed, match="too full: 1 MB are free"):
                backup(small.chosen)
            monkeypatch.setattr(backing, "SPACE_LEFT", -(10**12))
            with pytest.raises(BackupFailed, match="No space left on device"):
                backup(small.chosen)
            assert small.rows() == [1, 2]
            assert contents(former.path) == before
            assert [base.path for base in small.backups.bases()] == [former.path]
            assert [path.name for path in small.backups.base.iterdir()] == [former.path.name]
            ballast.unlink()
            backup(small.chosen)
            small.add(3)
        restore(small.chosen, to=after.isoformat())
        assert rows(small) == [1, 2]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def fill(ballast: Path, *, leaving: int) -> None:
    disk = os.statvfs(ballast.parent)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, disk.f_bavail * disk.f_frsize - leaving)


class TestARestoreThatIsKilled:
    """With SIGKILL, so that it can tidy nothing up."""

    @pytest.mark.parametrize("sign", ["PG_VERSION", "postmaster.pid"])
    def test_while_it_works_leaves_the_database_as_it_was(
        self, kept: SmallInstallation, sign: str
    ) -> None:
        """While it unpacks; and while a server replays, which lives on without it."""
        restoring = kept.folder.postgres / "data.restoring"
        code = "import sys; from tuppence.stack.cli import main; sys.exit(main(sys.argv[1:]))"
        process = subprocess.Popen(
            [sys.executable, "-c", code, "restore", "--to", between(kept).isoformat()],
            env=given(kept),
        )
        until(lambda: (restoring / sign).exists() or process.poll() is not None)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        assert not [path.name for path in kept.folder.postgres.glob("data.before-*")]
        assert kept.backups.restores() == []
        # The next start finds the database, and leaves no server of the killed one behind.
        assert rows(kept) == [1, 2, 3]
        assert not restoring.exists()
        assert working_in(kept.folder.path) == []

    def test_before_its_renames_has_not_happened(self, kept: SmallInstallation) -> None:
        ready = kept.folder.postgres / "data.restored"
        ready.mkdir()
        (ready / "PG_VERSION").write_text("18\n")
        leave_note(ready, Restore(at=between(kept), to=between(kept), parent=1, timeline=99))
        assert rows(kept) == [1, 2, 3]
        assert not ready.exists()
        assert kept.backups.restores() == []

    def test_between_its_renames_is_ended_by_the_next_start(
        self, kept: SmallInstallation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def killed(_: Path) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(postgres, "sync", killed)
            with pytest.raises(KeyboardInterrupt):
                restore(kept.chosen, to=between(kept).isoformat())
        assert not (kept.folder.postgres / "data").exists()
        assert kept.backups.restores() == []
        assert rows(kept) == [1, 2]
        assert [each.to for each in kept.backups.restores()] == [between(kept)]
        assert not list((kept.folder.postgres / "data").glob("tuppence-restore*"))


class TestARestoreDoneTwice:
    def test_gives_the_same_and_keeps_what_was_there(self, kept: SmallInstallation) -> None:
        with kept.running():
            kept.add(4)
        aside = len(list(kept.folder.postgres.glob("data.before-*")))
        for times in (1, 2):
            restore(kept.chosen, to=between(kept).isoformat())
            assert rows(kept) == [1, 2]
            assert len(list(kept.folder.postgres.glob("data.before-*"))) == aside + times
        timelines = [each.timeline for each in kept.backups.restores()]
        assert timelines == sorted(set(timelines))


class TestARestoreToBeforeTheFirstBackup:
    def test_is_refused_with_the_earliest_time(self, kept: SmallInstallation) -> None:
        before = rows(kept)
        earliest = kept.backups.bases()[0].finished
        with pytest.raises(RestoreFailed) as refused:
            restore(kept.chosen, to=(earliest - timedelta(seconds=1)).isoformat())
        assert f"the earliest time that can be restored is {earliest.isoformat()}" in str(
            refused.value
        )
        assert rows(kept) == before


def given(kept: SmallInstallation) -> dict[str, str]:
    ours = ("TUPPENCE_", "DATABASE_", "REDIS_", "DJANGO_")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return plain | {"TUPPENCE_MODE": "demo", "TUPPENCE_DATA_DIR": str(kept.folder.path)}


def until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def working_in(folder: Path) -> list[str]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd().startswith(str(folder)) and process.status() != "zombie":
                found.append(json.dumps(process.cmdline()))
        except psutil.Error:
            continue
    return found
