"""`tuppence demo day`: the scenes in their order."""

import time
from collections.abc import Sequence
from typing import Final

import httpx

from tuppence.stack import demo
from tuppence.stack.day import (
    appeals,
    asking,
    consent,
    controls,
    goals,
    home,
    paydays,
    statements,
)
from tuppence.stack.day.family import Family, Scene
from tuppence.stack.display import OUT, say
from tuppence.stack.failures import StackFailed
from tuppence.stack.installation import Installation

SCENES: Final[Sequence[Scene]] = (
    controls.breakfast,
    controls.a_rule,
    asking.a_trip,
    controls.lunch,
    asking.a_split_lunch,
    controls.the_box_set,
    controls.the_lost_card,
    goals.the_camera,
    paydays.pocket_money,
    paydays.the_plants,
    appeals.a_word_with_ravi,
    consent.a_second_thought,
    statements.the_month,
    home.the_first_screen,
    appeals.what_if,
)
PAUSE: Final = 0.8
"""Seconds between scenes on a terminal, so that a person can read along."""


class NoDemo(StackFailed):
    """There is no demo family here to play with."""


class Silent(StackFailed):
    """The platform does not answer."""


def play(chosen: Installation, *, quick: bool) -> None:
    """Plays the day against the running platform. Raises `NoDemo`, `Silent` when nothing answers,
    or `Unexpected`. Playing it again is another such day."""
    people = demo.logins(chosen)
    if not people:
        raise NoDemo("the demo family lives in demo mode only: TUPPENCE_MODE=demo, and `make up`")
    numbers = {person["name"].split()[0]: person["phone"] for person in people}
    family = Family(chosen.url, numbers)
    say("A day of the Rao family: Asha and Ravi, guardians; Meera, 15, and Kabir, 13.")
    try:
        for scene in SCENES:
            scene(family)
            time.sleep(0 if quick or not OUT.is_terminal else PAUSE)
    except httpx.TransportError as error:
        raise Silent(f"{chosen.url} does not answer ({error}): is `make up` running?") from error
    say("\nThat was the day. `tuppence verify` holds the books against every movement of it.")
