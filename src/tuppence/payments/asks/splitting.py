"""How a bill falls into shares: pure, whole minor units, and nothing lost or added."""

from collections.abc import Sequence
from typing import ClassVar, Final

from tuppence.kernel.errors import Refused

WHOLE: Final = 10_000
"""All of a bill, in hundredths of a per cent."""


class SharesWrong(Refused):
    """The shares add up to ``sum`` and have to add up to ``whole``: minor units, or hundredths of a
    per cent."""

    code: ClassVar[str] = "shares_wrong"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "The shares do not add up to the bill"


class ShareEmpty(Refused):
    code: ClassVar[str] = "share_empty"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "Somebody's share would be nothing"


def evenly(total: int, count: int) -> list[int]:
    """``total`` in ``count`` shares of which no two differ by more than one: the first ones bear
    what does not divide. 100.00 among three is 33.34, 33.33, 33.33."""
    share, odd = divmod(total, count)
    return [share + (1 if n < odd else 0) for n in range(count)]


def by_percent(total: int, parts: Sequence[int]) -> list[int]:
    """``total`` in shares of so many hundredths of a per cent, each off by less than one. What is
    left over goes to those who were cut off most, the first of equals first.

    Raises `SharesWrong` unless the parts are all of it.
    """
    if sum(parts) != WHOLE:
        raise SharesWrong(sum=sum(parts), whole=WHOLE)
    shares = [total * part // WHOLE for part in parts]
    cut_off = sorted(range(len(parts)), key=lambda n: -(total * parts[n] % WHOLE))
    for n in cut_off[: total - sum(shares)]:
        shares[n] += 1
    return shares


def by_amount(total: int, amounts: Sequence[int]) -> list[int]:
    """The amounts as they are. Raises `SharesWrong` unless they add up to ``total``."""
    if sum(amounts) != total:
        raise SharesWrong(sum=sum(amounts), whole=total)
    return list(amounts)
