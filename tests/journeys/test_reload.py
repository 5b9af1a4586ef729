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
PAUSE = 0.02
"""Seconds between two requests of a caller: who changes places needs some of the processor."""


@contextmanager
def callers(url: str) -> Iterator[list[int]]:
    """Callers that ask all the time, half of them on a connection of their own for each request;
    gives the statuses of what they are answered."""
    stop, answers = threading.Event(), list[int]()

    def call(number: int) -> None:
        with httpx.Client(base_url=url, timeout=30) as client:
            headers = {"Connection": "close"} if number % 2 else {}
            while not stop.is_set():
                answers.append(client.get("/healthz", headers=headers).status_code)
                stop.wait(PAUSE)

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
        assert set(answers) == {200}
        assert len(answers) > 100
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
