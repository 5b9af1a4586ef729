"""What the demo family has agreed on: an allowance for each teen, and some chores."""

from datetime import datetime
from typing import Final

from tuppence.ledger.journals import Key
from tuppence.payments.allowances.models import Every as Rhythm
from tuppence.payments.allowances.operations import set_up
from tuppence.payments.chores.models import Every, Pays
from tuppence.payments.chores.operations import giving, turns
from tuppence.payments.policy import HOME_UNIT
from tuppence.people.identity import queries as identity
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.queries import PersonRef

ALLOWANCES: Final = (
    ("asha", "meera", Rhythm.WEEKLY, 6, 150_00),
    ("ravi", "kabir", Rhythm.MONTHLY, 31, 400_00),
)
"""Who gives whom how much, and when."""
CHORES: Final[tuple[tuple[str, str, str, Every, int | None, int, Pays], ...]] = (
    ("asha", "meera", "Water the plants", Every.WEEKLY, 7, 40_00, Pays.PAY_DAY),
    ("asha", "kabir", "Lay the table", Every.WEEKLY, 5, 25_00, Pays.NOW),
    ("ravi", "kabir", "Clean the bicycle", Every.ONCE, None, 60_00, Pays.NOW),
)
DONE: Final = "Clean the bicycle"
"""What waits for a guardian's yes."""


def seed(*, now: datetime) -> None:
    """Gives the family its allowances and chores. What is there already stays as it is."""
    for giver, child, every, weekday, amount in ALLOWANCES:
        wanted = set_up.Wanted(
            person=_person(child).public_id,
            every=every,
            day=weekday,
            amount=amount,
            unit=HOME_UNIT.value,
            starts_on=None,
            note="Pocket money",
        )
        set_up.set_up(actor=_actor(giver), wanted=wanted, key=_key("allowance", child), now=now)
    for giver, child, title, often, day, reward, pays in CHORES:
        chore = giving.give(
            actor=_actor(giver),
            wanted=giving.Wanted(
                person=_person(child).public_id,
                title=title,
                reward=reward,
                pays=pays,
                every=often,
                day=day,
                starts_on=None,
            ),
            key=_key("chore", title),
            now=now,
        )
        if title == DONE and not chore.replayed:
            turn = chore.chore.turns.get()
            turns.done(actor=_actor(child), turn=turn.public_id, now=now)


def _person(handle: str) -> PersonRef:
    found = identity.person_by_handle(handle)
    if found is None:
        raise LookupError(f"nobody of the demo family is called {handle}")
    return found


def _actor(handle: str) -> Actor:
    found = _person(handle)
    return Actor.absent(person_id=found.id, person=found.public_id)


def _key(what: str, which: str) -> Key:
    return Key(scope="demo", value=f"{what}:{which}", request="")
