"""The whole platform, from an empty folder to nothing left: started, killed, recovered, stopped.

One installation lives through the tests of this module in their order, as starting it is the slow
part.
"""

import fcntl
import json
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import psutil
import psycopg
import pytest

from tests.journeys.app import App
from tests.journeys.platforms import Platform
from tuppence.stack import processes

pytestmark = pytest.mark.stack

PROGRAMS = {"postgres", "redis", "web", "worker", "beat", "relay", "backup", "kyc"}


@pytest.fixture(scope="module")
def occupied() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield int(server.getsockname()[1])


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory, occupied: int) -> Iterator[Platform]:
    """Up, in a folder whose path is longer than a Unix socket's may be, and holds what a shell, a
    pattern, PostgreSQL's settings or supervisord's could take for something else."""
    name = '100% Meera\'s "d\u00e4ta" [1] ;x #y $z ' + "x" * 100
    folder = tmp_path_factory.mktemp("home") / name / "data"
    made = Platform(folder, wanted_port=occupied)
    made.environment["TUPPENCE_ACCESS_LOG"] = "all"
    try:
        up = made.run("up", "--detach")
        assert up.returncode == 0, up.stderr
        assert f"port {occupied} is taken" in up.stdout
        yield made
    finally:
        processes.end(made.folder)


class TestUp:
    def test_runs_every_program(self, platform: Platform) -> None:
        status = platform.status()
        assert {program["name"] for program in status["processes"]} == PROGRAMS
        assert {program["state"] for program in status["processes"]} == {"RUNNING"}
        assert status["healthy"]
        assert {person["role"] for person in status["demo"]} >= {"guardian", "teen"}

    def test_answers_on_the_address_that_it_tells(self, platform: Platform, occupied: int) -> None:
        url = platform.status()["url"]
        assert not url.endswith(f":{occupied}")
        with urllib.request.urlopen(f"{url}/healthz", timeout=10) as answer:
            assert json.load(answer)["status"] == "ok"

    def test_gives_systems_that_really_work(self, platform: Platform) -> None:
        done = platform.run("stack", "--json")
        rows = json.loads(done.stdout)
        assert [row for row in rows if not row["works"]] == []
        assert {"PostgreSQL", "Redis", "Celery worker", "Outbox relay"} <= {
            row["system"] for row in rows
        }
        assert done.returncode == 0

    def test_again_changes_nothing(self, platform: Platform) -> None:
        before = {program["pid"] for program in platform.status()["processes"]}
        again = platform.run("up", "--detach")
        assert (again.returncode, again.stderr) == (0, "")
        assert "up already" in again.stdout
        assert {program["pid"] for program in platform.status()["processes"]} == before

    def test_waits_for_nobody_else_who_starts_or_stops(self, platform: Platform) -> None:
        with (platform.folder.path / "lock").open("r+") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            for word in ("up", "down"):
                refused = platform.run(word)
                assert refused.returncode == 1
                assert "another tuppence command" in refused.stderr
        assert platform.status()["healthy"]


class TestSecrets:
    def test_are_on_no_command_line_and_in_no_log(self, platform: Platform) -> None:
        secrets = [*platform.folder.secrets().values()]
        secrets.append((platform.folder.postgres / "password").read_text().strip())
        lines = [
            " ".join(process.cmdline())
            for process in psutil.process_iter(["cmdline"])
            if process.info["cmdline"]
        ]
        logs = [log.read_text(errors="replace") for log in platform.folder.logs.iterdir()]
        assert len(logs) >= len(PROGRAMS)
        for secret in secrets:
            assert not [text for text in (*lines, *logs) if secret in text]

    def test_are_in_files_for_their_owner_alone(self, platform: Platform) -> None:
        path = platform.folder.path
        held = [
            path / "secrets.json",
            path / "environment.json",
            path / "postgres" / "password",
            path / "redis" / "redis.conf",
            path / "run" / "supervisord.conf",
        ]
        assert [stat.S_IMODE(file.stat().st_mode) for file in held] == [0o600] * len(held)

    def test_of_the_owner_are_not_in_the_programs_environment(self, platform: Platform) -> None:
        password = (platform.folder.postgres / "password").read_text().strip()
        [web] = [p for p in platform.status()["processes"] if p["name"] == "web"]
        assert password not in str(psutil.Process(web["pid"]).environ())


