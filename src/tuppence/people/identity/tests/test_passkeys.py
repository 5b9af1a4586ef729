"""Passkeys over HTTP: who may add one, what confirms, and what does not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tuppence.kernel.clock import utc_now
from tuppence.outbox.models import StoredFact
from tuppence.people.identity.models import Passkey, PasskeyChallenge, Pin, Session
from tuppence.people.identity.operations import housekeeping
from tuppence.people.identity.operations.passkeys import MAX_PASSKEYS
from tuppence.people.identity.passkeys import CHALLENGE_LIFE, went_back
from tuppence.people.identity.tests.api import App, refused, state
from tuppence.people.identity.tests.authenticator import Authenticator, text

pytestmark = pytest.mark.django_db

PIN = "7351"
OTHER = {"phone": "+919876543211"}
ADDING, ADD = "/v1/me/passkeys/options", "/v1/me/passkeys"
USING, USE = "/v1/me/step-up/passkey/options", "/v1/me/step-up/passkey"


def with_pin(app: App | None = None, **changes: str) -> App:
    """Somebody who has just given their PIN."""
    app = (app or App()).sign_up(**changes)
    assert app.ask("PUT", "/v1/me/pin", {"pin": PIN}).status_code == 204
    return give_pin(app)


def give_pin(app: App) -> App:
    assert app.ask("POST", "/v1/me/step-up", {"pin": PIN}).status_code == 200
    return app


def options(app: App, path: str) -> dict[str, Any]:
    answer = app.ask("POST", path)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()["public_key"]
    return found


def add(app: App, key: Authenticator | None = None) -> Authenticator:
    key = key or Authenticator()
    answer = app.ask("POST", ADD, key.make(options(app, ADDING)))
    assert answer.status_code == 201, answer.content
    return key


def step_down() -> None:
    Session.objects.update(stepped_up_until=None)


def stepped_up() -> int:
    return Session.objects.filter(stepped_up_until__gt=utc_now()).count()


def facts(topic: str) -> list[dict[str, Any]]:
    return [one.payload for one in StoredFact.objects.filter(topic=topic).order_by("pk")]


class TestAdding:
    def test_asks_for_a_verified_person_and_no_attestation(self) -> None:
        app = with_pin()
        asked = options(app, ADDING)
        assert (asked["rp"], asked["attestation"]) == (
            {"name": "Tuppence", "id": "localhost"},
            "none",
        )
        assert asked["authenticatorSelection"]["userVerification"] == "required"
        assert asked["authenticatorSelection"]["residentKey"] == "preferred"
        assert asked["user"]["name"] == "asha"
        assert app.phone not in str(asked)

    def test_keeps_it_and_tells_of_it(self) -> None:
        app = with_pin()
        key = Authenticator()
        made = app.ask("POST", ADD, key.make(options(app, ADDING), name="Pixel")).json()
        [item] = (listed := app.ask("GET", ADD).json())["items"]
        assert item == made
        assert (item["name"], item["last_used_at"]) == ("Pixel", None)
        assert listed["origins"] == ["http://localhost:8200"]
        [fact] = facts("passkey.added")
        assert fact["passkey"] == made["id"]
        [known] = options(app, ADDING)["excludeCredentials"]
        assert known["id"] == text(key.credential_id)

    def test_needs_a_pin_given_just_now(self) -> None:
        app = with_pin()
        body = Authenticator().make(options(app, ADDING))
        step_down()
        before = state()
        refused(app.ask("POST", ADDING), 403, "pin_needed")
        refused(app.ask("POST", ADD, body), 403, "pin_needed")
        assert state() == before
        # The asking is still open: what was made is not lost for a PIN that came late.
        give_pin(app)
        assert app.ask("POST", ADD, body).status_code == 201

    def test_takes_one_answer_to_one_asking(self) -> None:
        app = with_pin()
        body = Authenticator().make(options(app, ADDING))
        assert app.ask("POST", ADD, body).status_code == 201
        refused(app.ask("POST", ADD, body), 422, "passkey_stale")
        first = options(app, ADDING)
        options(app, ADDING)
        refused(app.ask("POST", ADD, Authenticator().make(first)), 422, "passkey_invalid")
        assert Passkey.objects.count() == 1

    def test_takes_no_answer_that_comes_late(self) -> None:
        app = with_pin()
        body = Authenticator().make(options(app, ADDING))
        PasskeyChallenge.objects.update(expires_at=utc_now())
        refused(app.ask("POST", ADD, body), 422, "passkey_stale")

    def test_takes_no_answer_to_what_another_session_was_asked(self) -> None:
        app = with_pin()
        tablet = give_pin(App().sign_in())
        body = Authenticator().make(options(app, ADDING))
        refused(tablet.ask("POST", ADD, body), 422, "passkey_stale")
        options(tablet, ADDING)
        refused(tablet.ask("POST", ADD, body), 422, "passkey_invalid")
        assert not Passkey.objects.exists()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"origin": "http://localhost:8201"},
            {"origin": "https://localhost:8200"},
            {"origin": "http://127.0.0.1:8200"},
            {"party": "example.org"},
            {"verifies": False},
            {"cross_origin": True},
        ],
        ids=str,
    )
    def test_refuses_what_was_made_otherwise(self, wrong: dict[str, Any]) -> None:
        app = with_pin()
        body = Authenticator(**wrong).make(options(app, ADDING))
        refused(app.ask("POST", ADD, body), 422, "passkey_invalid")
        assert not Passkey.objects.exists()
        refused(app.ask("POST", ADD, body), 422, "passkey_stale")

    @pytest.mark.parametrize(
        "broken",
        [
            {"attestation_object": "AA"},
            {"attestation_object": text(b"\xa0")},
            {"client_data": text(b"[]")},
            {"client_data": text(b'{"type": "webauthn.create", "challenge": 1, "origin": 2}')},
            {"credential_id": text(bytes(16))},
        ],
        ids=str,
    )
    def test_refuses_what_is_no_passkey(self, broken: dict[str, str]) -> None:
        app = with_pin()
        body = Authenticator().make(options(app, ADDING)) | broken
        refused(app.ask("POST", ADD, body), 422, "passkey_invalid")
        assert not Passkey.objects.exists()

    @pytest.mark.parametrize(
        "malformed", ["", "A", "A===", "a+b/", "\u0430", 5, None, "A" * 20_000]
    )
    def test_refuses_what_is_no_base64url(self, malformed: object) -> None:
        app = with_pin()
        good = Authenticator().make(options(app, ADDING))
        before = state()
        for name in ("credential_id", "client_data", "attestation_object"):
            refused(app.ask("POST", ADD, good | {name: malformed}), 400, "invalid_request")
        assert state() == before

    def test_makes_no_second_of_one_even_for_another_person(self) -> None:
        key = add(with_pin())
        for app in (give_pin(App().sign_in()), with_pin(App(**OTHER), handle="zoya")):
            refused(app.ask("POST", ADD, key.make(options(app, ADDING))), 409, "passkey_known")
        assert Passkey.objects.count() == 1

    def test_ends_at_so_many(self) -> None:
        app = with_pin()
        for _ in range(MAX_PASSKEYS - 1):
            add(app)
        body = Authenticator().make(options(app, ADDING))
        tablet = give_pin(App().sign_in())
        add(tablet)
        refused(app.ask("POST", ADD, body), 409, "passkeys_full")
        refused(app.ask("POST", ADDING), 409, "passkeys_full")
        assert Passkey.objects.count() == MAX_PASSKEYS

    def test_is_counted(self) -> None:
        app = with_pin()
        answers = [app.ask("POST", ADDING).status_code for _ in range(70)]
        assert set(answers) == {200, 429}
        assert answers.count(200) == 60


class TestSteppingUp:
    def test_is_as_good_as_the_pin(self) -> None:
        app = with_pin()
        key = add(app)
        step_down()
        asked = options(app, USING)
        assert (asked["rpId"], asked["userVerification"]) == ("localhost", "required")
        assert [one["id"] for one in asked["allowCredentials"]] == [text(key.credential_id)]
        answer = app.ask("POST", USE, key.use(asked))
        assert answer.status_code == 200, answer.content
        until = Session.objects.get().stepped_up_until
        assert until is not None
        assert timedelta(minutes=4) < until - utc_now() <= timedelta(minutes=5)
        [item] = app.ask("GET", ADD).json()["items"]
        assert item["last_used_at"] is not None

    def test_of_one_session_steps_up_no_other(self) -> None:
        app = with_pin()
        key = add(app)
        tablet = App().sign_in()
        step_down()
        assert tablet.ask("POST", USE, key.use(options(tablet, USING))).status_code == 200
        assert stepped_up() == 1

    def test_needs_a_passkey(self) -> None:
        refused(with_pin().ask("POST", USING), 403, "passkey_not_set")

    def test_takes_no_replay(self) -> None:
        app = with_pin()
        key = add(app)
        body = key.use(options(app, USING))
        assert app.ask("POST", USE, body).status_code == 200
        step_down()
        refused(app.ask("POST", USE, body), 422, "passkey_stale")
        options(app, USING)
        refused(app.ask("POST", USE, body), 403, "passkey_refused")
        assert stepped_up() == 0

    def test_takes_no_answer_that_comes_late_or_was_asked_of_another_session(self) -> None:
        app = with_pin()
        key = add(app)
        tablet = App().sign_in()
        step_down()
        body = key.use(options(app, USING))
        refused(tablet.ask("POST", USE, body), 422, "passkey_stale")
        options(tablet, USING)
        refused(tablet.ask("POST", USE, body), 403, "passkey_refused")
        PasskeyChallenge.objects.update(expires_at=utc_now())
        refused(app.ask("POST", USE, body), 422, "passkey_stale")
        assert stepped_up() == 0

    def test_takes_no_answer_to_the_other_asking(self) -> None:
        app = with_pin()
        key = add(app)
        step_down()
        asked = options(give_pin(app), ADDING)
        step_down()
        refused(app.ask("POST", USE, key.use(asked)), 422, "passkey_stale")
        used = key.use(options(app, USING), kind="webauthn.create")
        refused(app.ask("POST", USE, used), 403, "passkey_refused")

    @pytest.mark.parametrize(
        "wrong",
        [
            {"origin": "http://localhost:8201"},
            {"origin": "https://tuppence.example.org"},
            {"party": "example.org"},
            {"verifies": False},
            {"cross_origin": True},
            {"user_handle": bytes(16)},
            {"credential_id": bytes(16)},
        ],
        ids=str,
    )
    def test_refuses_what_was_signed_otherwise(self, wrong: dict[str, Any]) -> None:
        app = with_pin()
        key = add(app)
        step_down()
        asked = options(app, USING)
        for name, value in wrong.items():
            setattr(key, name, value)
        refused(app.ask("POST", USE, key.use(asked)), 403, "passkey_refused")
        assert stepped_up() == 0
        assert Pin.objects.get().failures == 0

    @pytest.mark.parametrize(
        "bend",
        [
            lambda body: body | {"signature": body["signature"][:-6] + "AAAAAA"},
            lambda body: body | {"signature": "AA"},
            lambda body: body | {"authenticator_data": "AA"},
            lambda body: body | {"client_data": text(b"{}")},
        ],
        ids=["signature altered", "no signature", "short data", "no client data"],
    )
    def test_refuses_what_was_not_signed(
        self, bend: Callable[[dict[str, Any]], dict[str, Any]]
    ) -> None:
        app = with_pin()
        key = add(app)
        step_down()
        refused(app.ask("POST", USE, bend(key.use(options(app, USING)))), 403, "passkey_refused")
        assert stepped_up() == 0

    def test_of_another_person_confirms_nothing(self) -> None:
        mine, theirs = with_pin(), with_pin(App(**OTHER), handle="zoya")
        add(mine)
        key = add(theirs)
        step_down()
        key.user_handle = None
        refused(mine.ask("POST", USE, key.use(options(mine, USING))), 403, "passkey_refused")
        assert stepped_up() == 0

    def test_whose_count_goes_back_is_removed_as_there_are_two_of_it(self) -> None:
        app = with_pin()
        key = add(app)
        for _ in range(2):
            assert app.ask("POST", USE, key.use(options(app, USING))).status_code == 200
        step_down()
        key.count = 1
        refused(app.ask("POST", USE, key.use(options(app, USING))), 403, "passkey_refused")
        assert not Passkey.objects.exists()
        [fact] = facts("passkey.removed")
        assert fact["reason"] == "copied"
        assert stepped_up() == 0

    def test_by_one_that_never_counts_goes_on(self) -> None:
        app = with_pin()
        key = add(app, Authenticator(counts=False))
        for _ in range(2):
            assert app.ask("POST", USE, key.use(options(app, USING))).status_code == 200

    def test_is_not_held_up_by_a_locked_pin_and_does_not_unlock_it(self) -> None:
        app = with_pin()
        key = add(app)
        Pin.objects.update(failures=9, locked_until=utc_now() + timedelta(hours=1))
        assert app.ask("POST", USE, key.use(options(app, USING))).status_code == 200
        assert Pin.objects.get().failures == 9
        refused(app.ask("POST", "/v1/me/step-up", {"pin": PIN}), 403, "pin_locked")

    def test_is_counted_with_pins(self) -> None:
        app = with_pin()
        body = add(app).use(options(app, USING))
        answers = [app.ask("POST", USE, body).status_code for _ in range(40)]
        assert (answers[0], answers[-1]) == (200, 429)
        refused(app.ask("POST", "/v1/me/step-up", {"pin": PIN}), 429, "rate_limited")


class TestRemoving:
    def test_takes_it_away_at_once(self) -> None:
        app = with_pin()
        key = add(app)
        body = key.use(options(app, USING))
        [item] = app.ask("GET", ADD).json()["items"]
        # By the token alone: it only takes access away.
        assert app.ask_bare("DELETE", f"{ADD}/{item['id']}").status_code == 204
        refused(app.ask("POST", USE, body), 403, "passkey_refused")
        refused(app.ask("DELETE", f"{ADD}/{item['id']}"), 404, "not_found")
        [fact] = facts("passkey.removed")
        assert fact["reason"] == "asked"

    def test_is_for_its_owner_only(self) -> None:
        mine, theirs = with_pin(), with_pin(App(**OTHER), handle="zoya")
        add(theirs)
        [item] = theirs.ask("GET", ADD).json()["items"]
        assert mine.ask("GET", ADD).json()["items"] == []
        before = state()
        refused(mine.ask("DELETE", f"{ADD}/{item['id']}"), 404, "not_found")
        refused(mine.ask("DELETE", f"{ADD}/psk_x"), 400, "id_invalid")
        assert state() == before


class TestAnInstallation:
    def test_without_an_address_has_none(self, environment: Callable[..., None]) -> None:
        app = with_pin()
        key = add(app)
        environment(mode="production", passkey_origins=())
        assert app.ask("GET", ADD).json()["origins"] == []
        refused(app.ask("POST", ADDING), 403, "passkeys_off")
        refused(app.ask("POST", USING), 403, "passkeys_off")
        environment(mode="production", passkey_origins=("https://pay.example.org",))
        asked = options(app, USING)
        assert asked["rpId"] == "pay.example.org"
        # One that was made for another host is void.
        refused(app.ask("POST", USE, key.use(asked)), 403, "passkey_refused")

    def test_forgets_what_was_asked_and_never_answered(self) -> None:
        app = with_pin()
        options(app, ADDING)
        assert housekeeping.forget(now=utc_now()).passkey_challenges == 0
        later = utc_now() + CHALLENGE_LIFE + timedelta(seconds=1)
        assert housekeeping.forget(now=later).passkey_challenges == 1


@pytest.mark.parametrize(
    ("said", "known", "back"),
    [(0, 0, False), (1, 0, False), (6, 5, False), (5, 5, True), (4, 5, True), (0, 5, True)],
)
def test_a_count_that_does_not_grow_shows_a_copy(said: int, known: int, back: bool) -> None:
    assert went_back(said=said, known=known) is back
