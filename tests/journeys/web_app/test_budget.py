"""The first screen's weight, as the real server sends it."""

from collections.abc import Callable

import pytest

from tests.journeys.web_app.browser import Person
from tests.journeys.web_app.budget import MOST_SCRIPT, MOST_SHIFT, measured

pytestmark = pytest.mark.stack


@pytest.mark.parametrize("path", ["/welcome", "/"])
class TestAFirstScreen:
    def test_is_light_and_stands_still(self, newcomer: Callable[..., Person], path: str) -> None:
        person = newcomer("Ravi", service_workers="block")
        if path == "/":
            person.sign_in()
        cost = measured(person, path, slow=False)
        assert 0 < cost.script <= MOST_SCRIPT
        assert cost.shift <= MOST_SHIFT
