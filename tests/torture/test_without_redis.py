"""What works while Redis is away, or hangs: docs/torture.md has the table, and says why."""

import secrets
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.conftest import People, people
from tests.journeys.test_money_under_load import load, outcomes, pay
from tests.journeys.web import Web
from tuppence.edge.tests.conftest import no_counts
from tuppence.stack import redis

__all__ = ["no_counts", "people"]

pytestmark = [pytest.mark.torture, pytest.mark.stack]


class OwnRedis:
    """A Redis for one web server, to be taken away."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process, self.url = redis.start(folder, password=secrets.token_hex(8))

    def hang(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(10)


@pytest.fixture(scope="module")
def own_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnRedis]:
    running = OwnRedis(tmp_path_factory.mktemp("redis"))
    try:
        yield running
    finally:
        running.kill()


@pytest.fixture(scope="module")
def web(
    own_redis: OwnRedis, module_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("web")
    server = Web(owner_url=module_database, folder=folder, workers=1, redis_url=own_redis.url)
    server.start()
    try:
        yield server
    finally:
        server.stop()


class TestRedisThatHangs:
    """Worse than one that is gone, as every question costs its time-out."""

    @pytest.fixture(autouse=True)
    def _hanging(self, people: People, own_redis: OwnRedis) -> Iterator[None]:
        load(people, 100_00)
        own_redis.hang()
        yield
        own_redis.go_on()

    def test_stops_no_payment(self, people: People) -> None:
        begun = time.monotonic()
        answers = [pay(people) for _ in range(5)]
        assert outcomes(answers) == {(201, None): 5}
        assert time.monotonic() - begun < 15, "each payment waited for Redis"

    def test_stops_no_reading(self, people: People) -> None:
        assert people.meera.wallet()["balance"] == 100_00

    def test_stops_signing_in_as_guessing_must_be_counted(self, people: People) -> None:
        answer = people.asha.send("POST", "/v1/auth/codes", {"phone": "+919876543210"})
        assert (answer.status_code, answer.json()["code"]) == (503, "limiter_unavailable")
        assert int(answer.headers["Retry-After"]) > 0


class TestRedisThatComesBack:
    def test_is_used_again_by_itself(self, people: People, own_redis: OwnRedis) -> None:
        own_redis.hang()
        assert "RateLimit-Limit" not in people.asha.send("GET", "/v1/me").headers
        own_redis.go_on()
        deadline = time.monotonic() + 15
        while "RateLimit-Limit" not in people.asha.send("GET", "/v1/me").headers:
            assert time.monotonic() < deadline, "requests are still not counted"
            time.sleep(0.2)
        phone = {"phone": "+919876543210"}
        assert people.asha.send("POST", "/v1/auth/codes", phone).status_code == 202


class TestRedisThatIsGone:
    """The last, as it does not come back."""

    def test_stops_no_payment_and_no_reading(self, people: People, own_redis: OwnRedis) -> None:
        load(people, 100_00)
        own_redis.kill()
        assert outcomes([pay(people) for _ in range(5)]) == {(201, None): 5}
        assert people.meera.wallet()["balance"] == 50_00
        health = people.meera.send("GET", "/healthz")
        assert (health.status_code, health.json()["checks"]["redis"]["ok"]) == (503, False)
        assert health.json()["checks"]["database"]["ok"]
