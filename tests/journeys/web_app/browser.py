"""A real browser: Debian's Chromium, driven by Playwright; and a person who holds it."""

import contextlib
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)

WEB: Final = Path(__file__).parents[3] / "web"
PROGRAM: Final = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE: Final = 30_000
"""Milliseconds in which something must be on the screen, on a machine that is busy with more."""

PHONE: Final = {"width": 390, "height": 844}
EXPECTED_NOISE: Final = re.compile(
    r"Failed to load resource: (the server responded with a status of 4|net::ERR_INTERNET_DISC)"
    r"|Service Worker registration blocked by Playwright"
)
"""Chromium's own line for each answer that refuses, which other tests look at; and Playwright's own
for what a test asked it to block."""


@contextmanager
def launched() -> Iterator[Browser]:
    """Without the program a test is left out, but never in CI, which installs it."""
    if PROGRAM is None:
        reason = "chromium is not installed (on Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    expect.set_options(timeout=PATIENCE)
    # Its sandbox needs rights that a container's root does not have; it sees only our own pages.
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=options)
        try:
            yield browser
        finally:
            browser.close()


class Person:
    """Somebody with a browser of their own: nothing of it is shared with the others'."""

    def __init__(
        self, browser: Browser, url: str, *, name: str, phone: str, **options: Any
    ) -> None:
        self.url = url
        self.name = name
        self.phone = phone
        self.problems: list[str] = []
        given = {"viewport": PHONE, "locale": "en-IN", "reduced_motion": "reduce"} | options
        self.context: BrowserContext = browser.new_context(**given)
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.problems.append(f"raised: {error}"))
        self.page.on("request", self._asked)

    def close(self) -> None:
        self.context.close()

    def picture(self, file: Path) -> None:
        """What they see, if their page can still be seen."""
        with contextlib.suppress(Error):
            self.page.screenshot(path=file, timeout=5000)

    # Getting about

    def go(self, path: str = "/") -> "Person":
        self.page.goto(self.url + path)
        self.settle()
        return self

    def settle(self) -> "Person":
        """Waits until the screen says what it has to say."""
        self.page.wait_for_load_state()
        expect(self.page.locator("#root > *").first).to_be_attached()
        expect(self.page.locator(".skeleton")).to_have_count(0)
        return self

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name)

    def link(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("link", name=name)

    def field(self, label: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_label(label)

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def sees_nothing_of(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(text)).to_have_count(0)

    def sign_in(self) -> "Person":
        """At the first screen there is."""
        self.page.goto(f"{self.url}/welcome")
        self.give_code()
        expect(self.page).not_to_have_url(re.compile("/welcome"))
        return self.settle()

    def give_code(self) -> None:
        """Where one is asked for a phone number, and then for the code that was texted to it."""
        self.field("Your phone number").fill(self.phone)
        since = datetime.now(UTC)
        self.button("Text me a code").click()
        self.field(re.compile("The code that was texted")).fill(
            code_sent_to(self.phone, url=self.url, since=since)
        )
        self.button("Sign in").click()

    # What must not happen

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not EXPECTED_NOISE.match(message.text):
            self.problems.append(f"{message.type} at {self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.url, "blob:", "data:")):
            self.problems.append(f"a request to somebody else: {request.url}")


def code_sent_to(phone: str, *, url: str, since: datetime) -> str:
    """The code in the text message that the demo's inbox received for this sign-in."""
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        for message in httpx.get(f"{url}/dev/inbox.json", timeout=30).json()["items"]:
            code = re.search(r"\b[0-9]{6}\b", message["body"])
            fresh = datetime.fromisoformat(message["sent_at"]) >= since
            if message["phone"] == phone and fresh and code is not None:
                return code[0]
        time.sleep(0.1)
    raise AssertionError(f"no code for {phone} came to the demo's inbox")


def dump(found: Any) -> str:
    """For what a test says when it fails."""
    return json.dumps(found, indent=1, ensure_ascii=False)
