"""A teen who forgot the PIN: a guardian agrees, and the code does the rest."""

from datetime import timedelta
from typing import Any

import pytest

from tuppence.edge.tests.conftest import no_counts
from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.outbox.models import StoredFact
from tuppence.people.families.tests.test_decisions import SEES, Rao, narrow, rao
from tuppence.people.families.tests.test_invitations import App, told
from tuppence.people.identity.models import Challenge, Person, Pin, PinReset, Session
from tuppence.people.identity.operations.codes import send_code

__all__ = ["no_counts", "rao"]

pytestmark = pytest.mark.django_db

PIN, NEW, CODE = "7351", "8264", "123456"
MINE, THEIRS = "/v1/me/pin-reset", "/v1/family/pin-resets"


def with_pin(app: App) -> App:
    assert app.send("PUT", "/v1/me/pin", {"pin": PIN}).status_code == 204
    return app


def ask(app: App) -> dict[str, Any]:
    answer = app.send("PUT", MINE)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def reset(app: App, *, pin: str = NEW) -> Any:
    """By a code that was just sent to their own phone."""
    sent = send_code(
        phone=app.person.phone, device_hint="", address="10.0.0.1", code=CODE, now=utc_now()
    )
    body = {"pin": pin, "challenge": to_public("chl", sent.public_id), "code": CODE}
    return app.send("PUT", "/v1/me/pin", body)


def topics() -> list[str]:
    found = StoredFact.objects.filter(topic__startswith="pin.reset").order_by("pk")
    return [one.topic for one in found]


class TestATeen:
    def test_resets_nothing_by_a_code_alone(self, rao: Rao) -> None:
        meera = with_pin(rao.meera)
        before = Pin.objects.values().get()
        assert told(reset(meera)) == (403, "pin_reset_needs_guardian")
        ask(meera)
        assert told(reset(meera)) == (403, "pin_reset_needs_guardian")
        assert Pin.objects.values().get() == before
        # The codes are not spent by it.
        assert not Challenge.objects.exclude(used_at=None).exists()

    def test_resets_it_once_a_guardian_has_agreed(self, rao: Rao) -> None:
        meera = with_pin(rao.meera)
        asked = ask(meera)
        assert (asked["state"], asked["name"]) == ("open", meera.person.name)
        [waits] = rao.asha.send("GET", THEIRS).json()["items"]
        assert waits == asked
        answer = rao.asha.send("POST", f"{THEIRS}/{asked['id']}/agree")
        assert (answer.status_code, answer.json()["state"]) == (200, "agreed")
        assert rao.asha.send("GET", THEIRS).json()["items"] == []
        assert meera.send("GET", MINE).json() == answer.json()
        assert reset(meera).status_code == 204
        assert told(meera.send("GET", MINE)) == (404, "not_found")
        # It was for once.
        assert told(reset(meera, pin=PIN)) == (403, "pin_reset_needs_guardian")
        assert topics() == ["pin.reset_asked", "pin.reset_agreed"]

    def test_changes_the_pin_that_they_know_without_anybody(self, rao: Rao) -> None:
        meera = with_pin(rao.meera)
        answer = meera.send("PUT", "/v1/me/pin", {"pin": NEW, "current_pin": PIN})
        assert answer.status_code == 204

    def test_has_one_asking_at_a_time(self, rao: Rao) -> None:
        meera = with_pin(rao.meera)
        assert ask(meera) == ask(meera)
        assert topics() == ["pin.reset_asked"]

    def test_who_was_told_no_may_ask_again_and_not_for_ever(self, rao: Rao) -> None:
        meera = with_pin(rao.meera)
        for _ in range(5):
            asked = ask(meera)
            assert rao.ravi.send("POST", f"{THEIRS}/{asked['id']}/decline").status_code == 200
        assert told(reset(meera)) == (403, "pin_reset_needs_guardian")
        assert told(meera.send("PUT", MINE)) == (429, "rate_limited")

    def test_has_an_hour_after_a_yes(self, rao: Rao) -> None:
        meera = with_pin(rao.meera)
        asked = ask(meera)
        rao.asha.send("POST", f"{THEIRS}/{asked['id']}/agree")
        assert PinReset.objects.get().expires_at - utc_now() < timedelta(hours=1)
        PinReset.objects.update(expires_at=utc_now())
        assert told(reset(meera)) == (403, "pin_reset_needs_guardian")
        assert ask(meera)["id"] != asked["id"]

    def test_cannot_reset_anothers_by_their_agreement(self, rao: Rao) -> None:
        meera, kabir = with_pin(rao.meera), with_pin(rao.kabir)
        asked = ask(meera)
        assert rao.asha.send("POST", f"{THEIRS}/{asked['id']}/agree").status_code == 200
        assert told(reset(kabir)) == (403, "pin_reset_needs_guardian")

    def test_without_a_pin_has_nothing_to_ask_for(self, rao: Rao) -> None:
        assert told(rao.meera.send("PUT", MINE)) == (409, "pin_reset_not_needed")
        assert not PinReset.objects.exists()


