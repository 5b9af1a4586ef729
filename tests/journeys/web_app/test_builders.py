"""What only builders see: the log of calls, another server, and every component."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from playwright.sync_api import expect

from tests.journeys.web_app import axe, looks
from tests.journeys.web_app.browser import WEB, Person

pytestmark = pytest.mark.stack


class TestTheTools:
    def test_open_by_five_taps_on_the_mark(self, newcomer: Callable[..., Person]) -> None:
        person = newcomer("Farida").go("/welcome")
        for _ in range(5):
            person.page.locator("[data-mark]").first.click()
        person.sees("Builders' tools")

    def test_log_every_call_without_what_is_secret(self, meera: Person, tmp_path: Path) -> None:
        meera.go("/builders")
        meera.link("Back to the app").click()
        meera.sees("You can spend")
        meera.page.go_back()
        meera.field(re.compile("Search in method")).fill("GET /v1/home")
        row = meera.page.get_by_role("button", name=re.compile(r"200.*GET.*v1.home")).first
        row.click()
        meera.sees("[redacted]")
        sheet = meera.page.get_by_role("dialog")
        assert "eyJ" not in sheet.inner_text()
        sheet.get_by_role("button", name="Close").click()
        meera.field(re.compile("Search in method")).fill("")
        with meera.page.expect_download() as downloading:
            meera.button("Export as HAR").click()
        file = tmp_path / "calls.har"
        downloading.value.save_as(file)
        assert_valid(file)

    def test_are_for_everybody_too(self, meera: Person) -> None:
        for path in ("/builders", "/design"):
            page = meera.page
            page.goto(meera.url + path)  # the page of the design shows skeletons for good
            expect(page.get_by_role("heading", level=1).first).to_be_visible()
            assert axe.violations(page) == []
            assert looks.sideways(page) == []
            looks.enlarge(page, 200)
            assert looks.sideways(page) == []

    def test_change_the_server_and_sign_out(
        self, newcomer: Callable[..., Person], app_url: str
    ) -> None:
        """The same platform by its other name: for a browser that is another server."""
        other = app_url.replace("127.0.0.1", "localhost")
        kabir = newcomer("Kabir").sign_in()
        kabir.go("/builders")
        kabir.button(f"Use {other}").click()
        expect(kabir.page).to_have_url(re.compile("/welcome$"))
        asked: list[str] = []
        kabir.page.on("request", lambda request: asked.append(request.url))
        kabir.sign_in()
        kabir.sees("Hi Kabir")
        calls = [url for url in asked if "/v1/" in url]
        assert calls
        assert all(url.startswith(other) for url in calls)
        # Nothing else went there, and nothing was forbidden on the way.
        kabir.problems = [one for one in kabir.problems if f"somebody else: {other}/v1/" not in one]


def assert_valid(file: Path) -> None:
    """As HTTP Archive 1.2, by the schema that HAR tools share."""
    document = json.loads(file.read_text(encoding="utf-8"))
    folder = WEB / "node_modules" / "har-schema" / "lib"
    schemas = {name.name: json.loads(name.read_text("utf-8")) for name in folder.glob("*.json")}
    resolver = jsonschema.RefResolver("", schemas["har.json"], store=schemas)
    jsonschema.Draft6Validator(schemas["har.json"], resolver=resolver).validate(document)
    entries = document["log"]["entries"]
    assert entries
    assert not re.search(r"eyJ|Bearer [^\[]|\+9161", file.read_text(encoding="utf-8"))
