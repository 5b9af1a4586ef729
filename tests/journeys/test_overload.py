"""More callers than a worker takes on, while nothing moves: the surplus is told so at once, those
taken on are answered once it goes on, and whoever looks after the platform always is.

What stands still is the look-up of who asks, long before anything gathers for the ledger. (Payments
that wait there: tests/torture/overload.py.)
"""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import psycopg
import pytest

from tests.journeys.conftest import People
from tests.journeys.web import METRICS_TOKEN, Web

pytestmark = pytest.mark.stack

MAX_REQUESTS = 20
CALLERS = 60
SOON = 20.0
"""Seconds: an order of magnitude, no measurement."""


@pytest.fixture(scope="module")
def web(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """One worker that takes on few requests."""
    server = Web(
        owner_url=module_database,
        folder=tmp_path_factory.mktemp("web"),
        workers=1,
        TUPPENCE_MAX_REQUESTS=str(MAX_REQUESTS),
    )
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def nobody_told_apart(owner_url: str) -> Iterator[None]:
    with psycopg.connect(owner_url) as connection:
        connection.execute("LOCK TABLE identity_person IN ACCESS EXCLUSIVE MODE")
        yield


def test_the_surplus_is_refused_at_once_and_nobody_waits_long(
    web: Web, people: People, module_database: str
) -> None:
    with ThreadPoolExecutor(CALLERS) as pool:
        with nobody_told_apart(module_database):
            asked = [pool.submit(people.asha.send, "GET", "/v1/me") for _ in range(CALLERS)]
            begun = time.monotonic()
            while (refused := sum(one.done() for one in asked)) < CALLERS - MAX_REQUESTS:
                assert time.monotonic() - begun < SOON, f"the surplus had to wait: {refused}"
                time.sleep(0.05)
            for path in ("/livez", "/readyz", "/healthz"):
                assert httpx.get(f"{web.url}{path}", timeout=SOON).status_code == 200, path
            metrics = httpx.get(
                f"{web.url}/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"}
            )
            told = f"tuppence_http_overloaded_total {float(CALLERS - MAX_REQUESTS)}"
            assert told in metrics.text.splitlines()
        released = time.monotonic()
        answers = [one.result() for one in asked]
        assert time.monotonic() - released < SOON
    assert Counter(answer.status_code for answer in answers) == {
        200: MAX_REQUESTS,
        503: CALLERS - MAX_REQUESTS,
    }
    for answer in answers:
        if answer.status_code == 503:
            assert answer.json()["code"] == "overloaded"
            assert answer.headers["Retry-After"] == "1"
    assert people.asha.send("GET", "/v1/me").status_code == 200
