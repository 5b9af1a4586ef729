"""Who may do what with a wallet: pure decisions, no I/O, no clock, no Django."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands to a wallet that they may see: its owner, or the owner's guardian.
    ``owner_rests``: the owner is a minor, and no guardian's consent is in force."""

    is_owner: bool
    is_guardian: bool
    owner_is_minor: bool
    owner_rests: bool


def may_spend(standing: Standing) -> bool:
    """Only the owner pays from a wallet: a guardian tops up and sets bounds, and never spends a
    child's money."""
    return standing.is_owner


def may_top_up(standing: Standing) -> bool:
    return standing.is_owner or standing.is_guardian


def may_control(standing: Standing) -> bool:
    """Set limits, lift a freeze: a guardian for a child, an adult for themselves."""
    return standing.is_guardian or (standing.is_owner and not standing.owner_is_minor)


def may_freeze(standing: Standing) -> bool:
    """A teen may stop their own wallet at once (a lost phone); to lift it takes a guardian."""
    return standing.is_owner or standing.is_guardian
