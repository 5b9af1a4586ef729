import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tuppence.stack import archive, postgres
from tuppence.stack.backups import Backups, Restore, stamp
from tuppence.stack.folder import Folder
from tuppence.stack.installation import DatabaseLost, Installation, make_servers

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


@pytest.fixture
def backups(tmp_path: Path) -> Backups:
    return Backups(tmp_path)


def base(backups: Backups, hours: float, *, timeline: int = 1, segment: int = 1) -> None:
    """A base backup of that hour, which needs the log from that segment on."""
    path = backups.base / stamp(at(hours))
    path.mkdir(parents=True)
    manifest = {
        "System-Identifier": 1,
        "Files": [],
        "WAL-Ranges": [{"Timeline": timeline, "Start-LSN": f"0/{segment:02X}000028"}],
    }
    (path / "backup_manifest").write_text(json.dumps(manifest))
    (path / "base.tar.gz").write_bytes(bytes(range(256)) * 400)


def wal(backups: Backups, *names: str) -> None:
    backups.wal.mkdir(exist_ok=True)
    for name in names:
        (backups.wal / name).write_bytes(b"log")


class TestTheBaseForATime:
    def test_is_the_newest_before_it(self, backups: Backups) -> None:
        for hours in (1, 2, 3):
            base(backups, hours)
        found = backups.base_for(at(2.5))
        assert found is not None
        assert found.finished == at(2)
        assert backups.base_for(at(0.5)) is None

    def test_after_a_restore_is_none_of_what_was_undone(self, backups: Backups) -> None:
        base(backups, 1)
        base(backups, 3)
        backups.note(Restore(at=at(4), to=at(2), parent=1, timeline=2))
        now, undone = backups.base_for(at(5)), backups.base_for(at(3.5))
        assert now is not None
        assert undone is not None
        assert (now.finished, backups.timeline_at(at(5))) == (at(1), 2)
        assert (undone.finished, backups.timeline_at(at(3.5))) == (at(3), 1)

    def test_of_a_time_that_was_restored_from_a_restored_one(self, backups: Backups) -> None:
        base(backups, 1)
        base(backups, 5, timeline=2)
        backups.note(Restore(at=at(4), to=at(2), parent=1, timeline=2))
        backups.note(Restore(at=at(6), to=at(3), parent=1, timeline=3))
        found = backups.base_for(at(7))
        assert found is not None
        assert found.finished == at(1)


class TestPruning:
    def test_keeps_what_the_oldest_time_needs(self, backups: Backups) -> None:
        for hours in (1, 2, 3):
            base(backups, hours, segment=int(hours) * 16)
        wal(backups, *(f"0000000100000000000000{n:02X}" for n in (15, 16, 31, 32, 48)))
        wal(backups, "00000002.history", "00000001000000000000000F.00000028.backup")
        gone = backups.prune(oldest=at(2.5), most_bytes=10**9)
        assert [each.finished for each in gone] == [at(1)]
        assert sorted(file.name for file in backups.wal.iterdir()) == [
            "000000010000000000000020",
            "000000010000000000000030",
            "00000002.history",
        ]

    def test_never_takes_the_newest(self, backups: Backups) -> None:
        for hours in (1, 2, 3):
            base(backups, hours)
        backups.prune(oldest=at(0), most_bytes=1)
        assert [each.finished for each in backups.bases()] == [at(3)]

    def test_leaves_half_a_backup_and_what_is_not_ours(self, backups: Backups) -> None:
        base(backups, 1)
        for name in (".making", "holidaysZ"):
            (backups.base / name).mkdir()
        backups.prune(oldest=at(9), most_bytes=1)
        assert len(list(backups.base.iterdir())) == 3
        assert len(backups.bases()) == 1


class TestAnArchivedSegment:
    def test_is_the_same_and_its_zeros_take_no_space(self, tmp_path: Path) -> None:
        segment, kept = tmp_path / "segment", tmp_path / "Meera's 100% wal" / "kept"
        segment.write_bytes(b"x" * 100_000 + bytes(2**24 - 100_000))
        archive.keep(segment, kept)
        assert kept.read_bytes() == segment.read_bytes()
        assert kept.stat().st_blocks * 512 < 2**20
        archive.keep(segment, kept)  # a server repeats itself after a crash

    def test_is_never_replaced_by_another(self, tmp_path: Path) -> None:
        segment, kept = tmp_path / "segment", tmp_path / "kept"
        segment.write_bytes(b"ours")
        kept.write_bytes(b"another's")
        command = [sys.executable, "-I", "-S", archive.__file__, str(segment), str(kept)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "not the same" in done.stderr
        assert kept.read_bytes() == b"another's"


class TestACluster:
    def test_made_before_gets_todays_settings(self, tmp_path: Path) -> None:
        postgres.create(tmp_path)
        data = tmp_path / "data"
        main = data / "postgresql.conf"
        main.write_text(main.read_text().replace(postgres.INCLUDE, "") + "archive_mode = off\n")
        (data / postgres.CONFIGURATION).unlink()
        for _ in range(2):
            postgres.create(tmp_path, wal_archive=tmp_path / "a 100% 'wal'")
        assert main.read_text().count(postgres.INCLUDE) == 1
        program = str(postgres.binaries() / "postgres")
        command = postgres.server_command(tmp_path, port=1)
        told = subprocess.run(
            [*command[: command.index(program) + 1], "-D", str(data), "-C", "archive_command"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "a 100%% '" in told.stdout

    def test_that_was_half_swapped_is_swapped(self, tmp_path: Path) -> None:
        postgres.create(tmp_path)
        (tmp_path / "data").rename(tmp_path / "data.restored")
        postgres.create(tmp_path)
        assert (tmp_path / "data" / "PG_VERSION").exists()

    def test_that_is_lost_is_not_made_anew_beside_its_backups(self, tmp_path: Path) -> None:
        folder = Folder(tmp_path)
        base(Backups(folder.backups), 1)
        with pytest.raises(DatabaseLost, match="restore --to latest"):
            make_servers(Installation(folder, {}, {"postgres": 1}))
        assert not folder.postgres.exists()
