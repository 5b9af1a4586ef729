"""What holds of every screen, for a teen and for a guardian, without a list of the screens."""

from collections.abc import Callable, Iterator

import pytest

from tests.journeys.app import App, expected
from tests.journeys.web_app import axe, looks, screens, survey
from tests.journeys.web_app.browser import Person, dump
from tests.journeys.web_app.conftest import ABOVE, BOOKS
from tests.journeys.web_app.survey import Survey

pytestmark = pytest.mark.stack

WHO = ("Meera", "Asha")


@pytest.fixture(scope="module")
def surveys(
    _signed_in: Callable[[str], Person], waiting: dict[str, list[str]]
) -> dict[str, Survey]:
    return {name: survey.made(_signed_in(name), also=waiting[name]) for name in WHO}


@pytest.fixture(scope="module")
def waiting(rules: None, app_of: Callable[[str], App]) -> Iterator[dict[str, list[str]]]:
    """Where each goes who is told that something waits: it does for minutes, and the demo's story
    is older."""
    kabir, meera = app_of("Kabir"), app_of("Meera")
    books = {"to": {"upi": BOOKS}, "amount": 2 * ABOVE}
    approval = expected(meera.sign("/v1/approvals", books), 201)["id"]
    no_people = {"about": {"rule": "people_off"}, "message": "It is Diwali"}
    appeal = expected(meera.send("POST", "/v1/appeals", no_people), 201)["id"]
    of = {"to": {"handle": meera.get("/v1/me")["handle"]}, "amount": 2 * ABOVE, "note": "Bus"}
    ask = expected(kabir.sign("/v1/asks", of), 201)["id"]
    expected(meera.sign(f"/v1/asks/{ask}/ask-guardian", {}), 200)
    yield {
        "Meera": [f"/pay/waiting/{approval}"],
        "Asha": [f"/approvals/{approval}", f"/appeals/{appeal}", f"/approvals/asks/{ask}"],
    }
    for done in (
        f"approvals/{approval}/cancel",
        f"appeals/{appeal}/dismiss",
        f"asks/{ask}/decline",
    ):
        by = app_of("Asha") if "appeals" in done else meera
        expected(by.send("POST", f"/v1/{done}", {}), 200)


@pytest.mark.parametrize("name", WHO)
class TestEveryScreen:
    def found(self, surveys: dict[str, Survey], name: str, what: str) -> None:
        wrong = surveys[name].wrong[what]
        assert not wrong, dump(wrong)

    def test_breaks_no_policy_and_logs_no_error(
        self, surveys: dict[str, Survey], name: str
    ) -> None:
        self.found(surveys, name, "policy")

    def test_says_what_it_is_and_that_nothing_failed(
        self, surveys: dict[str, Survey], name: str
    ) -> None:
        self.found(surveys, name, "title")

    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_is_for_everybody(self, surveys: dict[str, Survey], name: str, theme: str) -> None:
        self.found(surveys, name, theme)

    def test_is_as_wide_as_the_phone_and_can_be_touched(
        self, surveys: dict[str, Survey], name: str
    ) -> None:
        self.found(surveys, name, "touch")

    def test_can_be_used_with_a_keyboard_alone(self, surveys: dict[str, Survey], name: str) -> None:
        self.found(surveys, name, "keyboard")

    def test_can_be_read_with_text_twice_as_large(
        self, surveys: dict[str, Survey], name: str
    ) -> None:
        self.found(surveys, name, "large text")


class TestTheRouter:
    def test_has_no_screen_that_nobody_was_seen_to_get_to(self, surveys: dict[str, Survey]) -> None:
        seen = [path.partition("?")[0] for one in surveys.values() for path in one.paths]
        unseen = [
            route
            for route in screens.routes()
            if route != "/welcome" and not any(map(screens.pattern(route).fullmatch, seen))
        ]
        assert unseen == []


class TestTheScreenForSigningIn:
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_is_for_everybody(self, newcomer: Callable[..., Person], theme: str) -> None:
        page = newcomer(color_scheme=theme).go("/welcome").page
        assert axe.violations(page) == []
        assert looks.too_small(page) == []
        looks.enlarge(page, 200)
        assert looks.sideways(page) + looks.cut_off(page) == []
