"""Who may do what with a wallet, as the table of rights says: no I/O, no clock, no Django."""

from dataclasses import dataclass

from tuppence.people.families.rights import Right


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands to a wallet that they may see: its owner, or the owner's guardian.
    ``owner_rests``: the owner is a minor, and no guardian's consent is in force. ``rights`` is what
    they may do about the owner (`families.rights`)."""

    is_owner: bool
    is_guardian: bool
    owner_is_minor: bool
    owner_rests: bool
    rights: frozenset[Right]


def may_spend(standing: Standing) -> bool:
    return Right.PAY in standing.rights


def may_pay_from(standing: Standing, *, is_personal: bool) -> bool:
    """Whether the owner pays out of this wallet. A minor's payments all leave the personal one:
    it is there that a guardian's limits are counted."""
    return may_spend(standing) and (is_personal or not standing.owner_is_minor)


def may_top_up(standing: Standing) -> bool:
    return Right.TOP_UP in standing.rights


def may_control(standing: Standing) -> bool:
    """Set what may be spent."""
    return Right.SET_CONTROLS in standing.rights


def may_freeze(standing: Standing) -> bool:
    return Right.FREEZE in standing.rights


def may_lift_freeze(standing: Standing) -> bool:
    return Right.LIFT_FREEZE in standing.rights
