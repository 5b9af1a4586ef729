"""Pictures of the app's screens: `make shots`, into web/shots.

Of every screen that Meera (teen) and Asha (guardian) get to: on a phone in both themes and both
languages, and on a desk. With --readme also the few that the README shows, in docs/pictures.
"""

import argparse
import base64
import re
import shutil
import sys
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser

from tests.journeys.web_app import screens
from tests.journeys.web_app.browser import PHONE, WEB, Person, launched
from tests.journeys.web_app.conftest import PHONES
from tests.journeys.web_app.running import ROOT, running
from tuppence.stack.display import say

SHOTS: Final = WEB / "shots"
DESK: Final = {"width": 1280, "height": 800}
VARIANTS: Final = (
    ("phone", "light", "en"),
    ("phone", "dark", "en"),
    ("phone", "light", "hi"),
    ("phone", "dark", "hi"),
    ("desk", "light", "en"),
    ("desk", "dark", "hi"),
)

README: Final = (
    ("app-teen", "Meera", "/", "light"),
    ("app-goals", "Meera", "/goals", "light"),
    ("app-month", "Meera", "/activity/month", "dark"),
    ("app-guardian", "Asha", "/", "dark"),
)
"""Name, whose screen, which, and in which theme."""
MOST_BYTES: Final = 300_000
"""Of all pictures of the README together."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readme", action="store_true", help="those of the README alone")
    wanted = parser.parse_args()
    with running() as url, launched() as browser:
        people = {name: sign_in(browser, url, name) for name in ("Meera", "Asha")}
        if wanted.readme:
            return for_the_readme(people)
        shutil.rmtree(SHOTS, ignore_errors=True)
        for person in people.values():
            of(person, list(screens.each(person)))
        stranger = Person(browser, url, name="Nobody", phone="", service_workers="block")
        of(stranger, ["/welcome"])
    say(f"{len(list(SHOTS.rglob('*.png')))} pictures in {SHOTS.relative_to(ROOT)}")
    return 0


def sign_in(browser: Browser, url: str, name: str) -> Person:
    return Person(
        browser, url, name=name, phone=PHONES[name], device_scale_factor=2, service_workers="block"
    ).sign_in()


def of(person: Person, paths: list[str]) -> None:
    person.go("/welcome")  # an address of ours, to keep the language at
    for size, theme, language in VARIANTS:
        folder = SHOTS / f"{size}-{theme}-{language}"
        dress(person, size=size, theme=theme, language=language)
        for path in paths:
            person.go(path).page.wait_for_timeout(200)
            file = folder / f"{person.name.lower()}-{name_of(path)}.png"
            person.page.screenshot(path=file, full_page=size == "phone", scale="css")


def dress(person: Person, *, size: str, theme: str, language: str) -> None:
    person.page.set_viewport_size(DESK if size == "desk" else PHONE)  # type: ignore[arg-type]
    person.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    person.page.evaluate("it => localStorage.setItem('tuppence-language', it)", language)


def name_of(path: str) -> str:
    """/payments/pay_01h... is payments-one."""
    return re.sub(r"[^a-z]+", "-", screens.form(path).replace("$", "one")).strip("-") or "home"


def for_the_readme(people: dict[str, Person]) -> int:
    pictures = ROOT / "docs" / "pictures"
    size = 0
    for name, who, path, theme in README:
        person = people[who]
        dress(person, size="phone", theme=theme, language="en")
        person.go(path).page.wait_for_timeout(400)
        size += webp(person, pictures / f"{name}.webp")
    say(f"{size / 1000:.0f} kB of pictures in {pictures.relative_to(ROOT)}")
    return int(size > MOST_BYTES)


def webp(person: Person, file: Path) -> int:
    """What is on the screen, as a file that is small; gives its bytes."""
    session = person.context.new_cdp_session(person.page)
    shot = session.send("Page.captureScreenshot", {"format": "webp", "quality": 82})
    session.detach()
    return file.write_bytes(base64.b64decode(shot["data"]))


if __name__ == "__main__":
    sys.exit(main())