class TestLogs:
    def test_name_nobody(self, platform: Platform) -> None:
        """After a log-in, a payment and a refusal, neither a phone number, a name nor a code."""
        status = platform.status()
        asha = App(status["url"]).log_in(status["demo"][0]["phone"])
        wallet = asha.wallet()["id"]
        for amount, answer in ((500_00, 201), (-1, 422)):
            made = asha.sign(f"/v1/wallets/{wallet}/topups", {"amount": amount, "unit": "INR"})
            assert made.status_code == answer, made.text
        message = asha.get("/dev/inbox.json")["items"][0]
        code = re.search(r"\b[0-9]{6}\b", message["body"])
        assert code is not None
        pin = asha.send("PUT", "/v1/me/pin", {"pin": "739516"})
        assert pin.status_code < 300, pin.text
        private = [code[0], "739516", "Asha Rao", "Meera Rao"]
        private += [person["phone"].lstrip("+") for person in status["demo"]]
        for log in platform.folder.logs.iterdir():
            text = log.read_text(errors="replace")
            assert [word for word in private if re.search(rf"\b{word}\b", text)] == [], log
            # Nor what would open anything: an access token, a refresh token, a signature.
            for secret in (*asha.tokens, "Bearer ", "signature-input"):
                assert secret not in text, log

    def test_tell_which_request_who_and_what_was_posted(self, platform: Platform) -> None:
        """Of the top-up of the test before; and which task it was that wrote a line."""
        topups = [
            line
            for line in lines(platform, "web")
            if line["event"] == "request_answered" and line["route"].endswith("/topups")
        ]
        assert [line["status"] for line in topups] == [201, 422]
        assert topups[0]["journal"] > 0
        for line in topups:
            assert line["request_id"].startswith("req-")
            assert line["person"].startswith("per_")
            assert line["device"].startswith("dev_")
        until(lambda: '"sealed"' in platform.folder.log("worker").read_text())
        sealed = [line for line in lines(platform, "worker") if line["event"] == "sealed"]
        assert {line["task"] for line in sealed} == {"tuppence.seal.tasks.seal"}
        assert len({line["task_id"] for line in sealed}) == len(sealed)


def lines(platform: Platform, program: str) -> list[dict[str, Any]]:
    """What a program logged in our form."""
    text = platform.folder.log(program).read_text()
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


class TestTheApplicationsRole:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE ledger_balance SET credits_posted = 1000000",
            "DELETE FROM ledger_transfer",
            "TRUNCATE ledger_transfer",
            "UPDATE outbox_fact SET payload = '{}'",
            "DELETE FROM outbox_fact",
            "DELETE FROM django_migrations",
            "CREATE TABLE mine (id int)",
        ],
    )
    def test_may_not(self, platform: Platform, statement: str) -> None:
        with (
            platform.connect() as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(statement)


class TestAKilledSupervisor:
    def test_leaves_nothing_that_the_next_start_does_not_mend(self, platform: Platform) -> None:
        people = platform.people()
        pid = int((platform.folder.run / "supervisord.pid").read_text())
        orphans = [psutil.Process(program["pid"]) for program in platform.status()["processes"]]
        psutil.Process(pid).kill()
        assert platform.run("status").returncode == 3

        up = platform.run("up", "--detach")
        assert up.returncode == 0, up.stderr
        assert "outlived their supervisor" in up.stdout
        assert processes.wait(orphans, seconds=0) == []
        assert platform.people() == people > 0


class TestDown:
    def test_leaves_no_process(self, platform: Platform) -> None:
        down = platform.run("down")
        assert (down.returncode, down.stderr) == (0, "")
        assert remaining(platform) == []
        assert platform.run("status").returncode == 3

    def test_again_does_nothing(self, platform: Platform) -> None:
        assert platform.run("down").returncode == 0


class TestCtrlC:
    def test_in_the_foreground_ends_everything(self, platform: Platform) -> None:
        process = foreground(platform)
        assert process.stdout is not None
        assert any("Ctrl-C" in line for line in process.stdout)
        begun = remaining(platform)
        assert len(begun) > len(PROGRAMS)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
        assert remaining(platform) == []

    def test_in_the_middle_of_a_start_does_too(self, platform: Platform) -> None:
        process = foreground(platform)
        until((platform.folder.run / "supervisord.pid").exists)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
        assert remaining(platform) == []


class TestAFolderOfAnotherVersion:
    def test_is_refused_and_left_alone(self, platform: Platform) -> None:
        version = platform.folder.postgres / "data" / "PG_VERSION"
        version.write_text("17\n")
        refused = platform.run("up", "--detach")
        version.write_text("18\n")
        assert refused.returncode == 1
        assert re.search("made by PostgreSQL 17.*left alone", refused.stderr)
        assert remaining(platform) == []


def foreground(platform: Platform) -> subprocess.Popen[str]:
    """`tuppence up` without --detach, which hears SIGINT even where these tests are run so that
    they do not (in the background of a script)."""
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from tuppence.stack.cli import main; sys.exit(main(['up']))"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=platform.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def remaining(platform: Platform) -> list[str]:
    """Processes that work for the platform: by their mark, their files, or their command line."""
    path = str(platform.folder.path)
    named = []
    for process in psutil.process_iter():
        try:
            named += [process] if path in " ".join(process.cmdline()) else []
        except psutil.Error:
            continue
    return sorted({str(process) for process in (*named, *processes.find(platform.folder))})


def until(reached: Any) -> None:
    deadline = time.monotonic() + 30
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.02)
