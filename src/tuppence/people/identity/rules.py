"""Pure decisions about people: phones, handles, ages, PINs."""

import re
from calendar import isleap
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import ClassVar

import phonenumbers

from tuppence.kernel.errors import Forbidden, Refused

DEFAULT_REGION = "IN"
"""Where a number without a country code is read as being."""

ADULT_AGE = 18
"""Indian Majority Act 1875, s. 3; a child under the DPDP Act 2023, s. 2(f), is below it too."""

OLDEST = 120
HANDLE = re.compile(r"[a-z][a-z0-9_.]{2,29}", re.ASCII)
PIN = re.compile(r"[0-9]{4,6}", re.ASCII)

PIN_TRIES = 5
_FIRST_LOCK = timedelta(minutes=1)
_LONGEST_LOCK = timedelta(hours=24)
_RESERVED_HANDLES = frozenset({"admin", "help", "me", "root", "support", "system", "tuppence"})


class PhoneInvalid(Refused):
    code: ClassVar[str] = "phone_invalid"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "That is not a phone number that can receive a code"


class HandleInvalid(Refused):
    code: ClassVar[str] = "handle_invalid"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "A handle is 3 to 30 of a-z, 0-9, _ and ., and starts with a letter"


class BirthDateInvalid(Refused):
    code: ClassVar[str] = "birth_date_invalid"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "The birth date is not one of a living person"


class GuardianNeeded(Refused):
    code: ClassVar[str] = "guardian_needed"
    status: ClassVar[int] = 403
    title: ClassVar[str] = "Someone under 18 is added by a guardian"


class ConsentRequired(Refused):
    """Nothing was done. A guardian gives consent: POST /v1/people/{person}/consent."""

    code: ClassVar[str] = "consent_required"
    status: ClassVar[int] = 403
    title: ClassVar[str] = "A guardian's consent comes first: an account under 18 rests without it"


class PinNeeded(Forbidden):
    code: ClassVar[str] = "pin_needed"
    title: ClassVar[str] = "Give your PIN first: POST /v1/me/step-up"


class PinWeak(Refused):
    code: ClassVar[str] = "pin_weak"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "A PIN is 4 to 6 digits that are not the first ones to be tried"


def phone_from(text: str) -> str:
    """The number in E.164. Raises `PhoneInvalid`."""
    try:
        number = phonenumbers.parse(text, DEFAULT_REGION)
    except phonenumbers.NumberParseException as error:
        raise PhoneInvalid from error
    if number.extension or not phonenumbers.is_valid_number(number):
        raise PhoneInvalid
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def handle_from(text: str) -> str:
    """The handle in lower case. Raises `HandleInvalid`."""
    handle = text.lower()
    if not HANDLE.fullmatch(handle):
        raise HandleInvalid
    if handle in _RESERVED_HANDLES:
        raise HandleInvalid("this handle is not given out")
    return handle


def birthday_at(birth_date: date, *, age: int) -> date:
    """The day that begins with somebody being ``age`` years old, a whole one: midnight is when.

    The one rule of how old somebody is; `age_on` follows from it, and so does coming of age. By the
    Majority Act, 1875, s. 3(2), the day of birth counts as a whole day, and majority is attained at
    the beginning of its eighteenth anniversary. Who was born on 29 February has that on the 28th in
    other years: the anniversary of a day of February is in February, and of its last day the last.
    (As passed, the Act had this very case as an illustration to s. 4: born on 29 February 1852, of
    age with the first moment of 28 February 1873 (?).) It is also what PostgreSQL makes of a date
    and an interval of years, by which the statements go that ask the age where they move money:
    ``birth_date + interval '18 years'``. A test holds the two together.
    """
    year = birth_date.year + age
    if (birth_date.month, birth_date.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return birth_date.replace(year=year)


def age_on(birth_date: date, *, today: date) -> int:
    """Whole years (see `birthday_at`); less than zero before the birth."""
    years = today.year - birth_date.year
    return years if today >= birthday_at(birth_date, age=years) else years - 1


def check_birth_date(birth_date: date, *, today: date) -> None:
    """Raises `BirthDateInvalid` for the future and for the very old."""
    if not 0 <= age_on(birth_date, today=today) <= OLDEST:
        raise BirthDateInvalid


def check_pin(pin: str, *, birth_date: date | None) -> None:
    """Raises `PinWeak` for a malformed PIN and for what a thief tries first."""
    if not PIN.fullmatch(pin):
        raise PinWeak("a PIN is 4 to 6 digits")
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        raise PinWeak("one digit over and over, or digits in a row")
    if len(set(pin)) == 2 and pin == (pin[:2] * 3)[: len(pin)]:
        raise PinWeak("two digits in turn")
    if pin[:3] == pin[3:]:
        raise PinWeak("the same half twice")
    if birth_date is not None and pin in _written(birth_date):
        raise PinWeak("your birth date")


def check_stepped_up(*, stepped_up: bool) -> None:
    """Raises `PinNeeded` unless it was shown within the last minutes that it is them, by the PIN or
    a passkey: a stolen token alone must not make anyone a guardian, or add a passkey."""
    if not stepped_up:
        raise PinNeeded


def _written(day: date) -> set[str]:
    forms = ("%Y", "%d%m", "%m%d", "%d%m%y", "%m%d%y", "%y%m%d", "%m%Y", "%Y%m")
    return {day.strftime(form) for form in forms}


def locked_until(*, failures: int, now: datetime) -> datetime | None:
    """Until when a PIN is locked after so many wrong ones in a row; None while tries are left.

    One minute at the fifth, twice as long with each further one, a day at most: a thief gets about
    sixteen guesses on the first day and one a day after.
    """
    if failures < PIN_TRIES:
        return None
    # The exponent is bounded before it is used, so that a large count cannot overflow.
    doublings = min(failures - PIN_TRIES, 11)
    return now + min(_FIRST_LOCK * (1 << doublings), _LONGEST_LOCK)
