"""How often somebody without an account may look at gift links, and give."""

from typing import Final

from tuppence.edge.addresses import limited_as
from tuppence.edge.rates import Limit, hit

_LOOKS: Final = Limit("gift-looks", cap=120, seconds=3600)
_GIFTS: Final = Limit("gifts", cap=20, seconds=3600)


def admit_look(*, address: str) -> None:
    """Raises `RateLimited`."""
    hit(_LOOKS, subject=limited_as(address))


def admit_gift(*, address: str) -> None:
    """Raises `RateLimited`."""
    hit(_GIFTS, subject=limited_as(address))
