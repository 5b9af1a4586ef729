"""What holds of every screen, for a teen and for a guardian, without a list of the screens."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys.web_app import axe, looks, screens
from tests.journeys.web_app.browser import Person, dump

pytestmark = pytest.mark.stack

Reachable = dict[str, list[str]]


@pytest.fixture(scope="module")
def reachable() -> Reachable:
    """Addresses of screens by who gets to them, once they were looked for."""
    return {}


@pytest.fixture(params=["Meera", "Asha"])
def person(request: pytest.FixtureRequest, signed_in: Callable[[str], Person]) -> Iterator[Person]:
    person = signed_in(request.param)
    yield person
    person.page.emulate_media(color_scheme="light")


@pytest.fixture
def paths(person: Person, reachable: Reachable) -> list[str]:
    if person.name not in reachable:
        reachable[person.name] = screens.reachable(person)
    return reachable[person.name]


class TestEveryScreen:
    def test_says_what_it_is_and_breaks_no_policy(self, person: Person, paths: list[str]) -> None:
        """That there is no complaint of the browser's, a violation of the policy among them, is
        asserted by the fixture that gave the person."""
        for path in paths:
            person.go(path)
            expect(person.page.get_by_role("heading", level=1).first).to_be_visible()
            expect(person.page.get_by_role("alert")).to_have_count(0)

    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_is_for_everybody(self, person: Person, paths: list[str], theme: str) -> None:
        person.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        # Dark is light with other colours: all else has been looked at by then.
        rules = () if theme == "light" else ("color-contrast",)
        wrong = {path: axe.violations(person.go(path).page, *rules) for path in paths}
        assert not any(wrong.values()), dump({path: v for path, v in wrong.items() if v})

    def test_can_be_read_with_text_twice_as_large(self, person: Person, paths: list[str]) -> None:
        wrong = {}
        for path in paths:
            page = person.go(path).page
            looks.enlarge(page, 200)
            wrong[path] = looks.sideways(page) + looks.cut_off(page)
        assert not any(wrong.values()), dump({path: v for path, v in wrong.items() if v})

    def test_is_as_wide_as_the_phone_and_can_be_touched(
        self, person: Person, paths: list[str]
    ) -> None:
        wrong = {}
        for path in paths:
            page = person.go(path).page
            wrong[path] = looks.sideways(page) + looks.too_small(page)
        assert not any(wrong.values()), dump({path: v for path, v in wrong.items() if v})

    def test_can_be_used_with_a_keyboard_alone(self, person: Person, paths: list[str]) -> None:
        wrong = {path: looks.unreachable_by_keyboard(person.go(path).page) for path in paths}
        assert not any(wrong.values()), dump({path: v for path, v in wrong.items() if v})


class TestTheRouter:
    def test_has_no_screen_that_nobody_was_seen_to_get_to(
        self, signed_in: Callable[[str], Person], reachable: Reachable
    ) -> None:
        for name in ("Meera", "Asha"):
            if name not in reachable:
                reachable[name] = screens.reachable(signed_in(name))
        seen = [path.partition("?")[0] for paths in reachable.values() for path in paths]
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
