"""The profile, the devices and the PIN over HTTP."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tuppence.kernel.clock import utc_now
from tuppence.outbox.models import StoredFact
from tuppence.people.identity import rules
from tuppence.people.identity.models import Person, Pin, Session
from tuppence.people.identity.operations.people import MAX_HANDLES
from tuppence.people.identity.tests.api import ADULT, App, refused, state

pytestmark = pytest.mark.django_db

PIN = "7351"


def with_pin() -> App:
    app = App().sign_up()
    assert app.ask("PUT", "/v1/me/pin", {"pin": PIN}).status_code == 204
    return app


class TestTheProfile:
    def test_is_completed_once_signed_in(self) -> None:
        app = App().sign_in()
        refused(app.ask("GET", "/v1/family"), 403, "profile_incomplete")
        answer = app.ask("PATCH", "/v1/me", {**ADULT, "handle": "Asha"})
        assert answer.status_code == 200
        me = answer.json()
        assert (me["name"], me["handle"], me["birth_date"]) == ("Asha Rao", "asha", "1985-04-01")
        assert (me["profile_complete"], me["is_minor"], me["pin_set"]) == (True, False, False)
        assert app.ask("GET", "/v1/me").json() == me

    @pytest.mark.parametrize("missing", ["name", "handle", "birth_date"])
    def test_is_completed_whole(self, missing: str) -> None:
        app = App().sign_in()
        before = state()
        part = {name: value for name, value in ADULT.items() if name != missing}
        refused(app.ask("PATCH", "/v1/me", part), 422, "profile_unfinished")
        assert state() == before

    @pytest.mark.parametrize(
        ("change", "status", "code"),
        [
            ({"birth_date": utc_now().date().isoformat()}, 403, "guardian_needed"),
            ({"birth_date": "2999-01-01"}, 422, "birth_date_invalid"),
            ({"birth_date": "1850-01-01"}, 422, "birth_date_invalid"),
            ({"birth_date": "1985-02-30"}, 400, "invalid_request"),
            ({"birth_date": 5}, 400, "invalid_request"),
            ({"handle": "1asha"}, 400, "invalid_request"),
            ({"handle": "\u0430sha"}, 400, "invalid_request"),
            ({"handle": "support"}, 422, "handle_invalid"),
            ({"name": "\u202eahsA"}, 400, "invalid_request"),
            ({"name": "x" * 81}, 400, "invalid_request"),
            ({"phone": "+919876543211"}, 400, "invalid_request"),
        ],
    )
    def test_refuses_what_cannot_be(self, change: dict[str, str], status: int, code: str) -> None:
        app = App().sign_in()
        before = state()
        refused(app.ask("PATCH", "/v1/me", {**ADULT, **change}), status, code)
        assert state() == before

    def test_keeps_handles_apart(self) -> None:
        App().sign_up()
        other = App(phone="+919876543211").sign_in()
        refused(other.ask("PATCH", "/v1/me", {**ADULT, "handle": "ASHA"}), 409, "handle_taken")
        assert Person.objects.filter(handle=None).count() == 1

    def test_lets_nobody_try_which_handles_there_are(self) -> None:
        App().sign_up()
        other = App(phone="+919876543211").sign_up(handle="ravi")
        for _ in range(19):
            refused(other.ask("PATCH", "/v1/me", {"handle": "asha"}), 409, "handle_taken")
        before = state()
        for handle in ("asha", "nobody"):
            problem = refused(other.ask("PATCH", "/v1/me", {"handle": handle}), 429, "rate_limited")
            assert problem["limit"] == "handles"
        assert state() == before

    def test_gives_a_handle_that_was_given_up_to_nobody_else(self) -> None:
        app = App().sign_up()
        assert app.ask("PATCH", "/v1/me", {"handle": "asha2"}).json()["handle"] == "asha2"
        other = App(phone="+919876543211").sign_in()
        before = state()
        refused(other.ask("PATCH", "/v1/me", {**ADULT, "handle": "asha"}), 409, "handle_taken")
        assert state() == before
        assert app.ask("PATCH", "/v1/me", {"handle": "asha"}).json()["handle"] == "asha"

    def test_gives_one_person_only_so_many_handles(self) -> None:
        app = App().sign_up()
        for number in range(1, MAX_HANDLES):
            assert app.ask("PATCH", "/v1/me", {"handle": f"asha{number}"}).status_code == 200
        before = state()
        refused(app.ask("PATCH", "/v1/me", {"handle": "one.too.many"}), 409, "handles_spent")
        assert state() == before
        assert app.ask("PATCH", "/v1/me", {"handle": "asha1"}).status_code == 200

    def test_lets_name_and_handle_change_but_no_birth_date(self) -> None:
        app = App().sign_up()
        assert app.ask("PATCH", "/v1/me", {"name": "Asha R."}).json()["name"] == "Asha R."
        assert app.ask("PATCH", "/v1/me", {"birth_date": "1985-04-01"}).status_code == 200
        refused(app.ask("PATCH", "/v1/me", {"birth_date": "1990-01-01"}), 409, "profile_fixed")


class TestDevices:
    def test_are_listed_for_their_owner_only(self) -> None:
        phone, tablet = App().sign_up(), App().sign_in()
        App(phone="+919876543211").sign_in()
        items = phone.ask("GET", "/v1/me/devices").json()["items"]
        assert [item["id"] for item in items] == [tablet.device, phone.device]
        assert [item["current"] for item in items] == [False, True]

    def test_are_revoked_at_once_with_their_sessions(self) -> None:
        phone, tablet = App().sign_up(), App().sign_in()
        assert phone.ask("DELETE", f"/v1/me/devices/{tablet.device}").status_code == 204
        refused(tablet.ask("GET", "/v1/me"), 401, "unauthenticated")
        spent = {"refresh_token": tablet.refresh_token}
        refused(tablet.ask("POST", "/v1/auth/tokens", spent), 401, "refresh_token_invalid")
        assert len(phone.ask("GET", "/v1/me/devices").json()["items"]) == 1
        before = state()
        refused(phone.ask("DELETE", f"/v1/me/devices/{tablet.device}"), 404, "not_found")
        assert state() == before

    def test_of_others_are_not_there(self) -> None:
        mine, theirs = App().sign_up(), App(phone="+919876543211").sign_in()
        before = state()
        refused(mine.ask("DELETE", f"/v1/me/devices/{theirs.device}"), 404, "not_found")
        refused(mine.ask("DELETE", "/v1/me/devices/dev_x"), 400, "id_invalid")
        refused(App().ask("DELETE", f"/v1/me/devices/{theirs.device}"), 401, "unauthenticated")
        assert state() == before


class TestAPin:
    def test_grants_a_step_up_for_five_minutes(self) -> None:
        app = with_pin()
        answer = app.ask("POST", "/v1/me/step-up", {"pin": PIN})
        assert answer.status_code == 200
        until = Session.objects.get().stepped_up_until
        assert until is not None
        assert timedelta(minutes=4) < until - utc_now() <= timedelta(minutes=5)
        assert app.ask("GET", "/v1/me").json()["pin_set"] is True

    def test_is_stored_as_argon2id(self) -> None:
        with_pin()
        assert Pin.objects.get().pin_hash.startswith("$argon2id$")

    def test_that_is_not_set_grants_nothing(self) -> None:
        app = App().sign_up()
        refused(app.ask("POST", "/v1/me/step-up", {"pin": PIN}), 403, "pin_not_set")

    @pytest.mark.parametrize(
        "pin",
        ["1111", "000000", "1234", "4321", "7890", "0123", "987654", "1212", "121212", "123123",
         "1985", "0104", "0401", "850401"],
    )  # fmt: skip
    def test_that_is_weak_is_refused(self, pin: str) -> None:
        app = App().sign_up()
        refused(app.ask("PUT", "/v1/me/pin", {"pin": pin}), 422, "pin_weak")
        assert not Pin.objects.exists()

    @pytest.mark.parametrize("pin", ["", "735", "7351735", "735a", 7351, None, "\uff17351"])
    def test_that_is_malformed_is_refused(self, pin: object) -> None:
        app = App().sign_up()
        refused(app.ask("PUT", "/v1/me/pin", {"pin": pin}), 400, "invalid_request")
        refused(app.ask("POST", "/v1/me/step-up", {"pin": pin}), 400, "invalid_request")
        assert not Pin.objects.exists()

    def test_is_changed_with_itself_only(self) -> None:
        app = with_pin()
        before = state()
        refused(app.ask("PUT", "/v1/me/pin", {"pin": "8264"}), 422, "pin_proof_needed")
        assert state() == before
        wrong = {"pin": "8264", "current_pin": "9999"}
        refused(app.ask("PUT", "/v1/me/pin", wrong), 403, "pin_wrong")
        assert app.ask("POST", "/v1/me/step-up", {"pin": PIN}).status_code == 200
        right = {"pin": "8264", "current_pin": PIN}
        assert app.ask("PUT", "/v1/me/pin", right).status_code == 204
        assert Session.objects.get().stepped_up_until is None
        refused(app.ask("POST", "/v1/me/step-up", {"pin": PIN}), 403, "pin_wrong")

    def test_is_locked_after_five_wrong_ones(self) -> None:
        app = with_pin()
        for left in (4, 3, 2, 1):
            problem = refused(app.ask("POST", "/v1/me/step-up", {"pin": "9999"}), 403, "pin_wrong")
            assert problem["tries_left"] == left
        refused(app.ask("POST", "/v1/me/step-up", {"pin": "9999"}), 403, "pin_locked")
        before = state()
        # The right one is no better now: whether it was right must not be told.
        assert "until" in refused(
            app.ask("POST", "/v1/me/step-up", {"pin": PIN}), 403, "pin_locked"
        )
        assert state() == before
        assert StoredFact.objects.filter(topic="pin.locked").count() == 1

    def test_is_free_again_when_the_lock_has_run_out(self) -> None:
        app = with_pin()
        Pin.objects.update(failures=5, locked_until=utc_now() - timedelta(seconds=1))
        refused(app.ask("POST", "/v1/me/step-up", {"pin": "9999"}), 403, "pin_locked")
        Pin.objects.update(locked_until=utc_now() - timedelta(seconds=1))
        assert app.ask("POST", "/v1/me/step-up", {"pin": PIN}).status_code == 200
        assert Pin.objects.get().failures == 0

    def test_is_reset_with_a_fresh_code(self) -> None:
        app = with_pin()
        Pin.objects.update(failures=9, locked_until=utc_now() + timedelta(hours=1))
        challenge, code = app.challenge()
        body = {"pin": "8264", "challenge": challenge, "code": code}
        assert app.ask("PUT", "/v1/me/pin", body).status_code == 204
        assert app.ask("POST", "/v1/me/step-up", {"pin": "8264"}).status_code == 200
        refused(app.ask("PUT", "/v1/me/pin", body), 422, "code_expired")

    def test_is_not_reset_with_the_code_of_another_phone(self) -> None:
        app = with_pin()
        challenge, code = App(phone="+919876543211").challenge()
        before = Pin.objects.values().get()
        body = {"pin": "8264", "challenge": challenge, "code": code}
        refused(app.ask("PUT", "/v1/me/pin", body), 422, "code_expired")
        assert Pin.objects.values().get() == before

    def test_of_one_session_steps_up_no_other(self) -> None:
        app = with_pin()
        other = App().sign_in()
        assert app.ask("POST", "/v1/me/step-up", {"pin": PIN}).status_code == 200
        assert Session.objects.filter(stepped_up_until=None).count() == 1
        assert other.access_token


@pytest.mark.django_db(transaction=True)
class TestManyGuessesAtOnce:
    def test_are_counted_one_by_one(self) -> None:
        app = with_pin()

        def guess(_: int) -> str:
            try:
                return str(app.ask("POST", "/v1/me/step-up", {"pin": "9999"}).json()["code"])
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            codes = list(pool.map(guess, range(12)))
        assert codes.count("pin_wrong") == 4
        assert codes.count("pin_locked") == 8
        assert Pin.objects.get().failures == 5


class TestTheRules:
    @given(failures=st.integers(0, 10**6))
    def test_a_lock_grows_and_has_an_end(self, failures: int) -> None:
        now = utc_now()
        until = rules.locked_until(failures=failures, now=now)
        assert (until is None) == (failures < 5)
        if until is not None:
            following = rules.locked_until(failures=failures + 1, now=now)
            assert following is not None
            assert timedelta(minutes=1) <= until - now <= following - now <= timedelta(hours=24)

    @given(
        born=st.dates(date(1900, 1, 1), date(2026, 1, 1)),
        today=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    )
    def test_an_age_grows_by_one_a_year(self, born: date, today: date) -> None:
        age = rules.age_on(born, today=today)
        assert 0 <= age <= 130
        assert rules.age_on(born, today=today + timedelta(days=366)) >= age + 1

    @pytest.mark.parametrize(
        ("today", "age"),
        [
            (date(2008, 2, 28), -1),
            (date(2026, 2, 27), 17),
            (date(2026, 2, 28), 18),
            (date(2028, 2, 28), 19),
            (date(2028, 2, 29), 20),
        ],
    )
    def test_a_birthday_on_the_29th_of_february(self, today: date, age: int) -> None:
        assert rules.age_on(date(2008, 2, 29), today=today) == age

    def test_one_is_of_age_on_the_day_on_which_the_database_says_so(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT born::date, (born + interval '18 years')::date"
                " FROM generate_series('1999-12-31'::timestamp, '2008-12-31', '1 day') AS born"
            )
            days = cursor.fetchall()
        for born, day in days:
            assert rules.birthday_at(born, age=18) == day
            assert rules.age_on(born, today=day) == 18
            assert rules.age_on(born, today=day - timedelta(days=1)) == 17
