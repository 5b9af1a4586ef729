"""All screens that a person gets to, each opened once, and what is wrong with each."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.journeys.web_app import axe, looks, screens
from tests.journeys.web_app.browser import Person

REPAINT = 300
"""Milliseconds: colours that are inherited arrive one by one where there are transitions, each of
which begins when the one before has ended."""
_STANDS = "() => document.getAnimations().every(one => one.playState !== 'running')"

Wrong = dict[str, list[object]]


@dataclass(slots=True)
class Survey:
    """``wrong``: by what was looked for, what was found by path. ``paths``: where one got to."""

    paths: list[str] = field(default_factory=list)
    wrong: dict[str, Wrong] = field(default_factory=lambda: defaultdict(dict))

    def note(self, what: str, path: str, found: list[object]) -> None:
        if found:
            self.wrong[what][path] = found


def made(person: Person, *, also: Iterable[str] = ()) -> Survey:
    survey = Survey()
    person.page.emulate_media(color_scheme="light")
    for path in screens.each(person, also=also):
        survey.paths.append(path)
        look(person, path, survey)
    return survey


def look(person: Person, path: str, survey: Survey) -> None:
    """All that can be seen of a screen, in an order in which nothing spoils what comes next."""
    page = person.page
    survey.note("policy", path, [*person.problems])
    person.problems.clear()
    if page.get_by_role("heading", level=1).count() == 0:
        survey.note("title", path, ["it has no heading"])
    survey.note("title", path, [*page.get_by_role("alert").all_inner_texts()])
    survey.note("light", path, [*axe.violations(page)])
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(REPAINT)
    page.wait_for_function(_STANDS)
    # Dark is light with other colours: all else has been looked at.
    survey.note("dark", path, [*axe.violations(page, "color-contrast")])
    page.emulate_media(color_scheme="light")
    survey.note("touch", path, looks.sideways(page) + looks.too_small(page))
    survey.note("keyboard", path, looks.unreachable_by_keyboard(page))
    looks.enlarge(page, 200)
    survey.note("large text", path, looks.sideways(page) + looks.cut_off(page))
