"""A teen forgot the PIN; a guardian agrees, each in a browser of their own."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.journeys.app import App
from tests.journeys.web_app.browser import Person, code_sent_to

pytestmark = pytest.mark.stack

PIN, ANOTHER = "493817", "826493"


def with_pin(app: App) -> None:
    """Known to this test, also where one before has set it."""
    for proof in ({}, {"current_pin": PIN}, {"current_pin": ANOTHER}):
        if app.send("PUT", "/v1/me/pin", {"pin": PIN} | proof).status_code == 204:
            return
    raise AssertionError("somebody has set another PIN")


class TestAForgottenPin:
    def test_of_a_teen_is_reset_once_a_guardian_agrees(
        self, meera: Person, asha: Person, app_of: Callable[[str], App]
    ) -> None:
        for name in ("Meera", "Asha"):
            with_pin(app_of(name))
        for left in app_of("Asha").get("/v1/family/pin-resets")["items"]:
            app_of("Asha").send("POST", f"/v1/family/pin-resets/{left['id']}/decline")
        meera.go("/me/pin").button("I forgot my PIN").click()
        meera.button("Ask my guardians").click()
        meera.sees(re.compile("^Asked. They have until"))

        asha.go("/").link(re.compile("Meera forgot the PIN")).click()
        asha.button(re.compile("^Agree$")).click()
        # It is their own PIN that the guardian gives.
        asha.sees("Confirm that it is you")
        for digit in PIN:
            asha.button(digit).click()
        asha.button("Go on").click()
        asha.sees_nothing_of("Meera forgot the PIN")

        meera.sees("A guardian agreed")
        since = datetime.now(UTC)
        meera.button("Text me a code").click()
        meera.field(re.compile("Type the code")).fill(
            code_sent_to(meera.phone, url=meera.url, since=since)
        )
        meera.field("New PIN").first.fill(ANOTHER)
        meera.field("New PIN again").fill(ANOTHER)
        meera.button("Change PIN").click()
        meera.sees("Your PIN is set.")
        assert app_of("Meera").sign("/v1/me/step-up", {"pin": ANOTHER}).status_code == 200
