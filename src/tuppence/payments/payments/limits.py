"""How often somebody may look for people who are not here.

A payment or preview tells a name for a phone or handle, as it must. Whoever tries many finds mostly
nobody, and is stopped for that: then for those who exist too, or they could still be told apart.
Shops are public, and looked up freely.
"""

from typing import Final

from tuppence.edge.rates import Ask, Limit, check, count

_MISSES: Final = Limit("payee-misses", cap=30, seconds=3600)


def admit_lookup(*, person_id: int) -> None:
    """Raises `RateLimited` for who has looked for too many in vain."""
    check(_MISSES, subject=str(person_id))


def lookup(person_id: int) -> Ask:
    """`admit_lookup` as a question, to be asked with others."""
    return Ask(_MISSES, str(person_id), look=True)


def count_miss(*, person_id: int) -> None:
    """Counts a search that found nobody."""
    count(_MISSES, subject=str(person_id))
