"""Who gets to a view that moves something: nobody but the device itself, for this very request."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from http_message_signatures import HTTPMessageSigner, MappingKeyResolver, algorithms

from tuppence.kernel.clock import utc_now
from tuppence.people.identity.models import Session
from tuppence.people.identity.signer import DeviceKey
from tuppence.people.identity.tests import urls
from tuppence.people.identity.tests.api import App, refused

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tuppence.people.identity.tests.urls"),
]
BODY = {"amount": 5}
RAW = json.dumps(BODY).encode()


@pytest.fixture(autouse=True)
def _nothing_moved() -> None:
    urls.moved.clear()


@pytest.fixture
def app() -> Iterator[App]:
    return App().sign_up()


def signed(app: App, **changes: Any) -> dict[str, str]:
    """The headers of a signed request, as an app makes them unless changed."""
    parts: dict[str, Any] = {
        "method": "POST",
        "path": "/v1/move",
        "body": RAW,
        "idempotency_key": "move-1",
        "device": app.device,
        "now": utc_now(),
    }
    key: DeviceKey = changes.pop("key", app.key)
    return key.headers(**{**parts, **changes})


def move(app: App, headers: dict[str, str], *, path: str = "/v1/move") -> HttpResponse:
    return app.ask("POST", path, BODY, **headers)


class TestASignedRequest:
    def test_is_let_in(self, app: App) -> None:
        answer = move(app, signed(app))
        assert (answer.status_code, answer.json()) == (200, {"stepped_up": False})
        assert urls.moved == [BODY]

    def test_with_a_method_that_is_not_there_is_told_just_that(self, app: App) -> None:
        for method in ("TRACE", "DELETE", "PATCH"):
            refused(app.ask(method, "/v1/move"), 405, "method_not_allowed")

    def test_shows_a_step_up_while_it_lasts(self, app: App) -> None:
        app.ask("PUT", "/v1/me/pin", {"pin": "7351"})
        app.ask("POST", "/v1/me/step-up", {"pin": "7351"})
        assert move(app, signed(app)).json() == {"stepped_up": True}
        Session.objects.update(stepped_up_until=utc_now())
        assert move(app, signed(app)).json() == {"stepped_up": False}

    def test_may_come_from_a_client_that_is_not_ours(self, app: App) -> None:
        """The `http-message-signatures` package, unmodified, signs what the platform takes."""
        request = httpx.Request(
            "POST",
            "https://testserver/v1/move",
            content=RAW,
            headers={"Idempotency-Key": "move-1"},
        )
        resolver = MappingKeyResolver(public_keys={}, private_keys={app.device: app.key.private})
        HTTPMessageSigner(
            signature_algorithm=algorithms.ECDSA_P256_SHA256, key_resolver=resolver
        ).sign(
            request,
            key_id=app.device,
            label="sig1",
            covered_component_ids=("@method", "@path", "content-digest", "idempotency-key"),
            body=RAW,
        )
        names = ("Idempotency-Key", "Content-Digest", "Signature-Input", "Signature")
        answer = move(app, {name: request.headers[name] for name in names})
        assert answer.status_code == 200, answer.content


def test_the_document_tells_what_a_permission_refuses() -> None:
    document = SchemaGenerator(urlconf="tuppence.people.identity.tests.urls").get_schema(
        public=True
    )
    answers = document["paths"]["/v1/move"]["post"]["responses"]
    for status, code in (
        ("400", "idempotency_key_missing"),
        ("401", "signature_missing"),
        ("401", "signature_invalid"),
        ("401", "unauthenticated"),
        ("403", "profile_incomplete"),
    ):
        assert f"`{code}`" in answers[status]["description"]
        assert "application/problem+json" in answers[status]["content"]


class TestARequestIsKeptOut:
    @pytest.fixture(autouse=True)
    def _nothing_reaches_the_view(self) -> Iterator[None]:
        yield
        assert urls.moved == []

    def test_without_a_token(self, app: App) -> None:
        headers = signed(app)
        app.access_token = None
        refused(move(app, headers), 401, "unauthenticated")

    def test_with_a_token_alone(self, app: App) -> None:
        refused(move(app, {"Idempotency-Key": "move-1"}), 401, "signature_missing")

    def test_without_an_idempotency_key(self, app: App) -> None:
        headers = signed(app)
        del headers["Idempotency-Key"]
        refused(move(app, headers), 400, "idempotency_key_missing")

    def test_without_a_profile(self) -> None:
        app = App().sign_in()
        refused(move(app, signed(app)), 403, "profile_incomplete")

    @pytest.mark.parametrize(
        "change",
        [
            {"body": b'{"amount": 6}'},
            {"path": "/v1/move/elsewhere"},
            {"method": "PUT"},
            {"now": utc_now() - timedelta(hours=1)},
            {"now": utc_now() + timedelta(hours=1)},
            {"device": "dev_01h455vb4pex5vsknk084sn02q"},
            {"key": DeviceKey.new()},
        ],
    )
    def test_with_a_signature_of_something_else(self, app: App, change: dict[str, Any]) -> None:
        refused(move(app, signed(app, **change)), 401, "signature_invalid")

    def test_with_a_signature_replayed_elsewhere(self, app: App) -> None:
        answer = move(app, signed(app), path="/v1/move/elsewhere")
        refused(answer, 401, "signature_invalid")

    def test_with_a_signature_replayed_under_another_key(self, app: App) -> None:
        headers = {**signed(app), "Idempotency-Key": "move-2"}
        refused(move(app, headers), 401, "signature_invalid")

    def test_with_a_query_that_nobody_signed(self, app: App) -> None:
        refused(move(app, signed(app), path="/v1/move?to=me"), 401, "signature_invalid")

    def test_with_a_body_that_was_swapped(self, app: App) -> None:
        answer = app.ask("POST", "/v1/move", {"amount": 5000}, **signed(app))
        refused(answer, 401, "signature_invalid")

    @pytest.mark.parametrize("name", ["Content-Digest", "Signature-Input", "Signature"])
    @pytest.mark.parametrize("value", ["x", "sig1", "sig1=:AAAA:", "sig1=();created=1", "é"])
    def test_with_a_malformed_header(self, app: App, name: str, value: str) -> None:
        refused(move(app, {**signed(app), name: value}), 401, "signature_invalid")

    def test_with_the_token_of_another_device(self, app: App) -> None:
        other = App().sign_in()
        headers = signed(app)
        app.access_token = other.access_token
        refused(move(app, headers), 401, "signature_invalid")

    def test_with_the_token_of_another_person(self, app: App) -> None:
        other = App(phone="+919876543211").sign_up(handle="ravi")
        headers = signed(app)
        app.access_token = other.access_token
        refused(move(app, headers), 401, "signature_invalid")

    def test_from_a_revoked_device(self, app: App) -> None:
        other = App().sign_in()
        assert other.ask("DELETE", f"/v1/me/devices/{app.device}").status_code == 204
        refused(move(app, signed(app)), 401, "unauthenticated")
