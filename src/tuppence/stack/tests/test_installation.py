import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tuppence.kernel.environment import SettingsInvalid, load
from tuppence.stack import installation, schema
from tuppence.stack.folder import Folder
from tuppence.stack.installation import AddressUnusable, Installation, TooManyConnections


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path / "data")
    made.prepare()
    return made


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield int(server.getsockname()[1])


def composed(folder: Folder, **given: str) -> Installation:
    source = {"TUPPENCE_MODE": "demo", "TUPPENCE_PORT": "0", **given}
    return installation.compose(load(source), folder, source)


class TestServers:
    def test_are_embedded_when_no_url_is_given(self, folder: Folder) -> None:
        chosen = composed(folder)
        assert set(chosen.ports) == {"supervisor", "postgres", "redis", "kyc"}
        assert f":{chosen.ports['postgres']}/tuppence" in chosen.variables["DATABASE_URL"]
        assert "//tuppence_app:" in chosen.variables["DATABASE_URL"]

    @pytest.mark.parametrize(
        ("name", "url", "left"),
        [
            ("DATABASE_URL", "postgresql://me:word@db.example/tuppence", "redis"),
            ("REDIS_URL", "redis://cache.example/0", "postgres"),
        ],
    )
    def test_of_ones_own_are_used_and_not_started(
        self, folder: Folder, name: str, url: str, left: str
    ) -> None:
        chosen = composed(folder, **{name: url})
        assert chosen.variables[name] == url
        assert set(chosen.ports) == {"supervisor", left, "kyc"}

    def test_that_stand_in_for_outside_ones_are_the_demos(self, folder: Folder) -> None:
        own = composed(folder, TUPPENCE_KYC_URL="https://kyc.example")
        assert own.variables["TUPPENCE_KYC_URL"] == "https://kyc.example"
        assert "kyc" not in own.ports
        assert "kyc" not in composed(folder, TUPPENCE_MODE="test").ports

    def test_that_are_embedded_must_have_connections_for_all(self, folder: Folder) -> None:
        composed(folder, TUPPENCE_WEB_WORKERS="10")
        with pytest.raises(TooManyConnections, match="want up to 106"):
            composed(folder, TUPPENCE_WEB_WORKERS="11")
        own = "postgresql://me@db.example/tuppence"
        composed(folder, TUPPENCE_WEB_WORKERS="11", DATABASE_URL=own)


class TestThePrograms:
    def test_never_see_the_owners_password(self, folder: Folder) -> None:
        owner = "postgresql://owner:secret@db.example/tuppence"
        chosen = composed(
            folder, DATABASE_URL="postgresql://tuppence_app@db.example/x", DATABASE_OWNER_URL=owner
        )
        assert chosen.owner_url == owner
        assert "secret" not in str(
            {name: value for name, value in chosen.for_programs().items() if "DATABASE" in name}
        )

    def test_are_not_misled_by_libpqs_variables(
        self, folder: Folder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PGSSLMODE", "verify-full")
        monkeypatch.setenv("PGHOST", "elsewhere.example")
        assert not [name for name in composed(folder).for_programs() if name.startswith("PG")]


class TestTheOwner:
    def test_never_comes_through_a_pooler(self, folder: Folder) -> None:
        pooled = "postgresql://tuppence_app@db.example:6432/x?pooler=transaction"
        chosen = composed(folder, DATABASE_URL=pooled)
        with pytest.raises(schema.RolesUnusable, match="set DATABASE_OWNER_URL to the server's"):
            schema.load_django(chosen)


class TestTheListeningPort:
    def test_is_the_next_free_one_when_taken(self, taken: int) -> None:
        assert taken < installation.listening_port("127.0.0.1", taken) < taken + 100

    def test_on_a_foreign_host_is_refused(self) -> None:
        for port in (0, 8200):
            with pytest.raises(AddressUnusable, match=r"192\.0\.2\.1"):
                installation.listening_port("192.0.2.1", port)

    @pytest.mark.parametrize(
        ("host", "shown"),
        [("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]"), ("localhost", "localhost")],
    )
    def test_is_shown_in_a_url_that_a_browser_takes(
        self, folder: Folder, host: str, shown: str
    ) -> None:
        chosen = composed(folder, TUPPENCE_HOST=host)
        assert chosen.url == f"http://{shown}:{chosen.variables['TUPPENCE_PORT']}"


class TestARememberedInstallation:
    def test_is_the_one_that_was_started(self, folder: Folder) -> None:
        chosen = composed(folder)
        folder.write(installation.REMEMBERED, chosen.variables)
        found = installation.remembered(
            {"TUPPENCE_DATA_DIR": str(folder.path), "TUPPENCE_PORT": "8200"}
        )
        assert found.variables == chosen.variables
        assert found.ports == chosen.ports

    def test_gives_way_to_what_is_set_now(self, folder: Folder) -> None:
        folder.write(installation.REMEMBERED, composed(folder).variables)
        mine = "postgresql://me@db.example/tuppence"
        found = installation.remembered(
            {"TUPPENCE_DATA_DIR": str(folder.path), "DATABASE_URL": mine}
        )
        assert found.variables["DATABASE_URL"] == mine
        assert "postgres" not in found.ports

    def test_that_never_was_needs_settings(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsInvalid, match="DATABASE_URL must be set in production"):
            installation.remembered({"TUPPENCE_DATA_DIR": str(tmp_path / "none")})
