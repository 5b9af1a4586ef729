"""Documents shown over HTTP to a platform whose provider is a process of its own, which tells what
it decides by signed webhooks."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.journeys.app import App
from tests.journeys.conftest import People
from tests.journeys.web import Web
from tuppence.kernel.clock import utc_now
from tuppence.people.identity.models import Person
from tuppence.people.kyc.operations.tiers import take_back
from tuppence.people.kyc.tests.simulating import NUMBERS, SECRET, TOKEN, simulator
from tuppence.stack.folder import free_port

pytestmark = [pytest.mark.stack]


@pytest.fixture(scope="module")
def web(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    folder: Path = tmp_path_factory.mktemp("kyc")
    port = free_port()
    with simulator(webhook=f"http://127.0.0.1:{port}/vendors/kyc") as provider:
        server = Web(
            owner_url=module_database,
            folder=folder,
            workers=2,
            TUPPENCE_PORT=str(port),
            TUPPENCE_KYC_URL=provider,
            TUPPENCE_KYC_TOKEN=TOKEN,
            TUPPENCE_KYC_WEBHOOK_SECRET=SECRET,
        )
        server.port, server.url = port, f"http://127.0.0.1:{port}"
        server.start()
        try:
            yield server
        finally:
            server.stop()


def newcomer(web: Web, number: int) -> App:
    """An adult who has signed up by themselves."""
    app = App(web.url).log_in(f"+9198765410{number:02}")
    profile = {"name": "Dev Shah", "handle": f"dev{number}", "birth_date": "1990-02-01"}
    assert app.send("PATCH", "/v1/me", profile).status_code == 200
    return app


def shown(app: App, what: str) -> None:
    body = {"document": "pan", "number": NUMBERS[what], "name": "Dev Shah"}
    answer = app.sign("/v1/kyc", body)
    assert answer.status_code == 201, answer.text


def becomes(app: App, state: str) -> dict[str, object]:
    """What it shows once it is in a state."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        seen = app.get("/v1/kyc")
        if seen["state"] == state:
            return seen
        time.sleep(0.2)
    raise AssertionError(f"it is {seen}, and never {state}")


class TestADocument:
    def test_is_approved_by_a_webhook(self, web: Web) -> None:
        app = newcomer(web, 1)
        assert app.get("/v1/kyc")["tier"] == "small"
        shown(app, "approved")
        assert becomes(app, "approved")["tier"] == "full"

    def test_is_rejected_and_another_is_approved(self, web: Web) -> None:
        app = newcomer(web, 2)
        shown(app, "name_mismatch")
        seen = becomes(app, "rejected")
        assert seen["check"]["reason"] == "name_mismatch"  # type: ignore[index]
        assert seen["tier"] == "small"
        shown(app, "busy_first")
        assert becomes(app, "approved")["tier"] == "full"

    def test_whose_answer_was_lost_is_decided_all_the_same(self, web: Web) -> None:
        app = newcomer(web, 3)
        shown(app, "slow")
        assert becomes(app, "approved")["tier"] == "full"

    def test_that_is_told_twice_and_out_of_order_is_decided_once(self, web: Web) -> None:
        app = newcomer(web, 4)
        shown(app, "twice")
        becomes(app, "approved")
        time.sleep(1)
        assert app.get("/v1/kyc")["state"] == "approved"

    def test_that_needs_a_review_waits_for_a_person(self, web: Web) -> None:
        app = newcomer(web, 5)
        shown(app, "review")
        assert becomes(app, "review")["tier"] == "small"

    def test_of_a_child_is_shown_by_a_guardian(
        self, web: Web, people: People, django_db_blocker: DjangoDbBlocker
    ) -> None:
        with django_db_blocker.unblock():
            child = Person.objects.get(handle=people.meera.get("/v1/me")["handle"])
            take_back(person_id=child.pk, now=utc_now())
        meera = people.meera.get("/v1/me")["id"]
        body = {"document": "passport", "number": "Z1234560", "name": "Meera Rao", "person": meera}
        alone = people.meera.sign("/v1/kyc", body)
        assert alone.status_code == 403
        answer = people.asha.sign("/v1/kyc", body)
        assert answer.status_code == 201, answer.text
        assert becomes(people.meera, "approved")["tier"] == "full"
        assert NUMBERS["approved"] not in web.log.read_text()
