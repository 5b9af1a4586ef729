"""What Nani, who has no account, gave towards Meera's bicycle by a link of Asha's."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from tuppence.payments.gifts.operations import Bounds, give, make_link
from tuppence.payments.goals import demo as goals
from tuppence.payments.payments.demo import Scene, actor


def chapter(start: datetime, end: datetime) -> Iterator[Scene]:
    """The story of the link, within ``start`` to ``end``; it takes two more gifts."""
    given = end - timedelta(days=12)
    yield given, partial(_gives, given)


def _gives(now: datetime) -> None:
    bounds = Bounds(most_gifts=3, most_amount=1_000_00, days=90, shows_goal=True)
    made = make_link(
        actor=actor("asha"), person=None, goal=goals.goal().public_id, bounds=bounds, now=now
    )
    give(
        token=made.token,
        amount=500_00,
        giver="Nani",
        message="For the bicycle. Ride carefully!",
        key="nani",
        now=now,
    )
