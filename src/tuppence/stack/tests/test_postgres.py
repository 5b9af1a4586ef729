import os
import pwd
import subprocess
from pathlib import Path

import psycopg
import pytest

from tuppence.stack import database, postgres, rootless
from tuppence.stack.postgres import PostgresFailed
from tuppence.stack.rootless import NAMESPACE, NOBODY, Way


def ways() -> list[Way]:
    """How a server can be run here: as root each way that this kernel allows, else our way."""
    if os.geteuid() != 0:
        return [rootless.way()]
    return [way for way in (NAMESPACE, NOBODY) if rootless.works(way)]


class TestADataFolder:
    @pytest.mark.parametrize("version", ["17", "19"])
    def test_of_another_major_version_is_left_alone(self, tmp_path: Path, version: str) -> None:
        data = tmp_path / "data"
        data.mkdir()
        (data / "PG_VERSION").write_text(f"{version}\n")
        with pytest.raises(PostgresFailed, match=f"made by PostgreSQL {version}"):
            postgres.create(tmp_path)
        assert [file.name for file in data.iterdir()] == ["PG_VERSION"]

    def test_that_is_something_else_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "letters.txt").touch()
        with pytest.raises(PostgresFailed, match="is not a PostgreSQL data folder"):
            postgres.create(tmp_path)
        assert (tmp_path / "data" / "letters.txt").exists()

    def test_that_was_half_made_is_made_anew(self, tmp_path: Path) -> None:
        (tmp_path / "data.making").mkdir()
        (tmp_path / "data.making" / "PG_VERSION").write_text("18\n")
        postgres.create(tmp_path)
        assert (tmp_path / "data" / "PG_VERSION").read_text() == "18\n"
        assert not (tmp_path / "data.making").exists()

    def test_whose_password_is_lost_says_so(self, tmp_path: Path) -> None:
        with pytest.raises(PostgresFailed, match="put it back from a backup"):
            _ = postgres.Cluster(tmp_path, 1).password


class TestAServer:
    def test_runs_each_way_on_the_same_data_and_opens_no_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)
        folder = closed / "postgres"
        for way in ways() * 2:
            monkeypatch.setattr(rootless, "way", lambda way=way: way)
            cluster = postgres.start(folder)
            try:
                with psycopg.connect(cluster.url("postgres")) as connection:
                    connection.execute("CREATE TABLE IF NOT EXISTS visits (at timestamptz)")
                    connection.execute("INSERT INTO visits VALUES (now())")
            finally:
                postgres.stop(folder)
        assert (closed.stat().st_mode & 0o777, closed.stat().st_uid) == (0o700, os.geteuid())

    def test_of_an_ordinary_user_just_runs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: pwd.getpwnam("nobody").pw_uid)
        rootless.way.cache_clear()
        try:
            assert rootless.command(["postgres", "-V"]) == ["postgres", "-V"]
        finally:
            rootless.way.cache_clear()

    def test_of_root_without_any_way_says_what_to_do(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        monkeypatch.setattr(rootless, "works", lambda _: False)
        rootless.way.cache_clear()
        try:
            with pytest.raises(rootless.NoWay, match="DATABASE_URL"):
                rootless.way()
        finally:
            rootless.way.cache_clear()


class TestTheApplicationsRole:
    def test_is_made_once_and_its_password_is_not_sent(self, tmp_path: Path) -> None:
        folder = tmp_path / "postgres"
        cluster = postgres.start(folder)
        try:
            with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
                connection.execute("ALTER SYSTEM SET log_statement = 'all'")
                connection.execute("SELECT pg_reload_conf()")
            for password in ("first-password", "second-password"):
                database.create(cluster.url("postgres"), password=password)
                url = f"postgresql://tuppence_app:{password}@127.0.0.1:{cluster.port}/tuppence"
                assert database.answers(url)
            log = (folder / "server.log").read_text()
        finally:
            postgres.stop(folder)
        assert "ALTER ROLE" in log
        assert "-password" not in log


class TestTheServersLog:
    def test_names_nobody(self, tmp_path: Path) -> None:
        """Neither a slow statement, nor one that fails, nor what it was given."""
        folder, phone = tmp_path / "postgres", "+919812345678"
        cluster = postgres.start(folder)
        try:
            with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
                connection.execute("CREATE TABLE people (phone text UNIQUE)")
                insert = "INSERT INTO people SELECT {} FROM pg_sleep(0.6)"
                connection.execute(insert.format(f"'{phone}'"))
                for statement, given in (
                    (insert.format(f"'{phone}'"), None),
                    (insert.format("%s"), [phone]),
                ):
                    with pytest.raises(psycopg.errors.UniqueViolation):
                        connection.execute(statement, given)
            log = (folder / "server.log").read_text()
        finally:
            postgres.stop(folder)
        assert "duplicate key" in log
        assert phone not in log


class TestTheServersCommand:
    def test_shows_no_password(self, tmp_path: Path) -> None:
        postgres.create(tmp_path)
        command = postgres.server_command(tmp_path, port=1)
        assert (tmp_path / "password").read_text().strip() not in " ".join(command)
        listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
        assert "tuppence_owner:" not in listed.stdout
