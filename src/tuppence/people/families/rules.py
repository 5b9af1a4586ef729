"""Pure decisions about who may stand where in a family."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from tuppence.kernel.errors import Refused
from tuppence.people.identity.rules import ADULT_AGE, birthday_at

MAX_GUARDIANS = 3
MAX_MEMBERS = 20
TEEN_FROM = 13
"""Below it there is no account of one's own."""


class RoleRefused(Refused):
    code: ClassVar[str] = "role_refused"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "That person cannot have that role"


class FamilyFull(Refused):
    code: ClassVar[str] = "family_full"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "The family has as many members, or guardians, as it can have"


class LastGuardian(Refused):
    code: ClassVar[str] = "last_guardian"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "A family with teens needs a guardian"


class RightUnheld(Refused):
    """``right`` over ``person`` (per_) would be nobody's."""

    code: ClassVar[str] = "right_unheld"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "Some guardian must be able to do this for the child"


def check_departure(*, guardians: int, teens: int) -> None:
    """Raises `LastGuardian` when the only one of these guardians wants to go."""
    if guardians <= 1 and teens:
        raise LastGuardian


def unheld(wanted: frozenset[str], held: Iterable[frozenset[str]]) -> str | None:
    """A right over a child that none of its guardians has, of those that some guardian must."""
    missing = wanted - frozenset[str]().union(*held)
    return min(missing, default=None)


def comes_of_age_on(birth_date: date) -> date:
    """The 18th birthday."""
    return birthday_at(birth_date, age=ADULT_AGE)


def check_role(role: str, *, age: int | None) -> None:
    """Raises `RoleRefused` unless someone of this age (None: not known) may have the role."""
    if age is None:
        raise RoleRefused("their profile is not complete")
    if role == "teen" and not TEEN_FROM <= age < ADULT_AGE:
        raise RoleRefused(f"a teen is from {TEEN_FROM} to {ADULT_AGE - 1} years old")
    if role in ("guardian", "young_adult") and age < ADULT_AGE:
        raise RoleRefused(f"a {role.replace('_', ' ')} is at least {ADULT_AGE} years old")


def check_room(role: str, *, guardians: int, members: int) -> None:
    """Raises `FamilyFull` when one more of this role is one too many."""
    if members >= MAX_MEMBERS or (role == "guardian" and guardians >= MAX_GUARDIANS):
        raise FamilyFull
