"""Signing in by phone and one-time code."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from structlog.testing import capture_logs

from tuppence.people.identity.models import Challenge, Device, Person, Session, TextMessage
from tuppence.people.identity.operations.codes import CODE_LIFE, MAX_TRIES
from tuppence.people.identity.signer import DeviceKey
from tuppence.people.identity.tests.api import PHONE, App, last_code, refused, state

NOBODY = "redis://127.0.0.1:1/0"
pytestmark = pytest.mark.django_db


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


class TestAskingForACode:
    def test_is_answered_alike_for_the_known_and_the_unknown(self) -> None:
        App().sign_up()
        known, unknown = App().ask_for_code(), App(phone="+919876543211").ask_for_code()
        assert known.status_code == unknown.status_code == 202
        assert known.json().keys() == unknown.json().keys() == {"challenge", "expires_at"}
        kept = {"Content-Type", "Cache-Control", "Content-Length"}
        assert {name: known[name] for name in kept} == {name: unknown[name] for name in kept}

    def test_sends_six_digits_and_stores_none_of_them(self) -> None:
        App().ask_for_code()
        stored = bytes(Challenge.objects.get().code_hash)
        assert len(stored) == 32
        assert last_code(PHONE).encode() not in stored

    @pytest.mark.parametrize("phone", ["98765 43210", "+91 98765-43210", "09876543210"])
    def test_understands_a_number_as_it_is_dialled(self, phone: str) -> None:
        assert App(phone=phone).ask_for_code().status_code == 202
        assert Challenge.objects.get().phone == PHONE

    @pytest.mark.parametrize("phone", ["1", "+910000000000", "abc", "+919876543210 ext. 5", "112"])
    def test_refuses_what_is_no_phone(self, phone: str) -> None:
        refused(App(phone=phone).ask_for_code(), 422, "phone_invalid")
        assert not Challenge.objects.exists()

    def test_logs_neither_code_nor_phone(self, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.DEBUG), capture_logs() as lines:
            App().sign_up()
        told = caplog.text + str(lines)
        assert PHONE not in told
        assert PHONE[-10:] not in told
        assert last_code(PHONE) not in told


class TestTheLimits:
    def test_of_one_phone_from_one_address(self) -> None:
        for _ in range(4):
            assert App().ask_for_code().status_code == 202
        before = state()
        answer = App().ask_for_code()
        assert refused(answer, 429, "rate_limited")["limit"] == "code-phone-address"
        assert state() == before
        other = App()
        other.http.defaults["REMOTE_ADDR"] = "192.0.2.9"
        assert other.ask_for_code().status_code == 202

    def test_of_one_phone(self) -> None:
        for number in range(5):
            app = App()
            app.http.defaults["REMOTE_ADDR"] = f"192.0.2.{number}"
            assert app.ask_for_code().status_code == 202
        before = state()
        answer = App().ask_for_code()
        assert refused(answer, 429, "rate_limited")["limit"] == "code-phone"
        assert int(answer["Retry-After"]) > 60
        assert state() == before
        assert App(phone="+919876543211").ask_for_code().status_code == 202

    def test_of_one_device(self) -> None:
        for number in range(10):
            app = App(phone=f"+9198765432{number:02}")
            assert app.ask_for_code(device_hint="thief").status_code == 202
        answer = App(phone="+919876543299").ask_for_code(device_hint="thief")
        assert refused(answer, 429, "rate_limited")["limit"] == "code-device"

    def test_of_one_address_uses_up_no_phone(self) -> None:
        for number in range(100):
            App(phone=f"+9198765{number:05}").ask_for_code()
        for _ in range(20):
            assert refused(App().ask_for_code(), 429, "rate_limited")["limit"] == "code-address"
        other = App()
        other.http.defaults["REMOTE_ADDR"] = "192.0.2.9"
        assert other.ask_for_code().status_code == 202

    def test_are_closed_without_redis(self, environment: Callable[..., None]) -> None:
        challenge, code = App().challenge()
        environment(redis_url=NOBODY)
        before = state()
        refused(App().ask_for_code(), 503, "limiter_unavailable")
        refused(App().try_code(challenge, code), 503, "limiter_unavailable")
        assert state() == before


class TestACode:
    def test_signs_up_who_is_new(self) -> None:
        app = App()
        answer = app.try_code(*app.challenge())
        assert answer.status_code == 201
        tokens = answer.json()
        assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 900)
        assert tokens["person"]["profile_complete"] is False
        assert tokens["person"]["name"] is None
        assert Person.objects.get().phone == PHONE

    def test_signs_in_who_is_known(self) -> None:
        first = App().sign_up()
        second = App().sign_in()
        assert first.device != second.device
        assert Person.objects.count() == 1
        assert second.ask("GET", "/v1/me").json()["handle"] == "asha"

    def test_works_once(self) -> None:
        app = App()
        challenge, code = app.challenge()
        assert app.try_code(challenge, code).status_code == 201
        before = state()
        refused(App().try_code(challenge, code), 422, "code_expired")
        assert state() == before

    def test_works_for_five_minutes(self) -> None:
        app = App()
        challenge, code = app.challenge()
        Challenge.objects.update(
            created_at=Challenge.objects.get().created_at - CODE_LIFE,
            expires_at=Challenge.objects.get().expires_at - CODE_LIFE,
        )
        refused(app.try_code(challenge, code), 422, "code_expired")
        assert not Person.objects.exists()

    def test_may_be_wrong_five_times(self) -> None:
        app = App()
        challenge, code = app.challenge()
        for left in reversed(range(MAX_TRIES)):
            problem = refused(app.try_code(challenge, wrong(code)), 422, "code_wrong")
            assert problem["tries_left"] == left
        refused(app.try_code(challenge, code), 422, "code_expired")
        assert not Person.objects.exists()

    def test_of_one_challenge_is_not_that_of_another(self) -> None:
        app = App()
        (first, _), (_, second_code) = app.challenge(), app.challenge()
        refused(app.try_code(first, second_code), 422, "code_wrong")

    @pytest.mark.parametrize(
        "code",
        ["", "12345", "1234567", "12345a", "\uff11\uff12\uff13\uff14\uff15\uff16", 123456, None],
    )
    def test_that_is_malformed_is_refused_and_costs_no_try(self, code: object) -> None:
        app = App()
        challenge, _ = app.challenge()
        refused(app.try_code(challenge, code), 400, "invalid_request")  # type: ignore[arg-type]
        assert Challenge.objects.get().tries == 0

    def test_of_an_unknown_challenge_tells_nothing(self) -> None:
        app = App()
        refused(app.try_code("chl_01h455vb4pex5vsknk084sn02q", "123456"), 422, "code_expired")


@pytest.mark.django_db(transaction=True)
class TestManyTriesAtOnce:
    def test_are_counted_one_by_one(self) -> None:
        challenge, code = App().challenge()

        def guess(_: int) -> int:
            try:
                return App().try_code(challenge, wrong(code)).status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(guess, range(16))) == {422}
        assert Challenge.objects.get().tries == MAX_TRIES
        assert not Person.objects.exists()

    def test_of_the_right_code_open_one_session(self) -> None:
        challenge, code = App().challenge()

        def use(_: int) -> int:
            try:
                return App().try_code(challenge, code).status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            statuses = sorted(pool.map(use, range(8)))
        assert statuses == [201] + [422] * 7
        assert (Person.objects.count(), Session.objects.count()) == (1, 1)


class TestADeviceKey:
    @pytest.mark.parametrize(
        "change",
        [
            {"kty": "RSA"},
            {"crv": "P-384"},
            {"x": "AAAA"},
            {"y": "A" * 43},
            {"y": 5},
            {"d": "A" * 43},
            {"x": None},
        ],
    )
    def test_that_is_not_one_is_refused(self, change: dict[str, object]) -> None:
        app = App()
        challenge, code = app.challenge()
        jwk = {**app.key.jwk, **change}
        refused(app.try_code(challenge, code, public_key=jwk), 422, "key_invalid")
        assert not Device.objects.exists()
        assert app.try_code(challenge, code).status_code == 201

    def test_may_be_as_webcrypto_exports_it(self) -> None:
        app = App()
        challenge, code = app.challenge()
        jwk = {**app.key.jwk, "ext": True, "key_ops": ["verify"]}
        assert app.try_code(challenge, code, public_key=jwk).status_code == 201

    def test_that_was_revoked_leaves_the_code_for_another(self) -> None:
        app = App().sign_in()
        assert app.ask("DELETE", f"/v1/me/devices/{app.device}").status_code == 204
        app.access_token = None
        challenge, code = app.challenge()
        refused(app.try_code(challenge, code), 403, "device_revoked")
        app.key = DeviceKey.new()
        assert app.try_code(challenge, code).status_code == 201


class TestTokens:
    def test_are_refreshed(self) -> None:
        app = App().sign_in()
        answer = app.ask("POST", "/v1/auth/tokens", {"refresh_token": app.refresh_token})
        assert answer.status_code == 200
        assert answer.json()["refresh_token"] != app.refresh_token
        app.hold(answer)
        assert app.ask("GET", "/v1/me").status_code == 200

    def test_end_when_a_spent_one_comes_back(self) -> None:
        app = App().sign_in()
        spent = {"refresh_token": app.refresh_token}
        app.hold(app.ask("POST", "/v1/auth/tokens", spent))
        refused(app.ask("POST", "/v1/auth/tokens", spent), 401, "refresh_token_invalid")
        refused(app.ask("GET", "/v1/me"), 401, "unauthenticated")

    def test_end_with_a_log_out(self) -> None:
        app = App().sign_in()
        assert app.ask("DELETE", "/v1/auth/sessions/current").status_code == 204
        refused(app.ask("GET", "/v1/me"), 401, "unauthenticated")
        spent = {"refresh_token": app.refresh_token}
        refused(app.ask("POST", "/v1/auth/tokens", spent), 401, "refresh_token_invalid")

    def test_expire(self) -> None:
        app = App().sign_in()
        Session.objects.update(expires_at=Session.objects.get().created_at - timedelta(seconds=1))
        refused(app.ask("GET", "/v1/me"), 401, "unauthenticated")


class TestTheInbox:
    def test_is_there_in_demo_mode_only(self, environment: Callable[..., None]) -> None:
        App().ask_for_code()
        for path in ("/dev/inbox", "/dev/inbox.json"):
            refused(App().ask("GET", path), 404, "not_found")
        environment(mode="demo")
        assert last_code(PHONE) in App().ask("GET", "/dev/inbox").content.decode()
        assert App().ask("GET", "/dev/inbox.json").json()["items"][0]["phone"] == PHONE

    @pytest.mark.parametrize(
        "headers",
        [
            {"REMOTE_ADDR": "192.0.2.7"},
            {"REMOTE_ADDR": "2001:db8::7"},
            {"REMOTE_ADDR": ""},
            {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
            {"HTTP_X_FORWARDED_FOR": "192.0.2.7, 127.0.0.1"},
            {"HTTP_X_FORWARDED_FOR": ""},
            {"HTTP_FORWARDED": "for=127.0.0.1"},
        ],
    )
    def test_is_there_for_this_machine_only(
        self, environment: Callable[..., None], headers: dict[str, str]
    ) -> None:
        App().ask_for_code()
        environment(mode="demo", host="0.0.0.0")
        for path in ("/dev/inbox", "/dev/inbox.json", "/dev/document-token"):
            answer = Client().get(path, **headers)  # type: ignore[arg-type]
            refused(answer, 404, "not_found")

    @pytest.mark.parametrize(
        "headers",
        [
            {"REMOTE_ADDR": "127.0.0.1"},
            {"REMOTE_ADDR": "::1"},
            {"REMOTE_ADDR": "192.0.2.5"},
            {"HTTP_X_FORWARDED_FOR": "127.0.0.1, ::1"},
        ],
    )
    def test_is_there_by_whatever_name_this_machine_has(
        self, environment: Callable[..., None], headers: dict[str, str]
    ) -> None:
        environment(mode="demo", host="192.0.2.5")
        assert Client().get("/dev/inbox", **headers).status_code == 200  # type: ignore[arg-type]

    def test_is_safe_to_look_at(self, environment: Callable[..., None]) -> None:
        app = App().sign_in()
        environment(mode="demo")
        TextMessage.objects.update(body="<script>alert(1)</script>")
        assert b"<script>" not in app.ask("GET", "/dev/inbox").content
