"""Opting in and out, over HTTP and of sinks."""

from dataclasses import replace
from typing import Any

import pytest

from tuppence.kernel.clock import utc_now
from tuppence.outbox.models import StoredFact
from tuppence.people.identity.models import Person
from tuppence.people.identity.tests.api import App, refused
from tuppence.people.identity.tests.consented import consented
from tuppence.people.privacy.models import Choice, Forgetting
from tuppence.people.privacy.operations import forget
from tuppence.people.privacy.tests.sinks import ANALYTICS, Sink

PATH = f"/v1/me/privacy/{ANALYTICS}"
SINKS: list[object] = []


@pytest.fixture
def asha(db: None) -> App:
    return App().sign_up()


class TestAChoice:
    def test_is_an_adults_to_make_and_take_back(self, asha: App) -> None:
        (before,) = asha.ask("GET", "/v1/me/privacy").json()["items"]
        assert before == {"purpose": ANALYTICS, "allowed": False, "given_at": None}
        (given,) = asha.ask("PUT", PATH, {"allowed": True}).json()["items"]
        assert given["allowed"]
        assert given["given_at"]
        (again,) = asha.ask("PUT", PATH, {"allowed": True}).json()["items"]
        assert again == given
        (taken,) = asha.ask("PUT", PATH, {"allowed": False}).json()["items"]
        assert taken == before
        told = StoredFact.objects.filter(topic__startswith="privacy").order_by("id")
        assert [fact.topic for fact in told] == ["privacy.chosen", "privacy.withdrawn"]
        assert Choice.objects.get().withdrawn_at is not None

    def test_is_not_a_minors(self, asha: App) -> None:
        Person.objects.update(birth_date=f"{utc_now().year - 15}-01-01")
        consented(Person.objects.get())
        refused(asha.ask("PUT", PATH, {"allowed": True}), 403, "adults_only")
        assert not Choice.objects.exists()
        assert asha.ask("PUT", PATH, {"allowed": False}).status_code == 200

    @pytest.mark.parametrize("purpose", ["advertising", "x", "product_analytics_"])
    def test_is_of_a_purpose_that_there_is(self, asha: App, purpose: str) -> None:
        answer = asha.ask("PUT", f"/v1/me/privacy/{purpose}", {"allowed": True})
        refused(answer, 404, "not_found")
        assert not Choice.objects.exists()

    @pytest.mark.parametrize(
        "body", [{}, {"allowed": "yes"}, {"allowed": 1}, {"allowed": True, "x": 1}]
    )
    def test_is_said_plainly(self, asha: App, body: object) -> None:
        assert asha.ask("PUT", PATH, body).status_code == 400
        assert not Choice.objects.exists()


class TestAWithdrawal:
    def test_has_every_sink_forget_once(self, asha: App, sink: Sink, settings: Any) -> None:
        _withdrawn(asha, sink, settings)
        assert Forgetting.objects.get().done_at is None
        assert (forget(now=utc_now()), forget(now=utc_now())) == (1, 0)
        assert sink.forgot == [Person.objects.get().pk]
        assert Forgetting.objects.get().done_at is not None

    def test_stays_to_be_done_while_a_sink_fails(
        self, asha: App, sink: Sink, settings: Any
    ) -> None:
        def fails(person: int) -> None:
            raise OSError("away")

        sink.consumer = replace(sink.consumer, forget=fails)
        _withdrawn(asha, sink, settings)
        with pytest.raises(OSError, match="away"):
            forget(now=utc_now())
        assert Forgetting.objects.get().done_at is None


def _withdrawn(app: App, sink: Sink, settings: Any) -> None:
    SINKS[:] = [sink.consumer]
    settings.OUTBOX_CONSUMERS = f"{__name__}.SINKS"
    for allowed in (True, False):
        assert app.ask("PUT", PATH, {"allowed": allowed}).status_code == 200
