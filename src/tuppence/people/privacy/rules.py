"""Pure decision: may a use of the product by somebody be collected?"""

from datetime import date, datetime
from typing import Literal

from tuppence.people.identity.rules import ADULT_AGE, age_on

Held = Literal["minor", "not_opted_in"]


def held_back(
    *, birth_date: date | None, day: date, chosen_at: datetime | None, at: datetime
) -> Held | None:
    """Why a use at ``at`` must not be collected, or None when it may be.

    Of a minor, never (DPDP Act 2023, s. 9(3)); whose age is not known counts as one. Of an adult
    only what follows their opt-in, which is in force since ``chosen_at`` (None: it is not).
    ``day`` is the date of ``at`` where birthdays begin: who was a child then is one for this,
    however old when somebody asks.
    """
    if birth_date is None or age_on(birth_date, today=day) < ADULT_AGE:
        return "minor"
    if chosen_at is None or chosen_at > at:
        return "not_opted_in"
    return None
