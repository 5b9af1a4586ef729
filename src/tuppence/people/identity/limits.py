"""How often codes may be asked for and tried. All fail closed: guessing must never be free.

With these, one phone's codes can be guessed at most 75 times a day (15 codes, 5 tries each) out of
a million; and whoever asks for another's codes can keep them from signing in anew for a while, but
not end a session they have.
"""

from typing import Final

from tuppence.edge.addresses import limited_as
from tuppence.edge.rates import Limit, hit

_HOUR: Final = 3600
_BY_ADDRESS: Final = Limit("code-address", cap=100, seconds=_HOUR, fails_closed=True)
_BY_DEVICE: Final = Limit("code-device", cap=10, seconds=_HOUR, fails_closed=True)
_BY_PHONE: Final = (
    Limit("code-phone", cap=5, seconds=_HOUR // 4, fails_closed=True),
    Limit("code-phone-day", cap=15, seconds=24 * _HOUR, fails_closed=True),
)
_TRIES: Final = Limit("code-tries-address", cap=100, seconds=_HOUR // 6, fails_closed=True)


def admit_code_request(*, phone: str, device_hint: str, address: str) -> None:
    """Counts a request for a code. Raises `RateLimited` or `LimiterUnavailable`.

    By address first: who is stopped there has used up nothing of the phone they ask about.
    """
    hit(_BY_ADDRESS, subject=limited_as(address))
    if device_hint:
        hit(_BY_DEVICE, subject=device_hint)
    for limit in _BY_PHONE:
        hit(limit, subject=phone)


def admit_code_try(*, address: str) -> None:
    """Counts a try of a code. Raises `RateLimited` or `LimiterUnavailable`."""
    hit(_TRIES, subject=limited_as(address))
