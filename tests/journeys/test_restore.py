"""Backups, by what they are for: payments before and after a time, and the database as it was."""

import json
import re
import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from tests.journeys.app import App
from tests.journeys.platforms import Platform
from tuppence.kernel.clock import utc_now
from tuppence.stack import processes
from tuppence.stack.backups import Backups

pytestmark = pytest.mark.stack


def top_up(platform: Platform, paise: int) -> None:
    """A grown-up of the demo tops their own wallet up: another each time, as codes are limited."""
    status = platform.status()
    adults = [person["phone"] for person in status["demo"] if person["role"] != "teen"]
    app = App(status["url"]).log_in(adults[paise // 111 % len(adults)])
    body = {"amount": paise, "unit": "INR"}
    answer = app.sign(f"/v1/wallets/{app.wallet()['id']}/topups", body)
    assert answer.status_code == 201, answer.text


def amounts(platform: Platform) -> set[int]:
    """The amounts of all payments there are."""
    with platform.connect() as connection:
        return {row[0] for row in connection.execute("SELECT amount FROM payments_payment")}


def restored(platform: Platform, to: str) -> None:
    """Down, restored, up again with the settings that the restore names, and the books agree."""
    named = down_and_restored(platform, to)
    platform.environment |= named
    up(platform)
    assert disagreements(platform) == []


def down_and_restored(platform: Platform, to: str) -> dict[str, str]:
    """Gives the settings that the restore says to set."""
    assert platform.run("down").returncode == 0
    done = platform.run("restore", "--to", to)
    assert done.returncode == 0, done.stderr
    named = dict(re.findall(r"^  (TUPPENCE_SEAL_\w+)=(\S+)$", done.stdout, re.MULTILINE))
    assert named.keys() == {"TUPPENCE_SEAL_ORIGIN", "TUPPENCE_SEAL_FORMER_KEYS"}
    return named


def up(platform: Platform) -> None:
    done = platform.run("up", "--detach")
    assert done.returncode == 0, done.stderr


def disagreements(platform: Platform) -> list[str]:
    """The checks of `tuppence verify` that fail."""
    checks = json.loads(platform.run("verify", "--json").stdout)["checks"]
    return [check["name"] for check in checks if check["disagreement"]]


def checkpoint(platform: Platform) -> tuple[str, int]:
    """The name and size of the newest signed root, as anybody can ask for it."""
    answer = httpx.get(f"{platform.status()['url']}/v1/seal/checkpoint")
    if answer.status_code != 200:
        return "", 0
    name, size, *_ = answer.json()["note"].split("\n")
    return name, int(size)


def until(reached: Callable[[], bool]) -> None:
    """Some beats of the sealer at most."""
    deadline = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.5)


class TestARestore:
    def test_goes_back_to_any_time_and_forward_again(self, platform: Platform) -> None:
        made = platform.run("backup")
        assert made.returncode == 0, made.stderr
        top_up(platform, 111)
        between = utc_now()
        top_up(platform, 222)
        before_the_restore = utc_now()

        restored(platform, between.isoformat())
        assert {111, 222} & amounts(platform) == {111}
        assert list(platform.folder.postgres.glob("data.before-*"))

        # What was undone is not lost: the restore itself can be undone.
        top_up(platform, 333)
        restored(platform, before_the_restore.isoformat())
        assert {111, 222, 333} & amounts(platform) == {111, 222}

        # And history goes on from there, backups too.
        top_up(platform, 444)
        assert platform.run("backup").returncode == 0
        top_up(platform, 555)
        restored(platform, "latest")
        assert {111, 222, 333, 444, 555} & amounts(platform) == {111, 222, 444, 555}

    def test_is_possible_when_the_database_itself_is_lost(self, platform: Platform) -> None:
        top_up(platform, 666)
        with platform.connect() as connection:
            connection.execute("SELECT 1")
        assert platform.run("backup").returncode == 0
        assert platform.run("down").returncode == 0
        shutil.rmtree(platform.folder.postgres)
        platform.environment |= down_and_restored(platform, "latest")
        up(platform)
        assert 666 in amounts(platform)


class TestWhatWasSigned:
    def test_after_the_restored_time_is_never_signed_differently(self, platform: Platform) -> None:
        until(lambda: checkpoint(platform)[1] > 0)
        between = utc_now()
        before = checkpoint(platform)
        top_up(platform, 777)
        until(lambda: checkpoint(platform)[1] > before[1])
        known = checkpoint(platform)

        named = down_and_restored(platform, between.isoformat())
        up(platform)
        top_up(platform, 888)
        until(lambda: "seal_fork_refused" in platform.folder.log("worker").read_text())
        assert checkpoint(platform)[1] < known[1]
        assert disagreements(platform) == ["kept"]

        assert platform.run("down").returncode == 0
        platform.environment |= named
        up(platform)
        until(lambda: checkpoint(platform)[0] == named["TUPPENCE_SEAL_ORIGIN"])
        assert disagreements(platform) == []


class TestWhatCannotBe:
    """Every refusal leaves the database as it is, and says what to do."""

    @pytest.mark.parametrize(
        ("to", "says"),
        [
            ("yesterday", "is not a time such as"),
            ("2026-05-04T13:05:00", "does not say where"),
            ("2999-01-01T00:00:00Z", "yet to come"),
            ("2020-01-01T00:00:00Z", "make down"),
        ],
    )
    def test_is_refused_while_it_runs(self, platform: Platform, to: str, says: str) -> None:
        refused = platform.run("restore", "--to", to)
        assert refused.returncode == 1
        assert says in refused.stderr
        assert platform.status()["healthy"]

    def test_is_refused_when_it_is_down(self, platform: Platform) -> None:
        assert platform.run("down").returncode == 0
        names = sorted(path.name for path in platform.folder.postgres.iterdir())

        refused = platform.run("restore", "--to", "2020-01-01T00:00:00Z")
        assert (refused.returncode, refused.stdout) == (1, "")
        [earliest] = re.findall(r"earliest time that can be restored is (\S+)", refused.stderr)
        assert datetime.fromisoformat(earliest) < utc_now()

        late = platform.run("restore", "--to", utc_now().isoformat())
        assert late.returncode == 1
        assert "nothing was recorded as late as" in late.stderr

        for word in ("backup", "restore --to latest"):
            stranger = platform.run(*word.split(), DATABASE_URL="postgresql://x@127.0.0.1:9/x")
            assert stranger.returncode == 1
            assert "a server of your own" in stranger.stderr

        down = platform.run("backup")
        assert down.returncode == 1
        assert "start it with `make up`" in down.stderr
        assert sorted(path.name for path in platform.folder.postgres.iterdir()) == names

    def test_is_refused_when_the_backups_are_anothers(
        self, platform: Platform, tmp_path: Path
    ) -> None:
        control = platform.folder.postgres / "data" / "global" / "pg_control"
        ours = control.read_bytes()
        control.write_bytes(bytes(8) + ours[8:])
        try:
            refused = platform.run("restore", "--to", "latest")
        finally:
            control.write_bytes(ours)
        assert refused.returncode == 1
        assert "of another database" in refused.stderr

    def test_leaves_no_server_behind(self, platform: Platform) -> None:
        assert processes.find(platform.folder) == []
        assert not (platform.folder.postgres / "data.restoring").exists()
        assert Backups(platform.folder.backups).bases()
