"""Pure decisions about who may stand where in a family."""

from typing import ClassVar

from tuppence.kernel.errors import Refused

MAX_GUARDIANS = 3
MAX_MEMBERS = 20
TEEN_FROM = 13
"""Below it there is no account of one's own."""

ADULT_FROM = 18


class RoleRefused(Refused):
    code: ClassVar[str] = "role_refused"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "That person cannot have that role"


class FamilyFull(Refused):
    code: ClassVar[str] = "family_full"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "The family has as many members, or guardians, as it can have"


def check_role(role: str, *, age: int | None) -> None:
    """Raises `RoleRefused` unless someone of this age (None: not known) may have the role."""
    if age is None:
        raise RoleRefused("their profile is not complete")
    if role == "teen" and not TEEN_FROM <= age < ADULT_FROM:
        raise RoleRefused(f"a teen is from {TEEN_FROM} to {ADULT_FROM - 1} years old")
    if role in ("guardian", "young_adult") and age < ADULT_FROM:
        raise RoleRefused(f"a {role.replace('_', ' ')} is at least {ADULT_FROM} years old")


def check_room(role: str, *, guardians: int, members: int) -> None:
    """Raises `FamilyFull` when one more of this role is one too many."""
    if members >= MAX_MEMBERS or (role == "guardian" and guardians >= MAX_GUARDIANS):
        raise FamilyFull
