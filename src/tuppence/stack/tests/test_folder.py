import json
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tuppence.kernel.files import write_private
from tuppence.stack import folder as folder_module
from tuppence.stack.folder import Busy, Folder, FolderUnusable, port_is_free


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path / "data")
    made.prepare()
    return made


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


class TestAFolder:
    def test_is_made_for_its_owner_alone(self, folder: Folder) -> None:
        assert [mode(path) for path in (folder.path, folder.logs, folder.run)] == [0o700] * 3

    def test_of_someone_else_is_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "data"
        path.mkdir()
        if os.geteuid() == 0:
            os.chown(path, 12345, 12345)
        else:
            path = Path("/usr")
        with pytest.raises(FolderUnusable, match="belongs to user"):
            Folder(path).prepare()
        assert path == Path("/usr") or not list(path.iterdir())

    def test_on_a_full_disk_is_refused_with_the_figures(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(folder_module, "SPACE_NEEDED", 10**18)
        with pytest.raises(FolderUnusable, match="1000000000000 MB are needed"):
            Folder(tmp_path / "data").prepare()

    def test_that_has_a_database_needs_less_space(
        self, folder: Folder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder.postgres.mkdir()
        monkeypatch.setattr(folder_module, "SPACE_NEEDED", 10**18)
        folder.prepare()

    @pytest.mark.parametrize(
        ("name", "why"),
        [
            ("/".join(["x" * 200] * 4), "longer than 700 bytes"),
            ("two\nlines", "not printable"),
            ("\udcff", "not printable text in UTF-8"),
        ],
    )
    def test_of_a_name_that_programs_cannot_be_told_is_refused(
        self, tmp_path: Path, name: str, why: str
    ) -> None:
        with pytest.raises(FolderUnusable, match=why):
            Folder(tmp_path / name).prepare()
        assert list(tmp_path.iterdir()) == []

    def test_in_a_place_that_is_a_file_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(FolderUnusable, match="cannot be made"):
            Folder(tmp_path / "file" / "data").prepare()


class TestTheLock:
    def test_keeps_another_process_out_and_names_the_holder(self, folder: Folder) -> None:
        code = (
            "import sys; from pathlib import Path; from tuppence.stack.folder import Folder\n"
            f"with Folder(Path({str(folder.path)!r})).lock(): print('held')"
        )
        with folder.lock():
            other = subprocess.run(
                [sys.executable, "-c", code], capture_output=True, text=True, check=False
            )
            assert f"(process {os.getpid()})" in other.stderr
        free = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
        assert free.stdout == b"held\n"

    def test_is_not_taken_twice_by_one_process(self, folder: Folder) -> None:
        with folder.lock(), pytest.raises(Busy), folder.lock():
            pass


class TestSecrets:
    def test_are_made_once_and_readable_by_nobody_else(self, folder: Folder) -> None:
        first = folder.secrets()
        assert folder.secrets() == first
        assert len(set(first.values())) == len(first)
        assert mode(folder.path / "secrets.json") == 0o600

    def test_that_are_damaged_are_told_of_and_kept(self, folder: Folder) -> None:
        file = folder.path / "secrets.json"
        file.write_text("{")
        with pytest.raises(FolderUnusable, match="cannot be read"):
            folder.secrets()
        assert file.read_text() == "{"


class TestPorts:
    def test_stay_the_same_until_taken(self, folder: Folder) -> None:
        ports = folder.ports("postgres", "redis")
        assert folder.ports("postgres", "redis") == ports
        with socket.socket() as squatter:
            squatter.bind(("127.0.0.1", ports["redis"]))
            squatter.listen()
            again = folder.ports("postgres", "redis")
        assert again["postgres"] == ports["postgres"]
        assert again["redis"] != ports["redis"]

    def test_on_a_host_that_is_not_ours_are_an_error(self) -> None:
        with pytest.raises(OSError, match="assign"):
            port_is_free("192.0.2.1", 8200)


class TestAPrivateFile:
    def test_is_replaced_whole_or_not_at_all(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = tmp_path / "settings.json"
        write_private(file, json.dumps({"a": 1}))

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            write_private(file, json.dumps({"a": 2}))
        assert json.loads(file.read_text()) == {"a": 1}
        assert list(tmp_path.iterdir()) == [file]
