"""Stopping and renewing a web server that people are using: nobody's request fails."""

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import psutil
import pytest

from tests.journeys.platforms import Platform
from tuppence.stack import processes

pytestmark = [pytest.mark.stack, pytest.mark.torture]

CALLERS = 8


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    made = Platform(tmp_path_factory.mktemp("home"), wanted_port=0)
    try:
        done = made.run("up", "--detach", TUPPENCE_RATE_LIMIT="1000000")
        assert done.returncode == 0, done.stderr
        yield made
    finally:
        processes.end(made.folder)


class Answers:
    """What callers got while a test did something to the server."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.slowest = 0.0


@contextmanager
def callers(url: str) -> Iterator[Answers]:
    """Callers that ask all the time, half of them on a connection of their own for each request."""
    stop, answers = threading.Event(), Answers()

    def call(number: int) -> None:
        with httpx.Client(base_url=url, timeout=30) as client:
            headers = {"Connection": "close"} if number % 2 else {}
            while not stop.is_set():
                begun = time.monotonic()
                answers.statuses.append(client.get("/healthz", headers=headers).status_code)
                answers.slowest = max(answers.slowest, time.monotonic() - begun)

    with ThreadPoolExecutor(CALLERS) as pool:
        calls = [pool.submit(call, number) for number in range(CALLERS)]
        try:
            yield answers
        finally:
            stop.set()
        for each in calls:
            each.result()


def workers(platform: Platform) -> set[int]:
    [web] = [p for p in platform.status()["processes"] if p["name"] == "web"]
    return {child.pid for child in psutil.Process(web["pid"]).children()}


class TestAReload:
    def test_fails_no_request_under_load(self, platform: Platform) -> None:
        before = workers(platform)
        with callers(platform.status()["url"]) as answers:
            time.sleep(0.5)
            done = platform.run("reload")
            time.sleep(0.5)
        assert done.returncode == 0, done.stderr
        assert set(answers.statuses) == {200}
        assert len(answers.statuses) > 100
        after = workers(platform)
        assert len(after) == len(before)
        assert not after & before

    def test_of_nothing_says_so(self, platform: Platform, tmp_path: object) -> None:
        refused = platform.run("reload", TUPPENCE_DATA_DIR=str(tmp_path))
        assert refused.returncode == 1
        assert "nothing is running" in refused.stderr


class TestAStop:
    def test_does_not_wait_for_connections_that_ask_nothing(self, platform: Platform) -> None:
        """But gunicorn's own worker would, for 20 seconds."""
        url = httpx.URL(platform.status()["url"])
        with httpx.Client(base_url=url) as kept, socket.create_connection((url.host, url.port)):
            assert kept.get("/healthz").status_code == 200
            old = [psutil.Process(pid) for pid in workers(platform)]
            begun = time.monotonic()
            for worker in old:
                os.kill(worker.pid, signal.SIGTERM)
            assert processes.wait(old, seconds=15) == []
        assert time.monotonic() - begun < 15
