"""Every screen that the app has: by its router, and by going wherever a link leads.

No list of them is kept by hand, so a new screen is looked at from its first day.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from tests.journeys.web_app.browser import WEB, Person

ID: Final = re.compile(r"/[a-z]{2,5}_[0-9a-z]{26}")
ROUTE: Final = re.compile(r'^\s*path: "(/[^"]*)"', re.MULTILINE)
APART: Final = ("/design", "/builders")
"""Tools for those who build on the platform: looked at by tests of their own."""


def routes() -> list[str]:
    """As the router names them: /payments/$payment."""
    text = (WEB / "src" / "app" / "router.tsx").read_text(encoding="utf-8")
    found = [route for route in ROUTE.findall(text) if not route.startswith(APART)]
    assert "/" in found, "the router names its addresses otherwise now"
    return found


def pattern(route: str) -> re.Pattern[str]:
    parts = re.split(r"\$[A-Za-z]+", route)
    return re.compile("[^/]+".join(re.escape(part) for part in parts))


def form(path: str) -> str:
    """One for all screens that differ by an id: /payments/$."""
    return ID.sub("/$", path.partition("?")[0].partition("#")[0])


def links(person: Person) -> list[str]:
    found: list[str] = person.page.evaluate(
        "() => [...document.querySelectorAll('a[href^=\"/\"]')].map(a => a.getAttribute('href'))"
    )
    return found


def each(person: Person, *, also: Iterable[str] = ()) -> Iterator[str]:
    """An address of each form of screen that this person gets to, from the first one, from each
    address without an id and from those of ``also``; the person is there when it is given."""
    to_see = [*also, *(route for route in routes() if "$" not in route and route != "/welcome")]
    seen: set[str] = set()
    while to_see:
        path = to_see.pop(0)
        if form(path) in seen or path.startswith(("/v1/", "/dev/", "/admin", *APART)):
            continue
        seen.add(form(path))
        to_see += links(person.go(path))
        yield path
