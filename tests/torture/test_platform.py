"""The short form of `make torture`: the whole platform, a few faults, and the comparison."""

import logging
import time
from collections.abc import Iterator

import pytest

from tests.journeys.app import App
from tests.torture import ordeal
from tests.torture.platform import Platform

pytestmark = [pytest.mark.torture, pytest.mark.stack]

PLAN = ("lose answers", "kill web worker", "kill PostgreSQL", "kill Redis", "overload")


@pytest.fixture(autouse=True, scope="module")
def _quiet() -> None:
    """Or a failure would be told among thousands of requests."""
    logging.getLogger("httpx").setLevel(logging.WARNING)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    running = Platform(tmp_path_factory.mktemp("torture") / "data")
    try:
        running.up()
        yield running
    finally:
        running.down()


class TestThePlatform:
    def test_keeps_every_promise_whatever_is_killed(self, platform: Platform) -> None:
        done = ordeal.run(platform, plan=PLAN, seed=2026, small_disk=False, say=print)
        assert done.broken == []
        assert done.totals["payments acknowledged"] > 100
        assert done.totals["in doubt at first"] > 0


class TestPostgresThatIsAway:
    def test_is_waited_for_by_callers_and_by_us(self, platform: Platform) -> None:
        """503 with Retry-After while it is away; then service, by the processes that were there."""
        somebody = App(platform.url).log_in("+916100000001")
        web, workers = platform.pid("web"), platform.web_workers()
        with platform.without("postgres"):
            answers = [somebody.send("GET", "/v1/wallets") for _ in range(5)]
            assert {answer.status_code for answer in answers} == {503}
            assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers)
            assert not platform.healthy()
        deadline = time.monotonic() + 30
        while somebody.send("GET", "/v1/wallets").status_code != 200:
            assert time.monotonic() < deadline, "it does not come back"
            time.sleep(0.1)
        assert (platform.pid("web"), platform.web_workers()) == (web, workers)


class TestDown:
    def test_leaves_no_process_behind(self, platform: Platform) -> None:
        assert platform.down() == []
