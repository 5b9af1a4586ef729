"""How often codes may be asked for and tried, and PINs. Those of codes fail closed: guessing must
never be free. (Guesses of a PIN are counted in the database, by its lock-out.)

With these, one phone's codes can be guessed at most 75 times a day (15 codes, 5 tries each) out of
a million. Whoever asks for another's codes from one address uses up only a part of what that phone
may have, so its owner can still sign in; from many addresses they can keep the owner from signing
in anew for a while, but not end a session that there is.
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
_BY_PHONE_AND_ADDRESS: Final = (
    Limit("code-phone-address", cap=4, seconds=_HOUR // 4, fails_closed=True),
    Limit("code-phone-address-day", cap=10, seconds=24 * _HOUR, fails_closed=True),
)
_HANDLES: Final = Limit("handles", cap=20, seconds=_HOUR)
_RESETS: Final = Limit("pin-reset", cap=5, seconds=24 * _HOUR)
_PASSKEYS: Final = Limit("passkey", cap=60, seconds=_HOUR // 6)
_PINS: Final = Limit("pin", cap=30, seconds=_HOUR // 6)
_TRIES: Final = Limit("code-tries-address", cap=100, seconds=_HOUR // 6, fails_closed=True)


def admit_code_request(*, phone: str, device_hint: str, address: str) -> None:
    """Counts a request for a code. Raises `RateLimited` or `LimiterUnavailable`.

    The phone's own last: who is stopped before has used up nothing of the phone they ask about.
    """
    caller = limited_as(address)
    hit(_BY_ADDRESS, subject=caller)
    if device_hint:
        hit(_BY_DEVICE, subject=device_hint)
    for limit in _BY_PHONE_AND_ADDRESS:
        hit(limit, subject=f"{phone} {caller}")
    for limit in _BY_PHONE:
        hit(limit, subject=phone)


def admit_code_try(*, address: str) -> None:
    """Counts a try of a code. Raises `RateLimited` or `LimiterUnavailable`."""
    hit(_TRIES, subject=limited_as(address))


def admit_handle(*, person_id: int) -> None:
    """Counts the asking for a handle, had or not: each answer tells whether somebody has it. Raises
    `RateLimited`."""
    hit(_HANDLES, subject=str(person_id))


def admit_pin(*, person_id: int) -> None:
    """Counts the giving of a PIN, right or wrong, as each costs a slow hash; and that of a passkey
    in its place. Raises `RateLimited`."""
    hit(_PINS, subject=str(person_id))


def admit_passkey(*, person_id: int) -> None:
    """Counts what is asked for a passkey before it confirms anything. Raises `RateLimited`."""
    hit(_PASSKEYS, subject=str(person_id))


def admit_pin_reset(*, person_id: int) -> None:
    """Counts a minor's asking for guardians, who hear of each. Raises `RateLimited`."""
    hit(_RESETS, subject=str(person_id))
