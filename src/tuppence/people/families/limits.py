"""How often codes of invitations may be tried, and invitations made.

A code is one of 30^12, and lives for a week: at these rates nobody finds one. Trying fails closed
all the same, as guessing must never be free.
"""

from typing import Final

from tuppence.edge.addresses import limited_as
from tuppence.edge.rates import Limit, hit

_HOUR: Final = 3600
_TRIES: Final = Limit("invitation-tries", cap=30, seconds=_HOUR, fails_closed=True)
_TRIES_BY_ADDRESS: Final = Limit(
    "invitation-tries-address", cap=300, seconds=_HOUR, fails_closed=True
)
_MADE: Final = Limit("invitations", cap=20, seconds=24 * _HOUR)


def admit_try(*, person_id: int, address: str) -> None:
    """Counts a try of a code. Raises `RateLimited` or `LimiterUnavailable`."""
    hit(_TRIES_BY_ADDRESS, subject=limited_as(address))
    hit(_TRIES, subject=str(person_id))


def admit_invitation(*, person_id: int) -> None:
    """Counts the making of an invitation. Raises `RateLimited`."""
    hit(_MADE, subject=str(person_id))
