"""How many guardians a family's decisions take: pure, no I/O, no clock, no Django."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Action(StrEnum):
    """What guardians decide together. All but the last two are about who has rights, and at least
    two guardians agree on them, where there are two: whoever could change them alone could turn the
    other out."""

    INVITE_GUARDIAN = "invite_guardian"
    REMOVE_GUARDIAN = "remove_guardian"
    NARROW_GUARDIAN = "narrow_guardian"
    SET_QUORUM = "set_quorum"
    REMOVE_MEMBER = "remove_member"
    LIFT_FREEZE = "lift_freeze"


class Need(StrEnum):
    """Whose yes a decision takes: any guardian's; two guardians' (both of two, two of three); every
    guardian's."""

    ANY = "any"
    TWO = "two"
    ALL = "all"


_STRICTNESS: Final = (Need.ANY, Need.TWO, Need.ALL)

LEAST: Final[Mapping[Action, Need]] = {
    Action.INVITE_GUARDIAN: Need.TWO,
    Action.REMOVE_GUARDIAN: Need.TWO,
    Action.NARROW_GUARDIAN: Need.TWO,
    Action.SET_QUORUM: Need.TWO,
    Action.REMOVE_MEMBER: Need.ANY,
    Action.LIFT_FREEZE: Need.ANY,
}
"""What each takes in a family that has asked for nothing else, and at least."""


def stricter(one: Need, other: Need) -> Need:
    return max(one, other, key=_STRICTNESS.index)


def need_of(action: Action, asked: Need | None) -> Need:
    """What an action takes in a family that has asked for this (None: for nothing)."""
    least = LEAST[action]
    return least if asked is None else stricter(least, asked)


def votes_needed(need: Need, *, guardians: int) -> int:
    """How many guardians must say yes, of those that there are (at least one)."""
    if need == Need.ANY:
        return 1
    return guardians if need == Need.ALL else min(2, guardians)


def is_carried(*, yes: int, need: Need, guardians: int) -> bool:
    return yes >= votes_needed(need, guardians=guardians)


def is_lost(*, no: int, need: Need, guardians: int) -> bool:
    """Whether too many have said no for it ever to be carried."""
    return guardians - no < votes_needed(need, guardians=guardians)
