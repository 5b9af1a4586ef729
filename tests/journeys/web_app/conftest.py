"""The demo family with a browser each, on one platform for all of this folder.

Each signs in once, as codes are few: a test begins where the one before has left them, so it first
goes to where it wants to be. Set JOURNEY_URL to the address of a platform that is up (`make up`),
and the journeys are made there, which is quicker while one is being written.
"""

import os
import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import redis
from playwright.sync_api import Browser

from tests.journeys.app import App, expected
from tests.journeys.platforms import Platform
from tests.journeys.web_app.browser import Person, launched
from tuppence.stack.folder import Folder

PHONES: Final = {
    "Asha": "+916100000001",
    "Ravi": "+916100000002",
    "Meera": "+916100000003",
    "Kabir": "+916100000004",
    "Farida": "+916100000005",
}


BOOKS: Final = "upi://pay?pa=pages@tuppence&pn=Pages%20Bookshop&mc=5942"

ABOVE: Final = 10_00
"""Above this Meera asks first, where `rules` are in force."""

PICTURES: Final = Path(".tuppence") / "journeys"
_people: list[Person] = []
"""Whoever has a browser open."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Generator[None, Any, Any]:
    """What each person saw when a journey failed, as a picture."""
    report = yield
    if report.failed and call.when == "call":
        PICTURES.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^A-Za-z0-9]+", "-", item.nodeid.partition("::")[2])
        for person in _people:
            person.picture(PICTURES / f"{name}-{person.name}.png")
    return report


@pytest.fixture(scope="package")
def app_url(request: pytest.FixtureRequest) -> str:
    given = os.environ.get("JOURNEY_URL")
    if given:
        return given.rstrip("/")
    installation: Platform = request.getfixturevalue("_installation")
    done = installation.run("up", "--detach")
    assert done.returncode == 0, done.stderr
    return str(installation.status()["url"])


@pytest.fixture(autouse=True)
def _codes_are_left(request: pytest.FixtureRequest, app_url: str) -> None:
    """Each journey may sign people in, as if none had before: codes are few."""
    if os.environ.get("JOURNEY_URL"):
        return
    folder: Folder = request.getfixturevalue("_installation").folder
    client = redis.Redis.from_url(folder.read("environment.json")["REDIS_URL"])
    for key in client.scan_iter("rate:*"):
        client.delete(key)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Gone when other folders' tests begin: Django would take its loop of events for theirs."""
    with launched() as browser:
        yield browser


@pytest.fixture(scope="package")
def _signed_in(browser: Browser, app_url: str) -> Iterator[Callable[[str], Person]]:
    people: dict[str, Person] = {}

    def person(name: str) -> Person:
        if name not in people:
            people[name] = Person(browser, app_url, name=name, phone=PHONES[name])
            _people.append(people[name])
            people[name].sign_in()
        return people[name]

    yield person
    for one in people.values():
        _people.remove(one)
        one.close()


@pytest.fixture(scope="package")
def app_of(app_url: str) -> Callable[[str], App]:
    """Another device of theirs, for what has to be so before a journey begins."""
    apps: dict[str, App] = {}

    def app(name: str) -> App:
        if name not in apps:
            apps[name] = App(app_url).log_in(PHONES[name])
        return apps[name]

    return app


@pytest.fixture(scope="module")
def rules(app_of: Callable[[str], App]) -> Iterator[None]:
    """Meera has money, asks first above ten rupees, and all is as it was afterwards."""
    asha, meera = app_of("Asha"), app_of("Meera")
    expected(
        asha.sign(f"/v1/wallets/{meera.wallet()['id']}/topups", {"amount": 500_00, "unit": "INR"}),
        201,
    )
    path = f"/v1/people/{meera.get('/v1/me')['id']}/controls"
    before = asha.get(path)
    decide(asha, path, {"ask_first": {"above": ABOVE}})
    yield
    decide(asha, path, {k: v for k, v in before["controls"].items() if k != "raised"})


def decide(guardian: App, path: str, controls: dict[str, Any]) -> None:
    body = {"version": guardian.get(path)["version"], "controls": controls, "note": ""}
    expected(guardian.send("PUT", path, body), 200)


@pytest.fixture
def signed_in(_signed_in: Callable[[str], Person]) -> Iterator[Callable[[str], Person]]:
    """Somebody of the demo family. Whatever their browser complained of fails the test."""
    used: list[Person] = []

    def person(name: str) -> Person:
        one = _signed_in(name)
        if one not in used:
            one.problems.clear()
            used.append(one)
        return one

    yield person
    assert [problem for one in used for problem in one.problems] == []


@pytest.fixture
def meera(signed_in: Callable[[str], Person]) -> Person:
    return signed_in("Meera")


@pytest.fixture
def asha(signed_in: Callable[[str], Person]) -> Person:
    return signed_in("Asha")


@pytest.fixture
def newcomer(browser: Browser, app_url: str) -> Iterator[Callable[..., Person]]:
    """A person with a browser in which nobody has signed in."""
    people: list[Person] = []

    def person(name: str = "Kabir", phone: str = "", url: str = "", **options: object) -> Person:
        phone = phone or PHONES[name]
        people.append(Person(browser, url or app_url, name=name, phone=phone, **options))
        _people.append(people[-1])
        return people[-1]

    yield person
    for one in people:
        _people.remove(one)
        one.close()
    assert [problem for one in people for problem in one.problems] == []
