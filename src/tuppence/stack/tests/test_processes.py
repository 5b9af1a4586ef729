import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tuppence.stack import postgres, processes
from tuppence.stack.folder import Folder
from tuppence.stack.processes import MARK


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path / "data")
    made.prepare()
    return made


@contextmanager
def sleeper(cwd: Path, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-c", "import time; print(flush=True); time.sleep(60)"],
        cwd=cwd,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield process
    finally:
        process.kill()
        process.wait()


class TestEnding:
    def test_takes_what_was_started_for_the_folder(self, folder: Folder, tmp_path: Path) -> None:
        with sleeper(tmp_path, **{MARK: str(folder.path)}) as ours:
            assert processes.end(folder) == 1
            assert processes.wait([psutil.Process(ours.pid)], seconds=0) == []

    def test_spares_another_folders_and_who_only_looks_into_ours(
        self, folder: Folder, tmp_path: Path
    ) -> None:
        with (
            sleeper(tmp_path, **{MARK: str(tmp_path / "other")}) as other,
            sleeper(folder.logs, TUPPENCE_DATA_DIR=str(folder.path)) as looking,
        ):
            assert processes.end(folder) == 0
            assert other.poll() is None
            assert looking.poll() is None

    def test_spares_a_stranger_with_a_noted_id(self, folder: Folder, tmp_path: Path) -> None:
        folder.redis.mkdir()
        with sleeper(tmp_path) as stranger:
            (folder.redis / "redis.pid").write_text(f"{stranger.pid}\n")
            (folder.run / "supervisord.pid").write_text(f"{stranger.pid}\n")
            assert processes.end(folder) == 0
            assert stranger.poll() is None

    def test_takes_a_database_server_without_losing_it(self, folder: Folder) -> None:
        cluster = postgres.start(folder.postgres)
        noted = processes.noted(folder.postgres / "data" / "postmaster.pid")
        assert isinstance(noted, psutil.Process)
        assert processes.end(folder) == 1
        assert processes.wait([noted], seconds=0) == []
        postgres.start(folder.postgres, port=cluster.port)
        postgres.stop(folder.postgres)
        assert "database system was shut down" in (folder.postgres / "server.log").read_text()


class TestAStaleLockOfPostgres:
    def test_is_removed_when_the_id_is_a_strangers(self, folder: Folder, tmp_path: Path) -> None:
        postgres.create(folder.postgres)
        lock = folder.postgres / "data" / "postmaster.pid"
        with sleeper(tmp_path) as stranger:
            lock.write_text(f"{stranger.pid}\n{lock.parent}\n")
            processes.clear_stale_lock(folder)
            assert not lock.exists()

    def test_is_kept_while_the_server_lives(self, folder: Folder) -> None:
        postgres.start(folder.postgres)
        try:
            processes.clear_stale_lock(folder)
            assert (folder.postgres / "data" / "postmaster.pid").exists()
        finally:
            postgres.stop(folder.postgres)
