"""What somebody does is heard by whom it concerns, while they look: from a real server."""

import os
import secrets
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.core.management import call_command

from tests.journeys.app import App
from tests.journeys.conftest import People, someone
from tests.journeys.ear import Ear
from tests.journeys.web import METRICS_TOKEN, Web
from tuppence.people.identity.models import Person
from tuppence.reach.audience import Hint
from tuppence.reach.live import streams
from tuppence.stack import redis

pytestmark = pytest.mark.stack

MOST = 4


@pytest.fixture(scope="module")
def web(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A worker that takes on one request at a time, and a few who listen."""
    server = Web(
        owner_url=module_database,
        folder=tmp_path_factory.mktemp("web"),
        workers=1,
        TUPPENCE_MAX_REQUESTS="2",
        TUPPENCE_LIVE_STREAMS=str(MOST),
    )
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def listening(people: People) -> People:
    """Everyone, once what came of their beginnings has been told."""
    deliver()
    return people


def deliver() -> None:
    """What the relay does all the time."""
    call_command("relay", "--drain")


def paid(people: People) -> str:
    """Asha tops Meera up, who pays at the canteen; the payment's id."""
    wallet = people.meera.wallet()["id"]
    assert people.asha.sign(f"/v1/wallets/{wallet}/topups", {"amount": 100_00}).status_code == 201
    answer = people.meera.sign("/v1/payments", {"to": {"upi": people.code}})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


class TestWhoeverLooks:
    def test_hears_what_another_does_and_nothing_more_than_that(
        self, web: Web, listening: People
    ) -> None:
        stranger = App(web.url).log_in(someone("Zoya", age=30).phone)
        deliver()  # what came of their own beginnings
        apps = (listening.asha, listening.meera, listening.farida, stranger)
        asha, meera, farida, zoya = (Ear(app) for app in apps)
        payment = paid(listening)
        deliver()
        for ear in (asha, meera, farida):
            ear.hear("hint", topic="payments", id=payment)
        assert farida.topics() == {"payments", "wallets"}
        assert [event.kind for event in zoya.events] == ["reset"]
        heard = asha.text + meera.text + farida.text
        for secret in ("4500", "10000", "Canteen", "Meera", "INR", "amount"):
            assert secret not in heard
        for ear in (asha, meera, farida, zoya):
            ear.close()

    def test_goes_on_where_they_stopped(self, listening: People) -> None:
        first = Ear(listening.asha)
        place = first.hear("reset").id
        first.close()
        payment = paid(listening)
        deliver()
        second = Ear(listening.asha, last=place)
        after = second.hear("hint", topic="payments", id=payment).id
        assert "reset" not in {event.kind for event in second.events}
        second.close()
        third = Ear(listening.asha, last=after)
        frozen = listening.meera.wallet()["id"]
        listening.asha.send("PUT", f"/v1/wallets/{frozen}/freeze")
        deliver()
        third.hear("hint", topic="wallets", id=frozen)
        assert "payments" not in third.topics()  # told before
        third.close()

    def test_is_told_to_read_anew_what_they_missed_too_much_of(self, listening: People) -> None:
        first = Ear(listening.asha)
        place = first.hear("reset").id
        first.close()
        asha = Person.objects.get(phone=_phone(listening.asha)).pk
        for number in range(streams.KEPT + 1):
            streams.tell({asha: [Hint("payments", f"pay_{number}")]})
        for unknown in (place, "1-1", "no place at all"):
            again = Ear(listening.asha, last=unknown)
            again.hear("reset")
            again.close()

    def test_is_cut_off_when_the_session_ends(self, listening: People) -> None:
        ear = Ear(listening.farida)
        gone = listening.farida.send("DELETE", "/v1/auth/sessions/current")
        assert gone.status_code == 204
        ear.await_end()
        assert Ear(listening.farida).status == 401

    def test_is_let_go_on_by_the_next_worker(self, web: Web, listening: People) -> None:
        ear = Ear(listening.meera)
        [worker] = web.workers()
        os.kill(worker, signal.SIGTERM)
        ear.await_end()
        assert ear.text.endswith("\n\n")
        payment = paid(listening)
        deliver()
        again = Ear(listening.meera, last=ear.events[-1].id)
        while again.status == 503:  # by the worker that ends, which takes connections for a moment
            time.sleep(0.2)
            again = Ear(listening.meera, last=ear.events[-1].id)
        again.hear("hint", topic="payments", id=payment)
        again.close()

    def test_takes_no_place_of_a_request_and_has_a_bound_of_its_own(
        self, web: Web, listening: People
    ) -> None:
        ears = [Ear(app) for app in (listening.asha, listening.meera) for _ in range(MOST // 2)]
        assert listening.meera.wallet()["balance"] == 0
        measures = httpx.get(
            f"{web.url}/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"}
        )
        assert f"tuppence_live_listeners {float(MOST)}" in measures.text
        full = listening.farida.send("GET", "/v1/live")
        assert (full.status_code, full.json()["code"]) == (503, "live_full")
        assert int(full.headers["Retry-After"]) > 0
        for ear in ears:
            ear.close()


class TestWithoutRedis:
    def test_nobody_is_left_waiting(
        self, module_database: str, tmp_path: Path, people: People
    ) -> None:
        (tmp_path / "redis").mkdir()
        process, url = redis.start(tmp_path / "redis", password=secrets.token_hex(8))
        server = Web(owner_url=module_database, folder=tmp_path, workers=1, redis_url=url)
        server.start()
        try:
            app = people.asha
            app.url = server.url
            ear = Ear(app)
            process.kill()
            ear.await_end()
            assert Ear(app).status == 503
        finally:
            server.stop()
            process.kill()
            process.wait()


def _phone(app: App) -> str:
    return str(app.get("/v1/me")["phone"])