class TestAnAdult:
    def test_resets_it_by_a_code_as_ever(self, rao: Rao) -> None:
        for adult in (rao.asha, rao.dev):
            with_pin(adult)
            assert told(adult.send("PUT", MINE)) == (409, "pin_reset_not_needed")
            assert reset(adult).status_code == 204

    def test_who_came_of_age_needs_nobody_any_more(self, rao: Rao) -> None:
        meera = with_pin(rao.meera)
        born = utc_now().date().replace(day=1)
        Person.objects.filter(pk=meera.person.pk).update(
            birth_date=born.replace(year=born.year - 18)
        )
        assert reset(meera).status_code == 204


class TestAGuardian:
    def test_agrees_with_their_own_pin(self, rao: Rao) -> None:
        asked = ask(with_pin(rao.meera))
        Session.objects.update(stepped_up_until=None)
        answer = rao.asha.send("POST", f"{THEIRS}/{asked['id']}/agree")
        assert told(answer) == (403, "pin_needed")
        assert PinReset.objects.get().state == PinReset.State.OPEN
        # To say no takes nothing.
        assert rao.asha.send("POST", f"{THEIRS}/{asked['id']}/decline").status_code == 200

    def test_answers_once_and_in_time(self, rao: Rao) -> None:
        meera = with_pin(rao.meera)
        asked = ask(meera)
        assert rao.asha.send("POST", f"{THEIRS}/{asked['id']}/decline").status_code == 200
        late = rao.ravi.send("POST", f"{THEIRS}/{asked['id']}/agree")
        assert (told(late), late.json()["state"]) == ((409, "pin_reset_answered"), "declined")
        asked = ask(meera)
        PinReset.objects.filter(state=PinReset.State.OPEN).update(expires_at=utc_now())
        late = rao.ravi.send("POST", f"{THEIRS}/{asked['id']}/agree")
        assert (told(late), late.json()["state"]) == ((409, "pin_reset_answered"), "lapsed")

    def test_who_may_not_approve_payments_has_no_say(self, rao: Rao) -> None:
        narrow(rao, SEES)
        asked = ask(with_pin(rao.meera))
        assert rao.ravi.send("GET", THEIRS).json()["items"] == []
        for word in ("agree", "decline"):
            answer = rao.ravi.send("POST", f"{THEIRS}/{asked['id']}/{word}")
            assert told(answer) == (403, "forbidden")
        assert PinReset.objects.get().state == PinReset.State.OPEN

    def test_is_the_only_one_to_answer(self, rao: Rao) -> None:
        asked = ask(with_pin(rao.meera))
        who = {"meera": (403, "forbidden"), "kabir": (404, "not_found")}
        who |= {"dev": (404, "not_found"), "zoya": (404, "not_found")}
        for name, said in who.items():
            app: App = getattr(rao, name)
            assert app.send("GET", THEIRS).json()["items"] == []
            for word in ("agree", "decline"):
                assert told(app.send("POST", f"{THEIRS}/{asked['id']}/{word}")) == said
        assert PinReset.objects.get().state == PinReset.State.OPEN
