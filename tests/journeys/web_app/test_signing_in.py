"""A teen and a guardian, side by side, each in a browser of their own."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.web_app.browser import Person

pytestmark = pytest.mark.stack


class TestSigningIn:
    def test_is_done_by_two_people_side_by_side(self, newcomer: Callable[..., Person]) -> None:
        kabir, ravi = newcomer("Kabir"), newcomer("Ravi")
        for person in (kabir, ravi):
            person.sign_in()
        kabir.sees("Hi Kabir")
        ravi.sees("Hi Ravi")
        # Whose app it is, is seen by its colours.
        expect(kabir.page.locator("html")).to_have_attribute("data-role", "teen")
        expect(ravi.page.locator("html")).to_have_attribute("data-role", "guardian")
        # It lasts, though the access token was in memory alone.
        ravi.page.reload()
        ravi.sees("Hi Ravi")

    def test_leads_back_to_signing_in_when_nobody_has(
        self, newcomer: Callable[..., Person]
    ) -> None:
        stranger = newcomer().go("/")
        expect(stranger.page).to_have_url(re.compile("/welcome$"))
        expect(stranger.field("Your phone number")).to_be_visible()

    def test_with_a_wrong_code_says_so_and_lets_one_try_again(
        self, newcomer: Callable[..., Person]
    ) -> None:
        farida = newcomer("Farida").go("/welcome")
        farida.field("Your phone number").fill(farida.phone)
        farida.button("Text me a code").click()
        code = farida.field(re.compile("The code that was texted"))
        code.fill("000000")
        farida.button("Sign in").click()
        expect(code).to_have_attribute("aria-invalid", "true")
        expect(farida.page).to_have_url(re.compile("/welcome$"))

    def test_is_possible_with_a_keyboard_alone(self, newcomer: Callable[..., Person]) -> None:
        person = newcomer("Farida").go("/welcome")
        keyboard = person.page.keyboard
        for _ in range(10):
            keyboard.press("Tab")
            if person.field("Your phone number").evaluate("it => it === document.activeElement"):
                break
        keyboard.press("Control+A")
        keyboard.type(person.phone)
        keyboard.press("Enter")
        code = person.field(re.compile("The code that was texted"))
        expect(code).to_be_focused()

    def test_leaves_nothing_where_a_script_could_read_it(self, meera: Person) -> None:
        meera.go("/")
        kept = meera.page.evaluate("() => JSON.stringify({...localStorage, ...sessionStorage})")
        assert "eyJ" not in kept  # how an access token begins
        assert "token" not in kept.lower()
        assert meera.context.cookies() == []
